import * as vscode from 'vscode';
import type { ConnectorStatus } from './protocol';
import type { RunDesk } from './runs';
import { connectorFor } from './statusBarModel';
import type { StatusSource } from './statusSource';
import type { TestExplorer } from './testExplorer';

/** Runs a phase's checkpoint, without a phase the current one, and shows the verdict. The command is the user's word. */
export async function runCheckpoint(
  desk: RunDesk, status: StatusSource, phase?: { readonly uri: string; readonly number: number },
): Promise<void> {
  const uri = phase?.uri ?? (await chooseConnector(status))?.uri;
  if (uri === undefined) {
    return;
  }
  const result = await desk.order('runCheckpoint', { uri, ...(phase && { phase: phase.number }) });
  if (result !== null) {
    desk.show();
  }
}

/** Asks for the phase. */
export async function choosePhaseToRun(desk: RunDesk, status: StatusSource): Promise<void> {
  const connector = await chooseConnector(status);
  if (connector === undefined) {
    return;
  }
  const items = connector.phases.map(({ number, title, state }) => ({
    label: `Phase ${number}: ${title}`, description: state, phase: { uri: connector.uri, number },
  }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Run the checkpoint of which phase?' });
  if (chosen !== undefined) {
    await runCheckpoint(desk, status, chosen.phase);
  }
}

/** Runs the test whose function holds the cursor, elsewhere in its class all tests of that. */
export async function runTestAtCursor(desk: RunDesk, tests: TestExplorer): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const target = editor && await tests.testAt(editor.document.uri.toString(), editor.selection.active);
  if (target?.suite === undefined) {
    void vscode.window.showInformationMessage('No test is here. Put the cursor into a test of the connector, then try again.');
    return;
  }
  const { uri, suite, test } = target;
  await desk.order('runTest', { uri, tests: [{ suite, ...(test !== undefined && { test }) }] });
}

/** The connector of the active file, the only one, or the one that is chosen. */
async function chooseConnector(status: StatusSource): Promise<ConnectorStatus | undefined> {
  const connectors = status.current.length > 0 ? status.current : await status.fresh();
  if (connectors.length === 0) {
    void vscode.window.showInformationMessage('No destination connector was found in this workspace, so there is nothing to run.');
    return undefined;
  }
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const found = connectorFor(connectors, active);
  if (connectors.length === 1 || (found !== undefined && active?.startsWith(found.uri))) {
    return found;
  }
  const items = connectors.map((connector) => ({ label: connector.name, connector }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Run which connector?' }))?.connector;
}
