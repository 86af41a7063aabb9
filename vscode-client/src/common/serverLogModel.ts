/** Lines that the server wrote to stderr, with their level, so that the Output view can colour and filter them. */

export type LineLevel = 'error' | 'warn' | 'info' | 'debug';

const LEVELS: Readonly<Record<string, LineLevel>> = {
  CRITICAL: 'error',
  ERROR: 'error',
  WARNING: 'warn',
  INFO: 'info',
  DEBUG: 'debug',
};

export interface LogLine {
  readonly level: LineLevel;
  /** Without the time and level that the Output view adds itself. */
  readonly text: string;
}

/** Keeps the level of the line before for what has none: the rest of a traceback belongs to its error. */
export class ServerLog {
  private level: LineLevel = 'info';
  private error = '';

  /** The last line of the last error: of a traceback, the exception. Empty when there was none. */
  get lastError(): string {
    return this.error;
  }

  /** The next line. */
  take(line: string): LogLine {
    const record = /^(?:\d{4}-\d\d-\d\d[ T][\d:.,]+ )?(CRITICAL|ERROR|WARNING|INFO|DEBUG)[: ]\s*(.*)$/.exec(line);
    if (record !== null) {
      this.level = LEVELS[record[1] ?? ''] ?? 'info';
    } else if (line.startsWith('Traceback ')) {
      this.level = 'error';
    }
    const text = record?.[2] ?? line;
    if (this.level === 'error' && text.trim() !== '') {
      this.error = text.trim();
    }
    return { level: this.level, text };
  }
}
