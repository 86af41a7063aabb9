import * as vscode from 'vscode';
import { Commands } from './constants';
import { textOf } from './logger';
import { Methods, type WiringParams, type WiringPlace, type WiringResult } from './protocol';
import { chosenConnector } from './report';
import type { ServerController } from './server';
import type { StatusSource } from './statusSource';

/**
 * Shows who is given which bean. The page has no script; a click on a box or an arrow runs the one command that it may run,
 * which opens a place. It is drawn anew when a Kotlin file was saved, and when the panel is looked at again.
 */
export async function openWiring(server: ServerController, status: StatusSource): Promise<void> {
  const uri = await chosenConnector(status);
  if (uri === undefined) {
    return;
  }
  const drawn = await ask(server, uri);
  if (drawn === undefined) {
    return;
  }
  const panel = vscode.window.createWebviewPanel('destinationWriter.wiring', `Wiring: ${drawn.name}`, vscode.ViewColumn.Active, {
    enableScripts: false, enableCommandUris: [Commands.openPlace], enableFindWidget: true, localResourceRoots: [],
  });
  panel.webview.html = drawn.html;
  const again = async () => {
    const fresh = panel.visible ? await ask(server, uri) : undefined;
    if (fresh !== undefined) {
      panel.webview.html = fresh.html;
    }
  };
  const listening = vscode.Disposable.from(
    panel.onDidChangeViewState(again),
    vscode.workspace.onDidSaveTextDocument((document) => document.languageId === 'kotlin' || document.fileName.endsWith('.kt') ? again() : undefined),
  );
  panel.onDidDispose(() => { listening.dispose(); });
}

async function ask(server: ServerController, uri: string): Promise<WiringResult | undefined> {
  const params: WiringParams = { uri };
  try {
    return await server.running?.sendRequest<WiringResult>(Methods.wiring, params);
  } catch (error) {
    await vscode.window.showErrorMessage(`The wiring cannot be shown: ${textOf(error)}`);
    return undefined;
  }
}

/** Opens a place beside the picture, so that both can be seen. */
export async function openPlace(place: WiringPlace): Promise<void> {
  const selection = rangeOf(place);
  const column = vscode.window.tabGroups.all.length > 1 ? vscode.ViewColumn.Two : vscode.ViewColumn.Beside;
  await vscode.window.showTextDocument(vscode.Uri.parse(place.uri), { selection, viewColumn: column });
}

interface Places {
  readonly range?: WiringPlace['range'];
  readonly places?: readonly WiringPlace[];
}

/** What a lens about wiring tells of: the one place is opened, several are peeked at. */
export async function peekPlaces(order: Places): Promise<void> {
  const places = order.places ?? [];
  const [only] = places;
  const editor = vscode.window.activeTextEditor;
  if (only !== undefined && (places.length === 1 || editor === undefined)) {
    await vscode.window.showTextDocument(vscode.Uri.parse(only.uri), { selection: rangeOf(only) });
  } else if (editor !== undefined && places.length > 0) {
    const from = order.range === undefined ? editor.selection.active : rangeOf({ uri: '', range: order.range }).start;
    const locations = places.map((place) => new vscode.Location(vscode.Uri.parse(place.uri), rangeOf(place)));
    await vscode.commands.executeCommand('editor.action.peekLocations', editor.document.uri, from, locations, 'peek');
  }
}

function rangeOf({ range: { start, end } }: WiringPlace): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
