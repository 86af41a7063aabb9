import readline from 'node:readline';
import * as vscode from 'vscode';
import {
  CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, State, type ClientCapabilities, type Middleware,
} from 'vscode-languageclient/node';
import { DISPLAY_NAME, SECTION } from './constants';
import { CrashCounter } from './crashModel';
import type { Channels } from './logger';
import { CLIENT_ABILITIES, RUN_TOKEN, ServerCommands } from './protocol';
import { ServerLog } from './serverLogModel';
import { forServer } from './serverSettingsModel';
import { statusBarEnabled } from './settings';
import { peekPlaces } from './wiring';

export interface Launched {
  readonly command: string;
  readonly args: readonly string[];
  /** Folder the server runs in; never the opened one, whose files must not shadow the server's. */
  readonly cwd: string;
}

/**
 * The language client, but silent: what it would pop up with each step of a failure goes to the log, and the
 * ServerController tells the user once, with the reason and the remedy.
 */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export interface RunningServer {
  readonly client: LanguageClient;
  /** What the server wrote to stderr. */
  readonly log: ServerLog;
}

/**
 * A language client for one server process; start it, and dispose it before making the next one. `onGone` is called
 * when a server that was up has ended unasked and stays away; `ordered` is asked before a command of the server is sent.
 */
export function createClient(
  launched: Launched, channels: Channels, trace: vscode.LogOutputChannel, onGone: (why: string) => void, ordered: Ordered,
): RunningServer {
  const log = new ServerLog();
  const crashes = new CrashCounter();
  const client: LanguageClient = new QuietClient(
    SECTION,
    DISPLAY_NAME,
    { command: launched.command, args: [...launched.args], options: { cwd: launched.cwd, env: serverEnvironment() } },
    {
      documentSelector: [
        { scheme: 'file', language: 'kotlin' },
        { scheme: 'file', pattern: '**/gradle.properties' },
        { scheme: 'file', pattern: '**/.destination-writer/preflight.yaml' },
        { scheme: 'file', pattern: '**/.destination-writer/state.yaml' },
      ],
      outputChannel: channels.server,
      traceOutputChannel: trace,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      progressOnInitialization: true,
      stdioOptions: { stdout: () => undefined, stderr: (input, channel) => { writeStderr(input, channel, log); } },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          const verdict = crashes.ended(client.state === State.Running, Date.now());
          if (verdict.kind === 'gone') {
            onGone(`The server ended ${verdict.times} within three minutes: ${log.lastError || 'it gave no reason'}.`);
          }
          return { action: verdict.kind === 'restart' ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
        },
      },
      markdown: { supportHtml: false },
      middleware: { ...keepClientSettings, ...writeOnlyWhenTrusted(ordered), ...showRunsOnce, ...renderPages },
    },
  );
  client.registerFeature({
    fillClientCapabilities: (capabilities) => {
      const experimental = capabilities.experimental as object | undefined;
      capabilities.experimental = { ...experimental, [SECTION]: CLIENT_ABILITIES };
      dropPulledDiagnostics(capabilities);
    },
    initialize: () => undefined,
    getState: () => ({ kind: 'static' }),
    clear: () => undefined,
  });
  return { client, log };
}

/**
 * Has the server push diagnostics. The pulling of vscode-languageclient 11.0.0 loses a report: what the workspace's answer
 * says of a file that is just being closed is thrown away, and asked for again only once it has changed.
 */
function dropPulledDiagnostics(capabilities: ClientCapabilities): void {
  delete capabilities.textDocument?.diagnostic;
  delete capabilities.workspace?.diagnostics;
}

function serverEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONUTF8: '1', PYTHONUNBUFFERED: '1' };
}

function writeStderr(input: NodeJS.ReadableStream, channel: vscode.LogOutputChannel, log: ServerLog): void {
  readline.createInterface({ input, crlfDelay: Infinity }).on('line', (line) => {
    const { level, text } = log.take(line);
    channel[level](text);
  });
}

/** Tells the server what it may know and do: see `forServer`. */
const keepClientSettings: Middleware = {
  workspace: {
    configuration: async (params, token, next) => {
      const answers = await next(params, token);
      if (!Array.isArray(answers)) {
        return answers;
      }
      return answers.map((answer: unknown, index) =>
        params.items[index]?.section === SECTION && typeof answer === 'object' && answer !== null
          ? forServer(answer as Record<string, unknown>, vscode.workspace.isTrusted)
          : answer);
    },
  },
};

/** Pages that the server writes for editors without pages of ours: shown as what they say, not as Markdown. */
const renderPages: Middleware = {
  window: {
    showDocument: async (params, token, next) => {
      if (!/\/destination-writer\/pages\/.*\.md$/.test(params.uri)) {
        return next(params, token);
      }
      await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.parse(params.uri));
      return { success: true };
    },
  },
};

/** A run's progress is in the status bar's item already, with more to it. */
const showRunsOnce: Middleware = {
  handleWorkDoneProgress: (token, params, next) => {
    if (!String(token).startsWith(RUN_TOKEN) || !statusBarEnabled()) {
      next(token, params);
    }
  },
};

/** Takes a command of the server that a lens or an action gave, and answers for it; undefined leaves it to the server. */
export type Ordered = (command: string, args: readonly unknown[]) => Promise<unknown> | undefined;

/** A workspace that is not trusted is read, never written: no action is offered, and no command of the server runs. */
const writeOnlyWhenTrusted = (ordered: Ordered): Middleware => ({
  provideCodeActions: (document, range, context, token, next) =>
    vscode.workspace.isTrusted ? next(document, range, context, token) : [],
  executeCommand: (command, args, next) => {
    if (command === ServerCommands.showPlaces) {
      return peekPlaces(args[0] as Parameters<typeof peekPlaces>[0]);
    }
    if (vscode.workspace.isTrusted) {
      return ordered(command, args) ?? next(command, args) as vscode.ProviderResult<unknown>;
    }
    void vscode.window.showWarningMessage(
      'Code is written and tests are run only in a trusted workspace. Trust it with "Workspaces: Manage Workspace Trust", then try again.');
    return undefined;
  },
});
