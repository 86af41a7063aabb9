import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { Contexts } from './constants';
import { textOf, type Channels } from './logger';
import { Methods, type ConnectorStatus, type StatusResult } from './protocol';
import { SerialQueue } from './serialQueue';
import type { ServerController } from './server';
import type { ServerStateHolder } from './serverState';

/** What the server last said about the phases of every connector; asks again when told that it changed. */
export class StatusSource implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<readonly ConnectorStatus[]>();
  readonly onDidChange = this.changed.event;
  private readonly queue = new SerialQueue(() => this.ask());
  private readonly subscriptions: vscode.Disposable;
  private connectors: readonly ConnectorStatus[] = [];

  constructor(private readonly server: ServerController, state: ServerStateHolder, private readonly channels: Channels) {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      server.onWillStart((client) => { this.follow(client); }),
      state.onDidChange(({ kind }) => {
        if (kind === 'ready') {
          this.refresh();
        } else {
          this.publish([]);
        }
      }),
    );
  }

  get current(): readonly ConnectorStatus[] {
    return this.connectors;
  }

  refresh(): void {
    void this.queue.request();
  }

  /** The status as it is now. */
  async fresh(): Promise<readonly ConnectorStatus[]> {
    await this.queue.request();
    return this.connectors;
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private follow(client: LanguageClient): void {
    client.onNotification(Methods.statusChanged, () => { this.refresh(); });
  }

  private async ask(): Promise<void> {
    const client = this.server.running;
    if (client === undefined) {
      return;
    }
    try {
      const { connectors } = await client.sendRequest<StatusResult>(Methods.status, {});
      this.publish(connectors);
      await vscode.commands.executeCommand('setContext', Contexts.empty, connectors.length === 0);
    } catch (error) {
      this.channels.client.warn(`the status of the phases could not be read: ${textOf(error)}`);
    }
  }

  private publish(connectors: readonly ConnectorStatus[]): void {
    this.connectors = connectors;
    this.changed.fire(connectors);
  }
}
