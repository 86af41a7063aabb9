import * as vscode from 'vscode';
import { DISPLAY_NAME } from './constants';

/** The channels: what this extension does, what the server says. The trace has one of its own, see traceChannel.ts. */
export interface Channels {
  readonly client: vscode.LogOutputChannel;
  readonly server: vscode.LogOutputChannel;
  dispose(): void;
}

export function createChannels(): Channels {
  const client = vscode.window.createOutputChannel(DISPLAY_NAME, { log: true });
  const server = vscode.window.createOutputChannel(`${DISPLAY_NAME} Server`, { log: true });
  return { client, server, dispose: () => { vscode.Disposable.from(client, server).dispose(); } };
}

/** Shows an error that says what to do, with the log one click away. */
export async function showBlocker(message: string, channels: Channels, ...actions: Action[]): Promise<void> {
  const showLogs: Action = { title: 'Show Logs', run: () => { channels.client.show(); } };
  const chosen = await vscode.window.showErrorMessage(message, ...actions, showLogs);
  await chosen?.run();
}

export interface Action extends vscode.MessageItem {
  readonly run: () => unknown;
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
