import * as vscode from 'vscode';
import { commandLine } from './terminalModel';

const NAME = 'Destination Writer';

/** Shows a terminal with a command line typed in it, not run. */
export function typeIntoTerminal(program: readonly string[], line: string): void {
  const terminal = vscode.window.terminals.find(({ name, exitStatus }) => name === NAME && exitStatus === undefined)
    ?? vscode.window.createTerminal({ name: NAME });
  terminal.show();
  terminal.sendText(commandLine(program, line, process.platform), false);
}
