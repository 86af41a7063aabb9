/** What to do when the server ends unasked. */

import { counted } from './phasesModel';

export type Verdict =
  | { readonly kind: 'restart' }
  /** It was up before, and is given up now. */
  | { readonly kind: 'gone'; readonly times: string }
  /** It never came up: whoever starts it hears of that from the start itself. */
  | { readonly kind: 'never-up' };

const CRASHES_ALLOWED = 3;
const WINDOW_MS = 3 * 60_000;

/** Brings a crashed server back, but not without end, and not one that ends before it answers. */
export class CrashCounter {
  private crashes: number[] = [];

  /** `up` says whether it had answered `initialize`; `now` is in milliseconds. */
  ended(up: boolean, now: number): Verdict {
    if (!up && this.crashes.length === 0) {
      return { kind: 'never-up' };
    }
    this.crashes = [...this.crashes.filter((at) => now - at < WINDOW_MS), now];
    return up && this.crashes.length <= CRASHES_ALLOWED
      ? { kind: 'restart' }
      : { kind: 'gone', times: counted(this.crashes.length, 'time') };
  }
}
