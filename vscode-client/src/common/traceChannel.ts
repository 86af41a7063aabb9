import * as vscode from 'vscode';
import { DISPLAY_NAME, SECTION } from './constants';

/**
 * The channel for `destinationWriter.trace.server`. The language client traces only into a channel whose level is Trace,
 * and that level is the user's alone to set; so this one reports the level that the setting asks for, and the real
 * channel is made with the first line that is traced.
 */
export class TraceChannel implements vscode.LogOutputChannel {
  readonly name = `${DISPLAY_NAME} Trace`;
  readonly onDidChangeLogLevel: vscode.Event<vscode.LogLevel>;
  private readonly levelChanged = new vscode.EventEmitter<vscode.LogLevel>();
  private readonly subscription: vscode.Disposable;
  private channel: vscode.OutputChannel | undefined;

  constructor() {
    this.onDidChangeLogLevel = this.levelChanged.event;
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.trace.server`)) {
        this.levelChanged.fire(this.logLevel);
      }
    });
  }

  get logLevel(): vscode.LogLevel {
    const setting = vscode.workspace.getConfiguration(SECTION).get<string>('trace.server', 'off');
    return setting === 'off' ? vscode.LogLevel.Off : vscode.LogLevel.Trace;
  }

  trace(message: string): void {
    this.appendLine(`${new Date().toISOString()} ${message}`);
  }

  debug(message: string): void {
    this.trace(message);
  }

  info(message: string): void {
    this.trace(message);
  }

  warn(message: string): void {
    this.trace(message);
  }

  error(error: string | Error): void {
    this.trace(String(error));
  }

  append(value: string): void {
    this.open().append(value);
  }

  appendLine(value: string): void {
    this.open().appendLine(value);
  }

  replace(value: string): void {
    this.open().replace(value);
  }

  clear(): void {
    this.channel?.clear();
  }

  show(): void {
    this.open().show(true);
  }

  hide(): void {
    this.channel?.hide();
  }

  dispose(): void {
    vscode.Disposable.from(this.subscription, this.levelChanged).dispose();
    this.channel?.dispose();
  }

  private open(): vscode.OutputChannel {
    this.channel ??= vscode.window.createOutputChannel(this.name);
    return this.channel;
  }
}
