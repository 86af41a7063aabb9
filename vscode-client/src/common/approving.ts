import * as vscode from 'vscode';
import type { ApproveParams, ApproveResult } from './protocol';

const YES = 'Yes';
const ALWAYS = 'Yes, for This Conversation';
const SHOW = 'Show the Diff';
/** Characters of a diff that a dialog shows. */
const SHOWN = 1500;

/** Asks where there is no page to ask on. A diff that is too long for a dialog can be looked at first. */
export async function approveByDialog(asked: ApproveParams, token: vscode.CancellationToken): Promise<ApproveResult> {
  const diff = asked.diff ?? '';
  const detail = [asked.words, asked.command.join(' '), ...asked.statements, diff.slice(0, SHOWN)].filter(Boolean).join('\n\n');
  const buttons = [YES, ...(asked.again ? [ALWAYS] : []), ...(diff === '' ? [] : [SHOW])];
  let chosen = await vscode.window.showInformationMessage(asked.title, { modal: true, detail }, ...buttons);
  if (chosen === SHOW && !token.isCancellationRequested) {
    const shown = await vscode.workspace.openTextDocument({ language: 'diff', content: diff });
    await vscode.window.showTextDocument(shown, { preview: true });
    chosen = await vscode.window.showInformationMessage(asked.title, YES, 'No');
  }
  if (token.isCancellationRequested) {
    return { verdict: 'no' };
  }
  return { verdict: chosen === YES ? 'yes' : chosen === ALWAYS ? 'always' : 'no' };
}
