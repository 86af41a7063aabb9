import * as vscode from 'vscode';
import { State, type LanguageClient } from 'vscode-languageclient/node';
import { createClient, type Ordered } from './client';
import { EnvironmentError } from './environmentModel';
import { resolveServer, sameLaunch, type ServerLaunch } from './launch';
import { showBlocker, textOf, type Channels } from './logger';
import { provision } from './provisioning';
import { SerialQueue } from './serialQueue';
import type { ServerStateHolder } from './serverState';
import { readServerSettings } from './settings';
import { programOf } from './terminalModel';
import { TraceChannel } from './traceChannel';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

/** Owns the one server of this window: starts it, restarts it when its launch changes, never runs two. */
export class ServerController implements vscode.Disposable {
  private readonly queue = new SerialQueue(() => this.restartNow());
  private readonly trace = new TraceChannel();
  private readonly started = new vscode.EventEmitter<LanguageClient>();
  /** Fires with each new client right before it starts, so that listeners miss nothing it says. */
  readonly onWillStart = this.started.event;
  /** Who answers for commands that lenses and actions give in place of the server's bare request. */
  ordered: Ordered = () => undefined;
  private client: LanguageClient | undefined;
  private launch: ServerLaunch | undefined;
  private launchedProgram: readonly string[] = [];
  private closing = false;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly channels: Channels,
    private readonly state: ServerStateHolder,
  ) {}

  /** The client of a server that is ready. */
  get running(): LanguageClient | undefined {
    return this.state.current.kind === 'ready' ? this.client : undefined;
  }

  /** The client once the server is ready, also where the window has only just begun; undefined when it has failed. */
  async whenReady(): Promise<LanguageClient | undefined> {
    await this.queue.idle();
    return this.running;
  }

  /** The server's own program, as an argument list without a command: `python -m destination_writer`. */
  get program(): readonly string[] {
    return this.launchedProgram;
  }

  get currentLaunch(): ServerLaunch | undefined {
    return this.launch;
  }

  /** Settles when the server is ready or has failed; the failure has been shown then. */
  restart(): Promise<void> {
    return this.queue.request();
  }

  /** Restarts when the settings now ask for another launch. */
  async settingsChanged(): Promise<void> {
    if (!sameLaunch(this.launch, this.wanted())) {
      await this.restart();
    }
  }

  /** Settings count now that did not before: a launch of another kind, and what the running server is told. */
  async trustGranted(): Promise<void> {
    await this.settingsChanged();
    const client = await this.whenReady();
    await client?.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }

  async stop(): Promise<void> {
    this.closing = true;
    await this.queue.idle();
    await this.stopClient();
    this.state.set({ kind: 'stopped' });
  }

  dispose(): void {
    vscode.Disposable.from(this.trace, this.started).dispose();
  }

  private wanted(): ServerLaunch {
    const workspaceFolder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    return resolveServer(readServerSettings(), { workspaceFolder });
  }

  private async restartNow(): Promise<void> {
    if (this.closing) {
      return;
    }
    await this.stopClient();
    this.launch = this.wanted();
    this.starting(`using the ${this.launch.kind} server`);
    try {
      await this.start(this.launch);
    } catch (error) {
      await this.stopClient();
      this.fail(this.explain(error));
    }
  }

  private async start(launch: ServerLaunch): Promise<void> {
    const launched = await provision(launch, this.context, this.channels, (step) => { this.starting(step); });
    this.channels.client.info(`$ ${[launched.command, ...launched.args].join(' ')}`);
    const { client, log } = createClient(
      launched, this.channels, this.trace, (why) => { this.fail(why); }, (command, args) => this.ordered(command, args),
    );
    this.client = client;
    this.launchedProgram = programOf(launched);
    this.started.fire(client);
    client.onDidChangeState(({ newState }) => {
      // Also when the client brings a crashed server back by itself.
      if (newState === State.Running) {
        const version = client.initializeResult?.serverInfo?.version ?? 'of unknown version';
        this.state.set({ kind: 'ready', version, command: launched.command });
        this.channels.client.info(`server ${version} is ready`);
      } else if (newState === State.Starting) {
        this.starting('waiting for the server to answer');
      }
    });
    try {
      await inTime(client.start(), START_TIMEOUT_MS);
    } catch (error) {
      throw new Error(log.lastError || textOf(error), { cause: error });
    }
  }

  private async stopClient(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client === undefined) {
      return;
    }
    const { serverProcess } = client;
    try {
      await client.dispose(STOP_TIMEOUT_MS);
    } catch (error) {
      // The client refuses to stop a server that never came up.
      this.channels.client.debug(`stopping the server: ${textOf(error)}`);
      serverProcess?.kill();
    }
  }

  private starting(doing: string): void {
    this.state.set({ kind: 'starting', doing });
  }

  private explain(error: unknown): string {
    if (error instanceof EnvironmentError) {
      return error.message;
    }
    return this.launch?.kind === 'configured'
      ? `destinationWriter.server.path is "${this.launch.command}", and no server started from it: ${textOf(error)}. ` +
        'Correct the setting, or empty it to use the server of this extension.'
      : `The server did not start: ${textOf(error)}. Run "Destination Writer: Rebuild Server Environment".`;
  }

  private fail(reason: string): void {
    this.channels.client.error(reason);
    this.state.set({ kind: 'failed', reason });
    const openSettings = {
      title: 'Open Settings',
      run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'destinationWriter.server'),
    };
    void showBlocker(`${reason} This is a blocker.`, this.channels, openSettings);
  }
}

async function inTime(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => { reject(new Error(`it did not answer within ${milliseconds / 1000} seconds`)); }, milliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
