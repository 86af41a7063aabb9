import * as vscode from 'vscode';
import { PAGE_SCHEME } from './constants';
import { Methods, type PageParams, type PageResult } from './protocol';
import type { ServerController } from './server';
import { textOf } from './logger';

/** Shows `destination-writer:` documents: contracts, guides and rules, rendered by the server. */
export class PageProvider implements vscode.TextDocumentContentProvider {
  constructor(private readonly server: ServerController) {}

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const client = this.server.running;
    if (client === undefined) {
      return 'The server is not running. Run "Destination Writer: Restart Server", then open this page again.\n';
    }
    const params: PageParams = { uri: client.code2ProtocolConverter.asUri(uri) };
    try {
      const page = await client.sendRequest<PageResult | null>(Methods.page, params, token);
      return page?.text ?? `There is no page ${uri.toString(true)}.\n`;
    } catch (error) {
      return `The page cannot be shown: ${textOf(error)}\n`;
    }
  }
}

export function registerPages(server: ServerController): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(PAGE_SCHEME, new PageProvider(server));
}
