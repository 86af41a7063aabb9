import * as vscode from 'vscode';
import { EXTENSION_ID } from './constants';
import { debugInformation } from './debugInformationModel';
import { Methods, type FeaturesResult } from './protocol';
import type { ServerController } from './server';
import type { ServerStateHolder } from './serverState';

/** Opens a document to copy into an issue. */
export async function showDebugInformation(server: ServerController, state: ServerStateHolder): Promise<void> {
  const content = debugInformation({
    extensionVersion: versionOf(vscode.extensions.getExtension(EXTENSION_ID)) ?? 'unknown',
    vscodeVersion: `${vscode.version} (${vscode.env.appName})`,
    platform: `${process.platform} ${process.arch}, Node ${process.versions.node}`,
    remote: vscode.env.remoteName,
    trusted: vscode.workspace.isTrusted,
    folders: vscode.workspace.workspaceFolders?.length ?? 0,
    kotlinExtensions: otherKotlinExtensions(),
    launch: server.currentLaunch,
    state: state.current,
    serverFeatures: await features(server),
  });
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'markdown', content }));
}

function otherKotlinExtensions(): string[] {
  return vscode.extensions.all
    .filter((extension) => extension.id !== EXTENSION_ID && contributesKotlin(extension))
    .map((extension) => `${extension.id} ${versionOf(extension) ?? ''}`.trim());
}

interface Manifest {
  readonly version?: string;
  readonly contributes?: { readonly languages?: readonly { readonly id?: string }[] };
}

function versionOf(extension: vscode.Extension<unknown> | undefined): string | undefined {
  return (extension?.packageJSON as Manifest | undefined)?.version;
}

function contributesKotlin(extension: vscode.Extension<unknown>): boolean {
  const { contributes } = extension.packageJSON as Manifest;
  return contributes?.languages?.some(({ id }) => id === 'kotlin') ?? false;
}

async function features(server: ServerController): Promise<readonly string[]> {
  try {
    return (await server.running?.sendRequest<FeaturesResult>(Methods.features, {}))?.methods ?? [];
  } catch {
    return []; // an older server, or one that is going away
  }
}
