import * as vscode from 'vscode';
import { ServerCommands, type ImplementPhaseArguments, type ImplementStubArguments } from './protocol';
import type { ServerController } from './server';
import type { StatusSource } from './statusSource';

/**
 * Has the server write the stub at the cursor. It is not asked through the editor's own code action command: that one is
 * given up without a word when diagnostics change while it waits.
 */
export async function implementStubAtCursor(server: ServerController): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'kotlin') {
    await vscode.window.showInformationMessage('Open a Kotlin file and put the cursor on a TODO("Phase N") stub.');
    return;
  }
  const { line, character } = editor.selection.active;
  const argument: ImplementStubArguments = { uri: editor.document.uri.toString(), position: { line, character } };
  await execute(server, ServerCommands.implementStub, argument);
}

/** Asks for one of the phases with open stubs and has the server write them. */
export async function choosePhase(server: ServerController, status: StatusSource): Promise<void> {
  const connectors = await status.fresh();
  const items = connectors.flatMap((connector) => connector.phases
    .filter((phase) => phase.openStubs > 0)
    .map((phase) => ({
      label: `Phase ${phase.number}: ${phase.title}`,
      description: `${phase.openStubs} open`,
      detail: connectors.length > 1 ? connector.name : '',
      phase: { uri: connector.uri, number: phase.number },
    })));
  if (items.length === 0) {
    await vscode.window.showInformationMessage('No phase has open stubs.');
    return;
  }
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Implement all stubs of which phase?' });
  if (chosen !== undefined) {
    await implementPhase(server, chosen.phase);
  }
}

/** The server answers with an edit (`workspace/applyEdit`), or with a message that says why there is none. */
export async function implementPhase(
  server: ServerController, { uri, number }: { readonly uri: string; readonly number: number },
): Promise<void> {
  const argument: ImplementPhaseArguments = { uri, phase: number };
  await execute(server, ServerCommands.implementPhase, argument);
}

async function execute(server: ServerController, command: string, argument: object): Promise<void> {
  await server.running?.sendRequest('workspace/executeCommand', { command, arguments: [argument] });
}
