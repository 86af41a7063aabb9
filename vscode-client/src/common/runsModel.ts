/** Runs as the server tells of them: which there are, how far each is, what the status bar says. */

import type { StatusBarText } from './statusBarModel';
import type { RunEvent, RunEventsParams, RunResult } from './protocol';

export type Run = Omit<RunEventsParams, 'events'>;

/** The runs that wait or go on, by name. */
export class RunBoard {
  private readonly runs = new Map<string, Run>();

  take({ uri, run, title, state, left, percent }: Run): void {
    if (state === 'ended') {
      this.runs.delete(run);
    } else {
      this.runs.set(run, { uri, run, title, state, left, percent });
    }
  }

  clear(): void {
    this.runs.clear();
  }

  get all(): readonly Run[] {
    return [...this.runs.values()];
  }

  /** The runs of a connector, the one that goes on first. */
  of(uri: string): readonly Run[] {
    return this.all.filter((run) => run.uri === uri).sort((a, b) => Number(b.state === 'running') - Number(a.state === 'running'));
  }
}

/** While something runs for a connector; undefined when nothing does. `cancel` is the command behind the link. */
export function runText(runs: readonly Run[], cancel: string): StatusBarText | undefined {
  const [first, ...others] = runs;
  if (first === undefined) {
    return undefined;
  }
  const waiting = others.length === 0 ? '' : ` · ${others.length} waiting`;
  return {
    text: `$(sync~spin) ${first.title} · ${first.left}${waiting}`,
    tooltip: [
      ...runs.map(({ title, left, percent }) => `- **${title}**: ${left} (${percent} %)`),
      `[Cancel](command:${cancel})`,
    ].join('\n'),
    alarming: false,
  };
}

/** A line for the output; undefined for what says nothing to read. */
export function lineOf(event: RunEvent): string | undefined {
  switch (event.kind) {
    case 'step':
    case 'output':
    case 'error':
      return event.text;
    case 'finished': {
      const sign = event.outcome === 'passed' ? '✓' : event.outcome === 'skipped' ? '○' : '✗';
      const name = `${(event.suite ?? '').split('.').at(-1) ?? ''}.${event.test ?? ''}`;
      return `${sign} ${name} (${event.outcome ?? 'no outcome'}, ${(event.seconds ?? 0).toFixed(2)} s)`;
    }
    case 'started':
      return undefined;
  }
}

/** A failure's message with its stack, which often repeats the message. */
export function failureText({ text, detail = '' }: RunEvent): string {
  const message = text || 'The test failed and gave no message.';
  if (detail === '') {
    return message;
  }
  return detail.includes(text) && text !== '' ? detail : `${message}\n${detail}`;
}

const GRAVITY: Readonly<Record<string, number>> = { skipped: 1, passed: 2, failed: 3, error: 4 };

/** The outcome of each test of a run. A test that ran several times, with other arguments, is as its worst time. */
export class Outcomes {
  private readonly worst = new Map<string, string>();

  /** Whether this outcome is the test's now; a later pass does not undo a failure. */
  counts(test: string, outcome: string): boolean {
    const before = this.worst.get(test);
    if (before !== undefined && (GRAVITY[before] ?? 0) > (GRAVITY[outcome] ?? 4)) {
      return false;
    }
    this.worst.set(test, outcome);
    return true;
  }
}

/** Whether a finding's test (`a.b.Suite.name()[2]`, perhaps in backticks) is the one of this plain name. */
export function isOfTest(reported: string, plain: string): boolean {
  const rest = reported.replaceAll('`', '');
  return rest.startsWith(plain) && /^\s*($|[([])/.test(rest.slice(plain.length));
}

/** Why a test that was ordered has no outcome: `skipped` when somebody cancelled, else a sentence. */
export function withoutOutcome(result: RunResult | null): { readonly skipped: boolean; readonly reason: string } {
  if (result === null || result.ended === 'cancelled') {
    return { skipped: true, reason: '' };
  }
  const problem = result.problem || 'Its class was run, and no result of it came.';
  return { skipped: false, reason: `The test did not run. ${problem} This is a blocker.` };
}
