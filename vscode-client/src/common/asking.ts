import * as vscode from 'vscode';
import type { ChatView } from './chatView';

/** Asks about the selected lines, or the line of the cursor, in the person's own words. */
export async function askAboutThis(chat: ChatView): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const name = editor === undefined ? 'this connector' : vscode.workspace.asRelativePath(editor.document.uri);
  const question = await vscode.window.showInputBox({
    title: `Ask about ${name}`, prompt: 'The line of the cursor, or what is selected, goes along.',
    placeHolder: 'What does this do, and is it right for my database?', ignoreFocusOut: true,
  });
  if (question !== undefined && question.trim() !== '') {
    await chat.ask(question, 'ask');
  }
}
