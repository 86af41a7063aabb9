/** Finding a Python that can carry the server. */

import { runProgram, type ProgramResult } from './environmentProcess';


/** What a Python said about itself. */
export interface Interpreter {
  /** As it was called: a name on PATH or a path, with arguments (`py -3`). */
  readonly command: readonly string[];
  /** Absolute path of the executable it stands for. */
  readonly executable: string;
  readonly version: readonly [number, number, number];
  /** Modules that making an environment needs and this Python lacks. */
  readonly missing: readonly string[];
}

export type Search =
  | { readonly found: Interpreter }
  /** Why each candidate was turned down, in the order they were tried; a program that is not there is left out. */
  | { readonly found: undefined; readonly rejected: readonly string[] };

const PROBE = [
  'import sys, json, importlib.util as u',
  'print(json.dumps({"version": list(sys.version_info[:3]), "executable": sys.executable,',
  '"missing": [m for m in ("venv", "ensurepip") if u.find_spec(m) is None]}))',
].join('\n');

/** Commands worth trying, best first. A Python named by the user is the only candidate. */
export function candidates(configured: string, platform: NodeJS.Platform): string[][] {
  if (configured !== '') {
    return [[configured]];
  }
  const numbered = ['python3.14', 'python3.13', 'python3.12', 'python3.11'].map((name) => [name]);
  return platform === 'win32'
    ? [['py', '-3'], ['python'], ['python3']]
    : [['python3'], ['python'], ...numbered];
}

export function isSupported(version: readonly [number, number, number]): boolean {
  const [major, minor] = version;
  return major * 100 + minor >= 311; // as pyproject.toml says under requires-python
}

/** Reads the answer of the probe; undefined for anything else, such as the hint of a version manager's stand-in. */
export function readProbe(command: readonly string[], stdout: string): Interpreter | undefined {
  const line = stdout.trim().split(/\r?\n/).at(-1) ?? '';
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { version, executable, missing } = (answer ?? {}) as Partial<Record<string, unknown>>;
  if (!isVersion(version) || typeof executable !== 'string' || executable === '' || !Array.isArray(missing)) {
    return undefined;
  }
  return { command, executable, version, missing: missing.map(String) };
}

function isVersion(value: unknown): value is [number, number, number] {
  return Array.isArray(value) && value.length === 3 && value.every((part) => Number.isInteger(part));
}

export type Run = (command: string, args: readonly string[]) => Promise<ProgramResult>;

const runProbe: Run = (command, args) => runProgram(command, args, { timeoutMs: 20_000 });

/** Tries the candidates in turn; the first that is new enough and complete wins, else the first that is new enough. */
export async function findInterpreter(
  configured: string, platform: NodeJS.Platform = process.platform, run: Run = runProbe,
): Promise<Search> {
  const rejected: string[] = [];
  let incomplete: Interpreter | undefined;
  for (const command of candidates(configured, platform)) {
    const [program = '', ...args] = command;
    const result = await run(program, [...args, '-I', '-c', PROBE]);
    const name = command.join(' ');
    if (result.kind === 'not-started') {
      continue;
    }
    const interpreter = result.kind === 'ended' && result.code === 0 ? readProbe(command, result.stdout) : undefined;
    if (interpreter === undefined) {
      rejected.push(`${name}: did not answer as a Python does`);
    } else if (!isSupported(interpreter.version)) {
      rejected.push(`${name}: Python ${interpreter.version.join('.')} is too old`);
    } else if (interpreter.missing.length === 0) {
      return { found: interpreter };
    } else {
      incomplete ??= interpreter;
    }
  }
  return incomplete === undefined ? { found: undefined, rejected } : { found: incomplete };
}
