import * as vscode from 'vscode';
import type { RunEvent, RunFinding, RunResult } from './protocol';
import { failureText, isOfTest, lineOf, Outcomes, withoutOutcome } from './runsModel';
import type { Target } from './testsModel';

/** Where a run finds the items of its tests. */
export interface Items {
  findOrMake(target: Target): vscode.TestItem;
}

/** One run of the server as a run of VS Code's test explorer. */
export class ShownRun {
  private readonly outcomes = new Outcomes();
  private readonly open = new Map<string, vscode.TestItem>();
  /** Tests that failed, as findings name them. */
  private readonly failed = new Map<string, vscode.TestItem>();

  constructor(private readonly run: vscode.TestRun, private readonly uri: string, private readonly items: Items) {}

  onCancel(cancel: () => void): void {
    this.run.token.onCancellationRequested(cancel);
  }

  /** These were ordered; each must have an outcome in the end. */
  enqueue(items: readonly vscode.TestItem[]): void {
    for (const item of items) {
      this.open.set(item.id, item);
      this.run.enqueued(item);
    }
  }

  take(event: RunEvent): void {
    const line = lineOf(event);
    const item = event.test === undefined ? undefined : this.items.findOrMake({ uri: this.uri, suite: event.suite ?? '', test: event.test });
    if (line !== undefined) {
      this.write(line, item);
    }
    if (item === undefined) {
      return;
    }
    if (event.kind === 'started') {
      this.open.set(item.id, item);
      this.run.started(item);
    } else if (event.kind === 'finished' && this.outcomes.counts(item.id, event.outcome ?? '')) {
      this.open.delete(item.id);
      if (event.outcome === 'failed' || event.outcome === 'error') {
        this.failed.set(`${event.suite ?? ''}.${event.test ?? ''}`, item);
      }
      this.tell(item, event);
    }
  }

  /** The run is over. `result` is null when it came to nothing, or is somebody else's. */
  finish(result: RunResult | null): void {
    if (result !== null) {
      result.findings.forEach((finding) => { this.explain(finding); });
      this.write(result.text);
    }
    const { skipped, reason } = withoutOutcome(result);
    for (const item of this.open.values()) {
      if (skipped) {
        this.run.skipped(item);
      } else {
        this.run.errored(item, messageAt(reason, item));
      }
    }
    this.run.end();
  }

  private tell(item: vscode.TestItem, event: RunEvent): void {
    const duration = (event.seconds ?? 0) * 1000;
    switch (event.outcome) {
      case 'passed':
        this.run.passed(item, duration);
        break;
      case 'skipped':
        this.run.skipped(item);
        break;
      case 'failed':
        this.run.failed(item, messageAt(failureText(event), item), duration);
        break;
      default:
        this.run.errored(item, messageAt(failureText(event), item), duration);
    }
  }

  /** Cause and fix, on the line that they are about, as a second message of the test that failed. */
  private explain({ file, line, cause, fix, test }: RunFinding): void {
    const at = new vscode.Position(Math.max(0, line - 1), 0);
    const place = new vscode.Location(vscode.Uri.joinPath(vscode.Uri.parse(this.uri), file), at);
    const text = `Root cause: ${cause}\nFix: ${fix}`;
    this.run.appendOutput(`${text}\n`.replaceAll('\n', '\r\n'), place);
    const [, item] = [...this.failed].find(([name]) => isOfTest(test, name)) ?? [];
    if (item !== undefined) {
      const message = new vscode.TestMessage(text);
      message.location = place;
      this.run.failed(item, message);
    }
  }

  private write(text: string, item?: vscode.TestItem): void {
    this.run.appendOutput(`${text}\n`.replaceAll(/\r?\n/g, '\r\n'), undefined, item);
  }
}

function messageAt(text: string, item: vscode.TestItem): vscode.TestMessage {
  const message = new vscode.TestMessage(text);
  if (item.uri !== undefined && item.range !== undefined) {
    message.location = new vscode.Location(item.uri, item.range.start);
  }
  return message;
}
