/** Running one program to its end, without a shell. */

import { spawn } from 'node:child_process';

export type ProgramResult =
  | { readonly kind: 'ended'; readonly code: number; readonly stdout: string; readonly stderr: string }
  /** The program is not there or may not be run. */
  | { readonly kind: 'not-started'; readonly reason: string }
  | { readonly kind: 'stopped'; readonly reason: 'time' | 'cancelled'; readonly stdout: string; readonly stderr: string };

export interface ProgramOptions {
  readonly timeoutMs: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Gets every line of both streams as it comes. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** What is kept of each stream; pip can be talkative, and only the end says why it failed. */
const KEPT_CHARACTERS = 64 * 1024;

export function runProgram(
  command: string, args: readonly string[], { timeoutMs, env, signal, onLine }: ProgramOptions,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: env ?? process.env, windowsHide: true });
    let why: 'time' | 'cancelled' | undefined;
    const stop = (reason: 'time' | 'cancelled') => {
      why = reason;
      child.kill();
    };
    const timer = setTimeout(() => { stop('time'); }, timeoutMs);
    const onAbort = () => { stop('cancelled'); };
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = (result: ProgramResult) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const stdout = collect(child.stdout, onLine);
    const stderr = collect(child.stderr, onLine);
    child.once('error', (error) => { settle({ kind: 'not-started', reason: error.message }); });
    child.once('close', (code) => {
      const kept = { stdout: stdout(), stderr: stderr() };
      settle(why === undefined ? { kind: 'ended', code: code ?? -1, ...kept } : { kind: 'stopped', reason: why, ...kept });
    });
    if (signal?.aborted === true) {
      onAbort();
    }
  });
}

function collect(stream: NodeJS.ReadableStream, onLine: ((line: string) => void) | undefined): () => string {
  let text = '';
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text = (text + chunk).slice(-KEPT_CHARACTERS);
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    lines.forEach((line) => onLine?.(line));
  });
  stream.on('end', () => {
    if (rest !== '') {
      onLine?.(rest);
    }
  });
  return () => text;
}
