/**
 * Runs one job at a time and remembers at most one that waits. A request made while one already waits joins it: ten
 * changed settings end in one restart, not in ten.
 */
export class SerialQueue {
  private running: Promise<void> | undefined;
  private waiting: Promise<void> | undefined;

  constructor(private readonly job: () => Promise<void>) {}

  /** Settles when a run that began after this call has ended; rejects with what that run threw. */
  request(): Promise<void> {
    if (this.running === undefined) {
      return this.start();
    }
    this.waiting ??= this.running
      .catch(() => undefined) // its own caller has been told
      .then(() => {
        this.waiting = undefined;
        return this.start();
      });
    return this.waiting;
  }

  /** Settles when nothing runs or waits; never rejects. */
  async idle(): Promise<void> {
    while (this.running !== undefined || this.waiting !== undefined) {
      await (this.waiting ?? this.running)?.catch(() => undefined);
    }
  }

  private start(): Promise<void> {
    this.running = this.job().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }
}
