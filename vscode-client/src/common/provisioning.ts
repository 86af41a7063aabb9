import * as vscode from 'vscode';
import type { Launched } from './client';
import { DISPLAY_NAME } from './constants';
import { ensureEnvironment, readServerPackage, type Witness } from './environment';
import type { ServerLaunch } from './launch';
import type { Channels } from './logger';
import { proxyEnvironment } from './settings';

/** The command line for a launch; makes the server's environment, with progress, when there is none that fits. */
export async function provision(
  launch: ServerLaunch, context: vscode.ExtensionContext, channels: Channels, doing: (step: string) => void,
): Promise<Launched> {
  const storage = context.globalStorageUri.fsPath;
  await vscode.workspace.fs.createDirectory(context.globalStorageUri);
  if (launch.kind === 'configured') {
    return { command: launch.command, args: launch.args, cwd: storage };
  }
  const wish = {
    storage,
    server: await readServerPackage(context.extensionPath),
    python: launch.python,
    pipArguments: launch.pipArguments,
    pipEnvironment: proxyEnvironment(),
  };
  const progress = new LateProgress();
  const witness: Witness = {
    step: (text) => {
      channels.client.info(text);
      doing(text);
      progress.report(text);
    },
    log: (line) => { channels.client.debug(line); },
    signal: progress.signal,
  };
  try {
    const ready = await ensureEnvironment(wish, witness);
    channels.client.info(`${ready.made ? 'made' : 'using'} the environment of ${ready.python}`);
    return { command: ready.python, args: launch.args, cwd: storage };
  } finally {
    progress.end();
  }
}

/** A progress notification with a cancel button that appears with the first step: a start that reuses all shows none. */
class LateProgress {
  private readonly controller = new AbortController();
  private readonly steps = new vscode.EventEmitter<string>();
  private finish: (() => void) | undefined;

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  report(text: string): void {
    if (this.finish === undefined) {
      const ended = new Promise<void>((resolve) => { this.finish = resolve; });
      void this.show(text, ended);
    } else {
      this.steps.fire(text);
    }
  }

  end(): void {
    this.finish?.();
    this.steps.dispose();
  }

  private show(first: string, ended: Promise<void>): Thenable<void> {
    const options = { location: vscode.ProgressLocation.Notification, title: DISPLAY_NAME, cancellable: true };
    return vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => { this.controller.abort(); });
      progress.report({ message: first });
      this.steps.event((message) => { progress.report({ message }); });
      await ended;
    });
  }
}
