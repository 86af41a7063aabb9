import * as vscode from 'vscode';
import { PAGE_SCHEME } from './constants';
import { ServerCommands, type SkipPhaseArguments } from './protocol';
import type { ServerController } from './server';
import type { StatusSource } from './statusSource';

interface Phase {
  readonly uri: string;
  readonly number: number;
}

/** Asks why, since the reason is kept; the server refuses phases that are not optional. */
export async function skipPhase(server: ServerController, { uri, number }: Phase): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: `Skip Phase ${number}`,
    prompt: 'Why is it left out? The reason is kept in the state and in the documentation.',
    validateInput: (text) => text.trim() === '' ? 'A reason is needed.' : undefined,
  });
  if (reason !== undefined) {
    await execute(server, { uri, phase: number, reason });
  }
}

export async function takeUpPhase(server: ServerController, { uri, number }: Phase): Promise<void> {
  await execute(server, { uri, phase: number, undo: true });
}

async function execute(server: ServerController, argument: SkipPhaseArguments): Promise<void> {
  const params = { command: ServerCommands.skipPhase, arguments: [argument] };
  await server.running?.sendRequest('workspace/executeCommand', params);
}

/** Shows a page about a connector as it is now. Of several connectors the person chooses one. */
export async function showConnectorPage(status: StatusSource, page: string): Promise<void> {
  const connectors = await status.fresh();
  const items = connectors.map(({ name, uri }) => ({ label: name, uri }));
  const chosen = items.length > 1 ? await vscode.window.showQuickPick(items, { placeHolder: 'Which connector?' }) : items[0];
  if (chosen === undefined) {
    if (items.length === 0) {
      await vscode.window.showInformationMessage('No destination connector was found in this workspace.');
    }
    return;
  }
  const address = vscode.Uri.from({ scheme: PAGE_SCHEME, path: `/${page}`, query: chosen.uri });
  await vscode.commands.executeCommand('markdown.showPreview', address);
}
