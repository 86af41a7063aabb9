import * as vscode from 'vscode';
import { Methods, type ChooseParams, type ChooseResult } from './protocol';
import type { ServerController } from './server';

interface Item extends vscode.QuickPickItem {
  readonly index: number;
}

/** Shows the ways among which the server lets a person choose as a list: each with how it is known and what it costs. */
export function answerChoices(server: ServerController): vscode.Disposable {
  return server.onWillStart((client) => {
    client.onRequest(Methods.choose, choose);
  });
}

async function choose({ question, note, items }: ChooseParams, token: vscode.CancellationToken): Promise<ChooseResult> {
  const listed: Item[] = items.map((item, index) => ({ ...item, index }));
  const chosen = await vscode.window.showQuickPick(
    listed,
    { title: question, placeHolder: note, ignoreFocusOut: true, matchOnDescription: true, matchOnDetail: true },
    token,
  );
  return { index: chosen?.index ?? null };
}
