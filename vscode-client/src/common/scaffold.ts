import * as vscode from 'vscode';
import {
  Methods, ServerCommands, type Database, type DatabasesResult, type ScaffoldArguments, type ScaffoldResult, type TestDatabase,
} from './protocol';
import { folderNameOf, nameProblem, testChoices } from './scaffoldModel';
import type { ServerController } from './server';

/** Asks for database, name and folder, and has the server create the connector; its edit can be looked at before. */
export async function createConnector(server: ServerController): Promise<void> {
  const client = await server.whenReady();
  if (client === undefined) {
    await vscode.window.showErrorMessage('The server is not running, so no connector can be created. Restart it first.');
    return;
  }
  const known = await client.sendRequest<DatabasesResult>(Methods.databases, {});
  if (known.folder === null) {
    await vscode.window.showErrorMessage('Open the folder that the connector shall lie in, then ask again.');
    return;
  }
  const order = await ask(known.databases, vscode.Uri.parse(known.folder));
  if (order === undefined) {
    return;
  }
  const request = { command: ServerCommands.scaffold, arguments: [order] };
  const result = await client.sendRequest<ScaffoldResult | null>('workspace/executeCommand', request);
  if (result?.applied) {
    await saveAll(result.files);
  }
}

/** One question after the other; undefined when the person leaves one unanswered. */
async function ask(databases: readonly Database[], place: vscode.Uri): Promise<ScaffoldArguments | undefined> {
  const database = await chooseDatabase(databases);
  if (database === undefined) {
    return undefined;
  }
  const name = await askName(database);
  if (name === undefined) {
    return undefined;
  }
  const folder = await askFolder(place, name);
  if (folder === undefined) {
    return undefined;
  }
  const tests = await chooseTests(database);
  return tests && { database: database.slug, name, folder: folder.toString(), ...tests };
}

async function chooseDatabase(databases: readonly Database[]): Promise<Database | undefined> {
  const items = databases.map((database) => ({ label: database.name, description: database.slug, detail: database.proof, database }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Which database does the connector write to?', matchOnDescription: true });
  return chosen?.database;
}

async function askName(database: Database): Promise<string | undefined> {
  return vscode.window.showInputBox({
    prompt: 'What is the connector called?', value: folderNameOf(database.slug), validateInput: nameProblem,
  });
}

/** The folder that was proposed, or one that the person picks and that gets the connector's folder. */
async function askFolder(place: vscode.Uri, name: string): Promise<vscode.Uri | undefined> {
  const own = folderNameOf(name);
  const proposed = vscode.Uri.joinPath(place, own);
  const items = [
    { label: proposed.fsPath, picks: false },
    { label: 'Choose another folder…', picks: true },
  ];
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Where shall it lie?' });
  if (chosen?.picks !== true) {
    return chosen && proposed;
  }
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false, canSelectFolders: true, defaultUri: place, openLabel: `Create ${own} here`,
  });
  return picked?.[0] && vscode.Uri.joinPath(picked[0], own);
}

async function chooseTests(database: Database): Promise<{ testDatabase?: TestDatabase } | undefined> {
  const choices = testChoices(database);
  if (choices.length === 0) {
    return {};
  }
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder: 'Which database shall its tests use?' });
  return chosen && { testDatabase: chosen.testDatabase };
}

/** Files that an edit makes are unsaved editors at first; a build and the server's review read the disk. */
async function saveAll(files: readonly string[]): Promise<void> {
  const wanted = new Set(files.map((file) => vscode.Uri.parse(file).toString()));
  const open = vscode.workspace.textDocuments.filter((document) => wanted.has(document.uri.toString()));
  const saved = await Promise.all(open.map((document) => document.save()));
  const count = saved.filter((done) => !done).length;
  if (count > 0) {
    await vscode.window.showErrorMessage(`${count} files of the connector could not be saved. This is a blocker: save them before the build.`);
  }
}
