import * as vscode from 'vscode';
import { Commands, DISPLAY_NAME, SECTION } from './constants';
import { statusBarEnabled } from './settings';
import { connectorFor, statusBarText } from './statusBarModel';
import type { StatusSource } from './statusSource';

/** The current phase and its blockers, for the connector of the active file. */
export function createStatusBar(status: StatusSource): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(SECTION, vscode.StatusBarAlignment.Left, 10);
  item.name = DISPLAY_NAME;
  item.command = Commands.showStatus;
  const update = () => {
    const shown = statusBarText(connectorFor(status.current, vscode.window.activeTextEditor?.document.uri.toString()));
    if (shown === undefined || !statusBarEnabled()) {
      item.hide();
      return;
    }
    item.text = shown.text;
    item.tooltip = new vscode.MarkdownString(shown.tooltip, true);
    item.backgroundColor = shown.alarming ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  };
  return vscode.Disposable.from(
    item,
    status.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.statusBar`)) {
        update();
      }
    }),
  );
}
