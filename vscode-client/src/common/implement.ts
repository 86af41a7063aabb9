import * as vscode from 'vscode';
import { ServerCommands, type ImplementPhaseArguments } from './protocol';
import type { ServerController } from './server';
import type { StatusSource } from './statusSource';

const STUB_KIND = vscode.CodeActionKind.QuickFix;

/** Applies the preferred quick fix of the stub at the cursor, or says that there is none. */
export async function implementStubAtCursor(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'kotlin') {
    await vscode.window.showInformationMessage('Open a Kotlin file and put the cursor on a TODO("Phase N") stub.');
    return;
  }
  await vscode.commands.executeCommand('editor.action.codeAction', {
    kind: STUB_KIND.value, apply: 'ifSingle', preferred: true,
  });
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
  await server.running?.sendRequest('workspace/executeCommand', {
    command: ServerCommands.implementPhase, arguments: [argument],
  });
}
