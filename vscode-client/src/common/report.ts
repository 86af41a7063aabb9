import * as vscode from 'vscode';
import { textOf } from './logger';
import { Methods, type ReportParams, type ReportResult } from './protocol';
import type { ServerController } from './server';
import { connectorFor } from './statusBarModel';
import type { StatusSource } from './statusSource';

/** Shows the figures of the work on a connector. The page has neither script nor anything to fetch, and may run none. */
export async function openReport(server: ServerController, status: StatusSource): Promise<void> {
  const uri = await chosenConnector(status);
  if (uri === undefined) {
    return;
  }
  const params: ReportParams = { uri };
  try {
    const report = await server.running?.sendRequest<ReportResult>(Methods.report, params);
    if (report !== undefined) {
      const options = { enableScripts: false, localResourceRoots: [] };
      const panel = vscode.window.createWebviewPanel('destinationWriter.report', report.title, vscode.ViewColumn.Active, options);
      panel.webview.html = report.html;
    }
  } catch (error) {
    await vscode.window.showErrorMessage(`The report cannot be shown: ${textOf(error)}`);
  }
}

/** The connector of the active file, the only one, or the one that is chosen. */
export async function chosenConnector(status: StatusSource): Promise<string | undefined> {
  const connectors = await status.fresh();
  if (connectors.length === 0) {
    await vscode.window.showInformationMessage('No destination connector was found in this workspace.');
    return undefined;
  }
  const active = vscode.window.activeTextEditor?.document.uri.toString();
  const found = connectorFor(connectors, active);
  if (connectors.length === 1 || (found !== undefined && active?.startsWith(found.uri))) {
    return found?.uri;
  }
  const items = connectors.map(({ name, uri }) => ({ label: name, uri }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Which connector?' }))?.uri;
}
