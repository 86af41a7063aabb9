/** Gives the server a Python environment of its own: made from the carried wheel once, then reused. */

import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError, versionIn, type EnvironmentProblem } from './environmentModel';
import { runProgram, type ProgramResult } from './environmentProcess';
import { EnvironmentStore } from './environmentStore';
import { findInterpreter, type Interpreter } from './pythonInterpreter';

/** What scripts/package.mjs puts into `bundled/`. */
export interface ServerPackage {
  readonly version: string;
  readonly wheel: string;
  /** Every dependency with version and hashes, for pip's `--require-hashes`. */
  readonly requirements: string;
}

export interface EnvironmentWish {
  /** A folder of this extension alone, kept between sessions. */
  readonly storage: string;
  readonly server: ServerPackage;
  /** A Python named by the user, or empty. */
  readonly python: string;
  readonly pipArguments: readonly string[];
  /** Added to the environment of pip: the proxy that VS Code was told to use. */
  readonly pipEnvironment?: Readonly<Record<string, string>>;
}

export interface Witness {
  /** One short line for the progress notification. */
  step(text: string): void;
  log(line: string): void;
  readonly signal?: AbortSignal | undefined;
}

export interface ReadyEnvironment {
  readonly python: string;
  readonly version: string;
  /** False when an earlier one was reused. */
  readonly made: boolean;
}

const VENV_TIMEOUT_MS = 3 * 60_000;
const PIP_TIMEOUT_MS = 15 * 60_000;
const CHECK_TIMEOUT_MS = 60_000;

/** Reads `bundled/bundle.json`; throws an EnvironmentError when the extension is incomplete. */
export async function readServerPackage(extensionFolder: string): Promise<ServerPackage> {
  const folder = path.join(extensionFolder, 'bundled');
  const index = path.join(folder, 'bundle.json');
  try {
    const { version, wheel, requirements } = JSON.parse(await fs.readFile(index, 'utf8')) as ServerPackage;
    const found = { version, wheel: path.join(folder, wheel), requirements: path.join(folder, requirements) };
    await Promise.all([fs.access(found.wheel), fs.access(found.requirements)]);
    return found;
  } catch {
    throw new EnvironmentError({ kind: 'package-missing', path: index });
  }
}

/** The environment for this wheel; makes it when there is none that fits. Throws an EnvironmentError. */
export async function ensureEnvironment(wish: EnvironmentWish, witness: Witness): Promise<ReadyEnvironment> {
  const store = new EnvironmentStore(wish.storage);
  const stamp = await stampOf(wish.server);
  try {
    return (await reuse(store, wish, stamp)) ?? (await store.exclusively(
      async () => (await reuse(store, wish, stamp)) ?? (await make(store, wish, stamp, witness)),
      () => { witness.step('Waiting for another window that sets up the server'); },
      witness.signal,
    ));
  } catch (error) {
    throw asEnvironmentError(error, store.root);
  }
}

/** Makes the next `ensureEnvironment` start over. */
export async function forgetEnvironment(storage: string): Promise<void> {
  await new EnvironmentStore(storage).forgetCurrent();
}

async function stampOf({ wheel, requirements }: ServerPackage): Promise<string> {
  const hash = createHash('sha256');
  for (const file of [wheel, requirements]) {
    hash.update(await fs.readFile(file));
  }
  return hash.digest('hex');
}

async function reuse(store: EnvironmentStore, wish: EnvironmentWish, stamp: string): Promise<ReadyEnvironment | undefined> {
  const current = await store.current();
  if (current?.stamp !== stamp || current.requestedPython !== wish.python) {
    return undefined;
  }
  const python = store.pythonOf(current.folder);
  const answer = await askVersion(python);
  // Its base Python may have been updated away since.
  if (answer.version !== wish.server.version) {
    return undefined;
  }
  await store.touch(current.folder);
  return { python, version: wish.server.version, made: false };
}

async function make(
  store: EnvironmentStore, wish: EnvironmentWish, stamp: string, witness: Witness,
): Promise<ReadyEnvironment> {
  witness.step('Looking for Python 3.11 or newer');
  const base = await interpreterFor(wish.python);
  const folder = store.newFolder(wish.server.version);
  witness.log(`making ${folder} from ${base.executable} (Python ${base.version.join('.')})`);
  try {
    await install(store.pythonOf(folder), folder, base, wish, witness);
  } catch (error) {
    await fs.rm(folder, { recursive: true, force: true });
    throw error;
  }
  await store.touch(folder);
  await store.setCurrent({ stamp, requestedPython: wish.python, folder });
  await store.removeUnused(folder);
  return { python: store.pythonOf(folder), version: wish.server.version, made: true };
}

async function interpreterFor(configured: string): Promise<Interpreter> {
  const search = await findInterpreter(configured);
  if (search.found === undefined) {
    throw new EnvironmentError({ kind: 'python-missing', configured, rejected: search.rejected });
  }
  if (search.found.missing.length > 0) {
    throw new EnvironmentError({ kind: 'python-incomplete', interpreter: search.found });
  }
  return search.found;
}

async function install(
  python: string, folder: string, base: Interpreter, wish: EnvironmentWish, witness: Witness,
): Promise<void> {
  const env = { ...process.env, ...wish.pipEnvironment, PYTHONUTF8: '1' };
  const run = async (command: string, args: readonly string[], timeoutMs: number, kind: 'venv-failed' | 'pip-failed') => {
    witness.log(`$ ${[command, ...args].join(' ')}`);
    const { signal } = witness;
    mustSucceed(await runProgram(command, args, { timeoutMs, env, signal, onLine: (line) => { witness.log(line); } }), kind);
  };
  const pip = ['-I', '-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--prefer-binary'];

  witness.step('Making a Python environment');
  await run(base.executable, ['-I', '-m', 'venv', folder], VENV_TIMEOUT_MS, 'venv-failed');
  witness.step('Installing the packages the server needs');
  await run(
    python, [...pip, ...wish.pipArguments, '--require-hashes', '-r', wish.server.requirements], PIP_TIMEOUT_MS, 'pip-failed',
  );
  witness.step('Installing the server');
  await run(python, [...pip, '--no-index', '--no-deps', wish.server.wheel], PIP_TIMEOUT_MS, 'pip-failed');

  witness.step('Checking the server');
  const { version, output } = await askVersion(python);
  if (version !== wish.server.version) {
    throw new EnvironmentError({ kind: 'server-broken', expected: wish.server.version, output });
  }
}

async function askVersion(python: string): Promise<{ version: string | undefined; output: string }> {
  const args = ['-I', '-X', 'utf8', '-m', 'destination_writer', '--version'];
  const result = await runProgram(python, args, { timeoutMs: CHECK_TIMEOUT_MS });
  return result.kind === 'ended' && result.code === 0
    ? { version: versionIn(result.stdout), output: result.stdout }
    : { version: undefined, output: outputOf(result) };
}

function mustSucceed(result: ProgramResult, kind: 'venv-failed' | 'pip-failed'): void {
  if (result.kind === 'ended' && result.code === 0) {
    return;
  }
  if (result.kind === 'stopped' && result.reason === 'cancelled') {
    throw new EnvironmentError({ kind: 'cancelled' });
  }
  throw new EnvironmentError({ kind, output: outputOf(result) });
}

function outputOf(result: ProgramResult): string {
  switch (result.kind) {
    case 'not-started':
      return result.reason;
    case 'stopped':
      return `${result.stdout}\n${result.stderr}\nit took too long and was stopped`;
    case 'ended':
      // venv reports on stdout, pip on stderr
      return `${result.stdout}\n${result.stderr}`;
  }
}

function asEnvironmentError(error: unknown, root: string): EnvironmentError {
  if (error instanceof EnvironmentError) {
    return error;
  }
  const problem: EnvironmentProblem = error instanceof Error && error.name === 'AbortError'
    ? { kind: 'cancelled' }
    : { kind: 'storage', path: root, reason: error instanceof Error ? error.message : String(error) };
  return new EnvironmentError(problem);
}
