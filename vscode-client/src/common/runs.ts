import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { Contexts, DISPLAY_NAME } from './constants';
import { showBlocker, textOf, type Channels } from './logger';
import { Methods, ServerCommands, type RunArguments, type RunEventsParams, type RunResult } from './protocol';
import { lineOf, RunBoard } from './runsModel';
import type { ServerController } from './server';
import type { ServerStateHolder } from './serverState';

const ORDERS = ['runCheckpoint', 'runTest'] as const;

export interface Ended {
  readonly run: string;
  /** Null when nothing was run; the server has said why. */
  readonly result: RunResult | null;
}

/** Every run of this window: gives orders, hears what the server tells of them, writes them to a channel of their own. */
export class RunDesk implements vscode.Disposable {
  readonly board = new RunBoard();
  private readonly changed = new vscode.EventEmitter<undefined>();
  /** The board is another one. */
  readonly onDidChange = this.changed.event;
  private readonly heard = new vscode.EventEmitter<RunEventsParams>();
  readonly onEvents = this.heard.event;
  private readonly over = new vscode.EventEmitter<Ended>();
  readonly onDidEnd = this.over.event;
  private readonly channel = vscode.window.createOutputChannel(`${DISPLAY_NAME} Runs`);
  private readonly subscriptions: vscode.Disposable;
  private readonly ordered = new Set<string>();
  private count = 0;
  private saving = 0;

  constructor(private readonly server: ServerController, state: ServerStateHolder, private readonly channels: Channels) {
    // A lens or an action orders a run as the commands do.
    server.ordered = (command, [given]) => {
      if (command === ServerCommands.afterFix) {
        return this.afterFix(given);
      }
      const known = ORDERS.find((name) => ServerCommands[name] === command);
      return known && this.order(known, given as RunArguments);
    };
    this.subscriptions = vscode.Disposable.from(
      this.changed, this.heard, this.over, this.channel,
      server.onWillStart((client) => { this.follow(client); }),
      state.onDidChange(({ kind }) => {
        if (kind !== 'ready') {
          this.board.clear();
          this.publish();
        }
      }),
    );
  }

  /** A name for a run that is about to be ordered. */
  newName(): string {
    this.count += 1;
    return `vscode-${this.count}`;
  }

  /** Whether documents are being saved for a run. */
  get isSaving(): boolean {
    return this.saving > 0;
  }

  /** Whether somebody here waits for the answer of this run. */
  isOrdered(run: string): boolean {
    return this.ordered.has(run);
  }

  /** Runs what is saved, so everything is saved first. Settles when the run has ended. */
  async order(command: (typeof ORDERS)[number], given: RunArguments): Promise<RunResult | null> {
    const client = this.server.running;
    if (!vscode.workspace.isTrusted || client === undefined) {
      void vscode.window.showWarningMessage(client === undefined
        ? 'The server is not running, so nothing can be run. Run "Destination Writer: Restart Server" first.'
        : 'Tests are run only in a trusted workspace. Trust it with "Workspaces: Manage Workspace Trust", then try again.');
      return null;
    }
    const run = given.run ?? this.newName();
    this.ordered.add(run);
    let result: RunResult | null = null;
    try {
      await this.save();
      result = await client.sendRequest<RunResult | null>(
        'workspace/executeCommand', { command: ServerCommands[command], arguments: [{ ...given, run }] });
      if (result !== null) {
        this.channel.appendLine(`\n${result.text}\n`);
      }
    } catch (error) {
      void showBlocker(`The run did not come to its end: ${textOf(error)}. This is a blocker.`, this.channels);
    } finally {
      this.ordered.delete(run);
      this.over.fire({ run, result });
    }
    return result;
  }

  /** The run that the server offers behind a fix reads what is saved, and the fix has just changed a document. */
  private async afterFix(given: unknown): Promise<RunResult | null> {
    await this.save();
    const order = { command: ServerCommands.afterFix, arguments: [given] };
    return await this.server.running?.sendRequest<RunResult | null>('workspace/executeCommand', order) ?? null;
  }

  /** Ends one run of a connector, or all of them. */
  async cancel(uri: string, run?: string): Promise<void> {
    const argument: RunArguments = { uri, ...(run !== undefined && { run }) };
    await this.server.running?.sendRequest('workspace/executeCommand', { command: ServerCommands.cancelRun, arguments: [argument] });
  }

  async cancelAll(): Promise<void> {
    const uris = [...new Set(this.board.all.map(({ uri }) => uri))];
    if (uris.length === 0) {
      void vscode.window.showInformationMessage('Nothing is running.');
    }
    await Promise.all(uris.map((uri) => this.cancel(uri)));
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async save(): Promise<void> {
    this.saving += 1;
    try {
      await vscode.workspace.saveAll(false);
    } finally {
      this.saving -= 1;
    }
  }

  private follow(client: LanguageClient): void {
    client.onNotification(Methods.runEvents, (params: RunEventsParams) => {
      if (params.state === 'waiting') {
        this.channel.appendLine(`── ${params.title} (${params.uri.split('/').at(-1) ?? ''}) ──`);
      }
      params.events.map(lineOf).filter((line) => line !== undefined).forEach((line) => { this.channel.appendLine(line); });
      this.board.take(params);
      this.publish();
      this.heard.fire(params);
    });
  }

  private publish(): void {
    void vscode.commands.executeCommand('setContext', Contexts.running, this.board.all.length > 0);
    this.changed.fire(undefined);
  }
}
