import type { ApproveParams, ApproveResult, SaidEvent, SayResult } from './protocolTalking';

/** One thing in a conversation, in the order in which a person reads it. */
export type Item =
  | { readonly kind: 'person'; readonly text: string }
  | { readonly kind: 'answer'; readonly text: string }
  | { readonly kind: 'tool'; readonly call: string; readonly title: string; readonly text: string; readonly state: ToolState }
  | { readonly kind: 'suggestion'; readonly title: string; readonly text: string }
  | { readonly kind: 'note'; readonly title: string; readonly text: string; readonly isError: boolean }
  | { readonly kind: 'question'; readonly id: number; readonly asked: ApproveParams; readonly answer: string };

export type ToolState = 'running' | 'done' | 'failed';

/** A conversation as it is shown. `changed` hears the place of every item that is new or has another content. */
export class Transcript {
  readonly items: Item[] = [];

  constructor(private readonly changed: (at: number, item: Item) => void) {}

  asked(text: string): void {
    this.add({ kind: 'person', text });
  }

  said(event: SaidEvent): void {
    switch (event.kind) {
      case 'text': this.text(event.text); break;
      case 'toolStarted': this.add({ kind: 'tool', call: event.call ?? '', title: event.title ?? event.text, text: '', state: 'running' }); break;
      case 'toolProgress': this.tool(event.call, (tool) => ({ ...tool, text: event.text })); break;
      case 'toolFinished':
        this.tool(event.call, (tool) => ({ ...tool, text: event.text, state: event.isError === true ? 'failed' : 'done' }));
        break;
      case 'suggestion': this.add({ kind: 'suggestion', title: event.title ?? '', text: event.text }); break;
      default: this.add({ kind: 'note', title: event.title ?? '', text: event.text, isError: event.isError === true || event.kind === 'rejected' });
    }
  }

  ended(result: SayResult): void {
    this.stop();
    if (result.words !== '') {
      this.add({ kind: 'note', title: '', text: result.words, isError: result.reason !== 'cancelled' });
    }
  }

  /** What was under way when an answer stops has stopped with it; open questions are answered with no. */
  stop(): void {
    this.items.forEach((item, at) => {
      if (item.kind === 'tool' && item.state === 'running') {
        this.put(at, { ...item, state: 'failed', text: 'stopped' });
      } else if (item.kind === 'question' && item.answer === '') {
        this.put(at, { ...item, answer: 'no' });
      }
    });
  }

  failed(words: string): void {
    this.stop();
    this.add({ kind: 'note', title: '', text: words, isError: true });
  }

  /** The person stopped the answer. */
  stopped(): void {
    this.stop();
    this.add({ kind: 'note', title: '', text: 'The answer was stopped.', isError: false });
  }

  /** A question to the person; its number. */
  question(asked: ApproveParams): number {
    const id = this.items.length;
    this.add({ kind: 'question', id, asked, answer: '' });
    return id;
  }

  answered(id: number, result: ApproveResult): void {
    const item = this.items[id];
    if (item?.kind === 'question' && item.answer === '') {
      this.put(id, { ...item, answer: result.verdict });
    }
  }

  clear(): void {
    this.items.length = 0;
  }

  private text(text: string): void {
    const at = this.items.length - 1;
    const last = this.items[at];
    if (last?.kind === 'answer') {
      this.put(at, { kind: 'answer', text: last.text + text });
    } else {
      this.add({ kind: 'answer', text });
    }
  }

  private tool(call: string | undefined, next: (tool: Item & { kind: 'tool' }) => Item): void {
    const at = this.items.findIndex((item) => item.kind === 'tool' && item.call === call && item.state === 'running');
    const item = this.items[at];
    if (item?.kind === 'tool') {
      this.put(at, next(item));
    }
  }

  private add(item: Item): void {
    this.put(this.items.length, item);
  }

  private put(at: number, item: Item): void {
    this.items[at] = item;
    this.changed(at, item);
  }
}

/** `12,400 tokens, $0.08`, or what answered instead of a model. */
export function footOf(result: SayResult): string {
  if (result.by !== 'model') {
    return 'Answered from built-in knowledge. With an API key a model answers.';
  }
  const cost = result.cost === null ? '' : `, $${result.cost.toFixed(2)}`;
  return `${result.tokens.toLocaleString('en-US')} tokens${cost}`;
}
