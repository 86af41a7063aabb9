import * as vscode from 'vscode';
import { SECTION } from './constants';
import type { ServerSettings } from './launch';

/** Settings of this extension; those of the server travel by `workspace/configuration`. */
export function readServerSettings(): ServerSettings {
  const section = vscode.workspace.getConfiguration(SECTION);
  return {
    path: section.get('server.path', ''),
    python: section.get('server.python', ''),
    pipArguments: section.get<string[]>('server.pipArguments', []),
    logLevel: section.get<ServerSettings['logLevel']>('server.logLevel', 'info'),
  };
}

export function statusBarEnabled(): boolean {
  return vscode.workspace.getConfiguration(SECTION).get('statusBar.enable', true);
}

/** The proxy that VS Code was told to use, for pip; nothing where the environment names one already. */
export function proxyEnvironment(environment: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const proxy = vscode.workspace.getConfiguration('http').get<string>('proxy', '');
  const named = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].some((name) => environment[name]);
  return proxy === '' || named ? {} : { HTTPS_PROXY: proxy, HTTP_PROXY: proxy };
}
