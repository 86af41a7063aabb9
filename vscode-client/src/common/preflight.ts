import * as vscode from 'vscode';
import {
  Methods, ServerCommands,
  type DatabasesResult, type FinishPreflightResult, type PreflightArguments, type PreflightResult,
} from './protocol';
import { saveAll } from './saving';
import { createConnector } from './scaffold';
import type { ServerController } from './server';

const CHECKLIST = '.destination-writer/preflight.yaml';

/** Opens the checklist of the connector at hand; where there is none, asks for the database and has the server create it. */
export async function openPreflight(server: ServerController): Promise<void> {
  const client = await server.whenReady();
  if (client === undefined) {
    await vscode.window.showErrorMessage('The server is not running, so the checklist cannot be opened. Restart it first.');
    return;
  }
  const present = await choosePresent('Open the checklist of another database…');
  if (present !== 'another') {
    await (present && vscode.window.showTextDocument(present));
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

/** Has the server write what the finished checklist makes, shows the research summary and offers what comes next. */
export async function finishPreflight(server: ServerController, given?: { readonly uri?: string }): Promise<void> {
  const uri = given?.uri ?? await checklistAtHand();
  if (uri === undefined) {
    return;
  }
  const argument = { uri, show: false };
  const done = await server.running?.sendRequest<FinishPreflightResult | null>(
    'workspace/executeCommand', { command: ServerCommands.finishPreflight, arguments: [argument] },
  );
  if (!done?.applied || done.uri === undefined) {
    return;
  }
  await saveAll(done.files ?? []);
  await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.parse(done.uri));
  if ((await vscode.workspace.findFiles(new vscode.RelativePattern(vscode.Uri.parse(done.folder ?? uri), 'src/**/*.kt'), null, 1)).length > 0) {
    await vscode.window.showInformationMessage(`The preflight of ${done.name ?? 'the database'} is finished. What is generated follows its answers from now on.`);
    return;
  }
  const create = 'Create the Connector…';
  const next = await vscode.window.showInformationMessage(
    `The preflight of ${done.name ?? 'the database'} is finished. What comes next is its connector.`, create);
  if (next === create) {
    await createConnector(server, done.folder);
  }
}

/** A lens orders the end as the command does. */
export function takeFinishing(server: ServerController): void {
  const others = server.ordered;
  server.ordered = (command, args) => command === ServerCommands.finishPreflight
    ? finishPreflight(server, args[0] as { readonly uri?: string })
    : others(command, args);
}

/** The checklist that is open in front, else the only one, else the one that is chosen. */
async function checklistAtHand(): Promise<string | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active?.path.endsWith(`/${CHECKLIST}`)) {
    return active.toString();
  }
  const chosen = await choosePresent();
  if (chosen === 'another') {
    await vscode.window.showInformationMessage('There is no preflight checklist in this workspace. Run "Destination Writer: Open Preflight Checklist…" first.');
    return undefined;
  }
  return chosen?.toString();
}

/** One of the checklists of the workspace; `another` where there is none, or where the person wants another one. */
async function choosePresent(another?: string): Promise<vscode.Uri | 'another' | undefined> {
  const found = await vscode.workspace.findFiles(`**/${CHECKLIST}`, '**/node_modules/**', 50);
  const [only, ...others] = found;
  if (only === undefined) {
    return 'another';
  }
  if (others.length === 0 && (another === undefined || (vscode.workspace.getWorkspaceFolder(only)?.uri.path === connectorOf(only).path))) {
    return only;
  }
  const items = found.map((file) => ({ label: vscode.workspace.asRelativePath(connectorOf(file)), file: file }));
  const more = another === undefined ? [] : [{ label: another, file: 'another' as const }];
  const chosen = await vscode.window.showQuickPick([...items, ...more], { placeHolder: 'Which checklist?' });
  return chosen?.file;
}

const connectorOf = (checklist: vscode.Uri) => vscode.Uri.joinPath(checklist, '..', '..');

/** The database and, of one that nobody knows, what it resembles; undefined when the person leaves a question open. */
async function ask({ databases }: DatabasesResult): Promise<PreflightArguments | undefined> {
  const uri = vscode.window.activeTextEditor?.document.uri.toString();
  const place = uri?.startsWith('file:') ? { uri } : {};
  const listed = databases.map(({ name, slug, proof }) => ({ label: name, description: slug, detail: proof, slug }));
  const chosen = await chooseOrName(listed);
  if (chosen?.slug !== '') {
    return chosen && { ...place, database: chosen.slug };
  }
  const database = await vscode.window.showInputBox({ prompt: 'What is the database called?', value: chosen.typed });
  if (database === undefined || database.trim() === '') {
    return undefined;
  }
  const none = { label: 'None of these', description: '', detail: 'The checklist begins empty', slug: '' };
  const like = await vscode.window.showQuickPick([none, ...listed], { placeHolder: `Which one does ${database} resemble most?` });
  return like && { ...place, database, ...(like.slug === '' ? {} : { like: like.slug }) };
}

/** One of the list; or with an empty slug another one, and what was typed for it. */
function chooseOrName(
  listed: readonly (vscode.QuickPickItem & { readonly slug: string })[],
): Promise<{ readonly slug: string; readonly typed: string } | undefined> {
  const other = {
    label: 'Another database…', detail: 'Its checklist begins empty, or with what a similar one answers', slug: '', alwaysShow: true,
  };
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly slug: string }>();
  pick.placeholder = 'Which database does the connector write to? Type its name';
  pick.matchOnDescription = true;
  pick.items = [...listed, other];
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      resolve(chosen && { slug: chosen.slug, typed: pick.value.trim() });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
