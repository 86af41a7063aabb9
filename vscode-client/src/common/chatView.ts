import MarkdownIt from 'markdown-it';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { footOf, Transcript, type Item } from './chatModel';
import { CHAT_VIEW } from './constants';
import type { Conversations, Words } from './conversations';
import { textOf } from './logger';
import type { ApproveParams, ApproveResult, TalkAbout } from './protocol';

interface FromPage {
  readonly type: 'ready' | 'say' | 'stop' | 'new' | 'answer' | 'type';
  readonly text?: string;
  readonly id?: number;
  readonly verdict?: string;
  readonly feedback?: string;
}

/** The chat of this extension: for every VS Code, with a model of its own or without one. */
export class ChatView implements vscode.WebviewViewProvider, vscode.Disposable {
  private readonly markdown = new MarkdownIt({ html: false, linkify: false });
  private readonly transcript = new Transcript((at, item) => { this.post({ type: 'item', at, item: this.drawn(item) }); });
  private readonly open = new Map<number, (answer: ApproveResult) => void>();
  private readonly registration: vscode.Disposable;
  private view: vscode.WebviewView | undefined;
  private conversation: string | undefined;
  private running: vscode.CancellationTokenSource | undefined;
  private foot = '';

  constructor(private readonly context: vscode.ExtensionContext, private readonly conversations: Conversations) {
    this.registration = vscode.window.registerWebviewViewProvider(CHAT_VIEW, this, { webviewOptions: { retainContextWhenHidden: true } });
  }

  dispose(): void {
    this.running?.cancel();
    this.registration.dispose();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    const media = vscode.Uri.joinPath(this.context.extensionUri, 'media');
    view.webview.options = { enableScripts: true, localResourceRoots: [media] };
    view.webview.html = this.page(view.webview, media);
    view.webview.onDidReceiveMessage((message: FromPage) => this.take(message));
    view.onDidDispose(() => { this.view = undefined; });
  }

  /** Shows the chat; with words, asks them. */
  async ask(text?: string, task?: string): Promise<void> {
    await vscode.commands.executeCommand(`${CHAT_VIEW}.focus`);
    if (text !== undefined) {
      await this.say({ text, ...(task === undefined ? {} : { task }) });
    }
  }

  /** Asks what an action on a line stands for. */
  async about({ title, ...place }: TalkAbout): Promise<void> {
    await vscode.commands.executeCommand(`${CHAT_VIEW}.focus`);
    const name = vscode.Uri.parse(place.uri).path.split('/').at(-1) ?? '';
    await this.say({ text: title, ...place }, `${title} (${name}:${place.line + 1})`);
  }

  /** Ends the conversation and begins with an empty one. */
  async begin(): Promise<void> {
    this.running?.cancel();
    this.transcript.clear();
    this.foot = '';
    this.post({ type: 'clear' });
    if (this.conversation !== undefined) {
      const ended = this.conversation;
      this.conversation = undefined;
      await this.conversations.end(ended);
    }
  }

  private async take(message: FromPage): Promise<void> {
    switch (message.type) {
      case 'ready': this.drawAll(); break;
      case 'say': await this.say({ text: message.text ?? '' }); break;
      case 'type': this.conversations.typeCommand(message.text ?? ''); break;
      case 'stop': this.running?.cancel(); break;
      case 'new': await this.begin(); break;
      case 'answer': this.answer(message.id ?? -1, { verdict: message.verdict ?? 'no', feedback: message.feedback ?? '' }); break;
    }
  }

  private async say(words: Words, shown = words.text): Promise<void> {
    if (words.text.trim() === '') {
      return;
    }
    if (this.running !== undefined) {
      void vscode.window.showInformationMessage('The chat is still answering. Stop the answer, or wait for its end.');
      return;
    }
    const running = new vscode.CancellationTokenSource();
    this.running = running;
    this.conversation ??= this.conversations.begin({
      said: (event) => { this.transcript.said(event); },
      approve: (asked, token) => this.approve(asked, token),
    });
    this.transcript.asked(shown.trim());
    this.post({ type: 'busy', busy: true });
    try {
      const result = await this.conversations.say(this.conversation, words, running.token);
      this.transcript.ended(result);
      this.foot = footOf(result);
    } catch (error) {
      if (running.token.isCancellationRequested) {
        this.transcript.stopped();
      } else {
        this.transcript.failed(textOf(error));
      }
    } finally {
      for (const id of this.open.keys()) {
        this.answer(id, { verdict: 'no' });
      }
      running.dispose();
      this.running = undefined;
      this.post({ type: 'busy', busy: false, foot: this.foot });
    }
  }

  private approve(asked: ApproveParams, token: vscode.CancellationToken): Promise<ApproveResult> {
    const id = this.transcript.question(asked);
    token.onCancellationRequested(() => { this.answer(id, { verdict: 'no' }); });
    void vscode.commands.executeCommand(`${CHAT_VIEW}.focus`);
    return new Promise((resolve) => this.open.set(id, resolve));
  }

  private answer(id: number, result: ApproveResult): void {
    const resolve = this.open.get(id);
    if (resolve !== undefined) {
      this.open.delete(id);
      this.transcript.answered(id, result);
      resolve(result);
    }
  }

  private drawAll(): void {
    this.post({ type: 'clear' });
    this.transcript.items.forEach((item, at) => { this.post({ type: 'item', at, item: this.drawn(item) }); });
    this.post({ type: 'busy', busy: this.running !== undefined, foot: this.foot });
  }

  /** Markdown of an answer becomes HTML here; it can hold no tags of its own. */
  private drawn(item: Item): unknown {
    return item.kind === 'answer' ? { kind: 'answer', html: this.markdown.render(item.text) } : item;
  }

  private post(message: unknown): void {
    void this.view?.webview.postMessage(message);
  }

  private page(webview: vscode.Webview, media: vscode.Uri): string {
    const nonce = randomUUID();
    const at = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(media, name)).toString();
    return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'">
<link rel="stylesheet" href="${at('chat.css')}"><title>Chat</title></head>
<body>
<main id="items" aria-live="polite"></main>
<p id="empty">Ask about this connector, the CDK or the database, paste the output of a failing test, or say what you want to build.
Nothing is written or run before you say yes.</p>
<footer>
<p id="foot"></p>
<textarea id="words" rows="3" placeholder="Ask, or paste test output. Enter sends, Shift+Enter begins a line." aria-label="Your words"></textarea>
<div class="row"><button id="send">Send</button><button id="stop" hidden>Stop</button><button id="new" class="quiet">New Conversation</button></div>
</footer>
<script nonce="${nonce}" src="${at('chat.js')}"></script>
</body></html>`;
  }
}
