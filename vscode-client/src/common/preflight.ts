import * as vscode from 'vscode';
import { Methods, ServerCommands, type DatabasesResult, type PreflightArguments, type PreflightResult } from './protocol';
import type { ServerController } from './server';

const CHECKLIST = '.destination-writer/preflight.yaml';

/** Opens the checklist of the connector at hand; where there is none, asks for the database and has the server create it. */
export async function openPreflight(server: ServerController): Promise<void> {
  const client = await server.whenReady();
  if (client === undefined) {
    await vscode.window.showErrorMessage('The server is not running, so the checklist cannot be opened. Restart it first.');
    return;
  }
  const [present] = await vscode.workspace.findFiles(`**/${CHECKLIST}`, '**/node_modules/**', 1);
  if (present !== undefined) {
    await vscode.window.showTextDocument(present);
    return;
  }
  const known = await client.sendRequest<DatabasesResult>(Methods.databases, {});
  const order = await ask(known);
  if (order === undefined) {
    return;
  }
  const request = { command: ServerCommands.preflight, arguments: [order] };
  const result = await client.sendRequest<PreflightResult | null>('workspace/executeCommand', request);
  const made = result?.uri;
  if (typeof made === 'string') {
    await (await vscode.workspace.openTextDocument(vscode.Uri.parse(made))).save();
  }
}

/** The database and, of one that nobody knows, what it resembles; undefined when the person leaves a question open. */
async function ask({ databases }: DatabasesResult): Promise<PreflightArguments | undefined> {
  const uri = vscode.window.activeTextEditor?.document.uri.toString();
  const place = uri?.startsWith('file:') ? { uri } : {};
  const listed = databases.map(({ name, slug, proof }) => ({ label: name, description: slug, detail: proof, slug }));
  const other = { label: 'Another database…', description: '', detail: 'Its checklist begins empty, or with what a similar one answers', slug: '' };
  const chosen = await vscode.window.showQuickPick([...listed, other], { placeHolder: 'Which database does the connector write to?', matchOnDescription: true });
  if (chosen?.slug !== '') {
    return chosen && { ...place, database: chosen.slug };
  }
  const database = await vscode.window.showInputBox({ prompt: 'What is the database called?' });
  if (database === undefined || database.trim() === '') {
    return undefined;
  }
  const none = { label: 'None of these', description: '', detail: 'The checklist begins empty', slug: '' };
  const like = await vscode.window.showQuickPick([none, ...listed], { placeHolder: `Which one does ${database} resemble most?` });
  return like && { ...place, database, ...(like.slug === '' ? {} : { like: like.slug }) };
}
