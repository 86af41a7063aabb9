import * as vscode from 'vscode';
import { ServerCommands, type ConnectorStatus, type UpgradeArguments } from './protocol';
import type { ServerController } from './server';
import type { StatusSource } from './statusSource';
import { NEWEST_CDK, versionProblem } from './upgradeModel';

/** Asks for a version and has the server carry the connector over to it; its edit can be looked at before. */
export async function upgradeCdk(server: ServerController, status: StatusSource): Promise<void> {
  const connector = await chooseConnector(await status.fresh());
  if (connector === undefined) {
    return;
  }
  const to = await vscode.window.showInputBox({
    prompt: `Which CDK version shall ${connector.name} be written against?`,
    value: NEWEST_CDK,
    validateInput: versionProblem,
  });
  if (to === undefined) {
    return;
  }
  const argument: UpgradeArguments = { uri: connector.uri, to: to.trim() };
  await server.running?.sendRequest('workspace/executeCommand', { command: ServerCommands.upgrade, arguments: [argument] });
}

async function chooseConnector(connectors: readonly ConnectorStatus[]): Promise<ConnectorStatus | undefined> {
  if (connectors.length === 0) {
    await vscode.window.showInformationMessage('No destination connector was found in this workspace.');
    return undefined;
  }
  if (connectors.length === 1) {
    return connectors[0];
  }
  const items = connectors.map((connector) => ({ label: connector.name, connector }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Upgrade which connector?' });
  return chosen?.connector;
}
