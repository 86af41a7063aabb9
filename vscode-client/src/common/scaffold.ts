import * as vscode from 'vscode';
import { Commands } from './constants';
import {
  Methods, ServerCommands, type Database, type DatabasesResult, type ScaffoldArguments, type ScaffoldResult, type TestDatabase,
} from './protocol';
import { saveAll } from './saving';
import { databaseItems, folderNameOf, nameProblem, testChoices } from './scaffoldModel';
import type { ServerController } from './server';

/**
 * Asks for database, name and folder, and has the server create the connector; its edit can be looked at before. `checked`
 * is the folder of a finished checklist, which says all of that.
 */
export async function createConnector(server: ServerController, checked?: string): Promise<void> {
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
  const order = await ask(known, vscode.Uri.parse(known.folder), checked);
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
async function ask(known: DatabasesResult, place: vscode.Uri, checked?: string): Promise<ScaffoldArguments | undefined> {
  const database = await chooseDatabase(known, checked);
  if (database === undefined) {
    return undefined;
  }
  if (database.folder !== undefined) {
    const tests = await chooseTests(database);
    return tests && { database: database.slug, name: folderNameOf(database.slug), folder: database.folder, ...tests };
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

/** Databases whose checklist waits for a connector come first. */
async function chooseDatabase(known: DatabasesResult, checked?: string): Promise<(Database & { readonly folder?: string }) | undefined> {
  const items = databaseItems(known);
  const wanted = items.find(({ database }) => database.folder !== undefined && database.folder === checked);
  if (wanted !== undefined) {
    return wanted.database;
  }
  const other = { label: 'Another database…', detail: 'Its preflight checklist comes first', database: undefined, alwaysShow: true };
  const chosen = await vscode.window.showQuickPick(
    [...items, other], { placeHolder: 'Which database does the connector write to?', matchOnDescription: true });
  if (chosen === other) {
    await vscode.commands.executeCommand(Commands.openPreflight);
  }
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
