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

/** Shorter work than this shows no notification: a start that reuses all, or one that fails at once. */
const PATIENCE_MS = 500;

/** A progress notification with a cancel button. */
class LateProgress {
  private readonly controller = new AbortController();
  private readonly steps = new vscode.EventEmitter<string>();
  private readonly ended: Promise<void>;
  private finish: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;
  private latest = '';

  constructor() {
    this.ended = new Promise((resolve) => { this.finish = resolve; });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  report(text: string): void {
    this.latest = text;
    this.timer ??= setTimeout(() => void this.show(), PATIENCE_MS);
    this.steps.fire(text);
  }

  end(): void {
    clearTimeout(this.timer);
    this.finish();
    this.steps.dispose();
  }

  private show(): Thenable<void> {
    const options = { location: vscode.ProgressLocation.Notification, title: DISPLAY_NAME, cancellable: true };
    return vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => { this.controller.abort(); });
      progress.report({ message: this.latest });
      this.steps.event((message) => { progress.report({ message }); });
      await this.ended;
    });
  }
}
