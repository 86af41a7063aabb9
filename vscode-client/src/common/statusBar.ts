import * as vscode from 'vscode';
import { Commands, DISPLAY_NAME, SECTION } from './constants';
import type { RunDesk } from './runs';
import { runText } from './runsModel';
import { statusBarEnabled } from './settings';
import { connectorFor, statusBarText } from './statusBarModel';
import type { StatusSource } from './statusSource';

/** The current phase and its blockers, for the connector of the active file; while something runs, how far that is. */
export function createStatusBar(status: StatusSource, desk: RunDesk): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(SECTION, vscode.StatusBarAlignment.Left, 10);
  item.name = DISPLAY_NAME;
  const update = () => {
    const connector = connectorFor(status.current, vscode.window.activeTextEditor?.document.uri.toString());
    const running = runText(connector === undefined ? desk.board.all : desk.board.of(connector.uri), Commands.cancelRuns);
    const shown = running ?? statusBarText(connector);
    if (shown === undefined || !statusBarEnabled()) {
      item.hide();
      return;
    }
    item.text = shown.text;
    item.command = running === undefined ? Commands.showStatus : Commands.showRuns;
    item.tooltip = new vscode.MarkdownString(shown.tooltip, true);
    item.tooltip.isTrusted = { enabledCommands: [Commands.cancelRuns] };
    item.backgroundColor = shown.alarming ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  };
  return vscode.Disposable.from(
    item,
    status.onDidChange(update),
    desk.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.statusBar`)) {
        update();
      }
    }),
  );
}
