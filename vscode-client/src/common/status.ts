import * as vscode from 'vscode';
import { Commands, Contexts, DISPLAY_NAME, SECTION } from './constants';
import type { ServerState, ServerStateHolder } from './serverState';

/** The item behind `{}` in the status bar of Kotlin files: starting, ready, error. */
export function createLanguageStatus(holder: ServerStateHolder): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem(SECTION, { language: 'kotlin' });
  item.name = DISPLAY_NAME;
  const show = (state: ServerState) => {
    render(item, state);
    void vscode.commands.executeCommand('setContext', Contexts.ready, state.kind === 'ready');
    void vscode.commands.executeCommand('setContext', Contexts.failed, state.kind === 'failed');
  };
  show(holder.current);
  return vscode.Disposable.from(item, holder.onDidChange(show));
}

function render(item: vscode.LanguageStatusItem, state: ServerState): void {
  item.busy = state.kind === 'starting';
  item.severity = state.kind === 'failed' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
  item.command = state.kind === 'failed'
    ? { title: 'Restart', command: Commands.restart }
    : { title: 'Show Logs', command: Commands.showLogs };
  switch (state.kind) {
    case 'stopped':
      item.text = `${DISPLAY_NAME}: stopped`;
      item.detail = '';
      break;
    case 'starting':
      item.text = `${DISPLAY_NAME}: starting`;
      item.detail = state.doing;
      break;
    case 'ready':
      item.text = `${DISPLAY_NAME} ${state.version}`;
      item.detail = 'ready';
      break;
    case 'failed':
      item.text = `${DISPLAY_NAME}: error`;
      item.detail = state.reason;
      break;
  }
}
