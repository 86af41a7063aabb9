import * as vscode from 'vscode';
import { ServerCommands, type CommandResult, type ImplementPhaseArguments, type PhasePageResult } from './protocol';
import type { ServerController } from './server';
import type { StatusSource } from './statusSource';

interface Phase {
  readonly uri: string;
  readonly number: number;
}

/** Begins the phase at work of the connector, of the one that is chosen where there are several. */
export async function beginCurrentPhase(server: ServerController, status: StatusSource): Promise<void> {
  const open = (await status.fresh()).filter(({ currentPhase }) => currentPhase !== null);
  const items = open.map(({ name, uri, atWork }) => ({ label: name, phase: { uri, number: atWork ?? 0 } }));
  if (items.length === 0) {
    await vscode.window.showInformationMessage('No connector of this workspace has an open phase.');
    return;
  }
  const chosen = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { placeHolder: 'Which connector?' });
  if (chosen !== undefined) {
    await beginPhase(server, chosen.phase);
  }
}

/** The server notes that the phase has begun and writes its page, which is then shown. */
export async function beginPhase(server: ServerController, { uri, number }: Phase): Promise<void> {
  const argument = { uri, phase: number, show: false };
  const page = await server.running?.sendRequest<PhasePageResult | null>(
    'workspace/executeCommand', { command: ServerCommands.startPhase, arguments: [argument] },
  );
  if (page?.uri !== undefined) {
    await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.parse(page.uri));
  }
}

export async function enableTests(server: ServerController, { uri, number }: Phase): Promise<void> {
  await execute(server, ServerCommands.enableTests, { uri, phase: number });
}

/** The server asks first, and names what it keeps because it was edited since. */
export async function takeBackPhase(server: ServerController, { uri, number }: Phase): Promise<void> {
  await execute(server, ServerCommands.takeBackPhase, { uri, phase: number });
}

async function execute(server: ServerController, command: string, argument: ImplementPhaseArguments): Promise<void> {
  await server.running?.sendRequest<CommandResult | null>('workspace/executeCommand', { command, arguments: [argument] });
}
