import * as vscode from 'vscode';
import { Methods, type ApproveParams, type ApproveResult, type SaidEvent, type SaidParams, type SayParams, type SayResult, type UseToolParams, type UseToolResult } from './protocol';
import type { LanguageClient } from 'vscode-languageclient/node';
import { typeIntoTerminal } from './terminal';
import type { ServerController } from './server';
import type { ServerStateHolder } from './serverState';

/** Who shows a conversation and answers what it asks. */
export interface Listener {
  said(event: SaidEvent): void;
  approve(asked: ApproveParams, token: vscode.CancellationToken): Promise<ApproveResult>;
}

const SECRET = 'destinationWriter.apiKey';
const NO: ApproveResult = { verdict: 'no' };
const UNTRUSTED: ApproveResult = {
  verdict: 'no', feedback: 'The workspace is not trusted: nothing is written or run in it. "Workspaces: Manage Workspace Trust" changes that.',
};

/** The conversations of this window: words to the server, events and questions to who shows them. */
export class Conversations implements vscode.Disposable {
  private readonly listeners = new Map<string, Listener>();
  private readonly subscriptions: { dispose(): void }[] = [];
  private count = 0;

  constructor(private readonly server: ServerController, state: ServerStateHolder, private readonly secrets: vscode.SecretStorage) {
    this.subscriptions.push(state.onDidChange(({ kind }) => {
      if (kind === 'ready') {
        void this.handKey();
      }
    }), server.onWillStart((client) => {
      client.onNotification(Methods.said, ({ conversation, events }: SaidParams) => {
        for (const event of events) {
          this.listeners.get(conversation)?.said(event);
        }
      });
      client.onRequest(Methods.approve, (asked: ApproveParams, token: vscode.CancellationToken) =>
        vscode.workspace.isTrusted ? this.listeners.get(asked.conversation)?.approve(asked, token) ?? NO : UNTRUSTED);
    }));
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  begin(listener: Listener): string {
    this.count += 1;
    const name = `${process.pid}-${this.count}`;
    this.listeners.set(name, listener);
    return name;
  }

  async end(name: string): Promise<void> {
    this.listeners.delete(name);
    await this.server.running?.sendRequest(Methods.forget, { conversation: name });
  }

  /** Raises an error in words when there is no server. */
  async say(conversation: string, words: Words, token: vscode.CancellationToken): Promise<SayResult> {
    const client = await this.client();
    const params: SayParams = { conversation, ...(words.uri === undefined ? placeOfPerson() : {}), ...words };
    return client.sendRequest<SayResult>(Methods.say, params, token);
  }

  /** The same. */
  async useTool(conversation: string, tool: string, input: unknown, token: vscode.CancellationToken): Promise<UseToolResult> {
    const client = await this.client();
    const place = placeOfPerson().uri;
    const params: UseToolParams = { conversation, tool, input: JSON.stringify(input), ...(place === undefined ? {} : { uri: place }) };
    return client.sendRequest<UseToolResult>(Methods.useTool, params, token);
  }

  /** Puts a command line of ours into a terminal; the person runs it, or does not. */
  typeCommand(line: string): void {
    if (this.server.program.length > 0) {
      typeIntoTerminal(this.server.program, line);
    }
  }

  private async client(): Promise<LanguageClient> {
    const client = await this.server.whenReady();
    if (client === undefined) {
      throw new Error('The server is not running. This is a blocker: see Destination Writer: Show Logs.');
    }
    return client;
  }

  /** The server keeps the key in memory only, and begins conversations anew when it is another. */
  private async handKey(): Promise<void> {
    await this.server.running?.sendRequest(Methods.key, { key: (await this.secrets.get(SECRET)) ?? '' });
  }

  async askForKey(): Promise<void> {
    const key = await vscode.window.showInputBox({
      title: 'API key for conversations with Claude',
      prompt: 'Kept in the secret store of this machine. It is sent to the API alone.',
      password: true, ignoreFocusOut: true,
    });
    if (key !== undefined && key.trim() !== '') {
      await this.secrets.store(SECRET, key.trim());
      await this.handKey();
      void vscode.window.showInformationMessage('The key is kept. Conversations use it from the next question on.');
    }
  }

  async forgetKey(): Promise<void> {
    await this.secrets.delete(SECRET);
    await this.handKey();
    void vscode.window.showInformationMessage('The key is forgotten. Built-in knowledge answers from now on, unless ANTHROPIC_API_KEY is set.');
  }
}

/** What is said; about the person's own place where no other is named. */
export type Words = Omit<SayParams, 'conversation'>;

/** The editor that the person looked at last, also while the cursor is in the chat. */
function placeOfPerson(): Partial<SayParams> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'file');
  if (editor?.document.uri.scheme !== 'file') {
    return {};
  }
  const selection = editor.document.getText(editor.selection);
  const place = { uri: editor.document.uri.toString(), line: editor.selection.active.line };
  return selection === '' ? place : { ...place, selection };
}
