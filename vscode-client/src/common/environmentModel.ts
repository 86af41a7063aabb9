/** What can go wrong while the server's environment is made, and what to tell about it. */

import type { Interpreter } from './pythonInterpreter';

export type EnvironmentProblem =
  | { readonly kind: 'package-missing'; readonly path: string }
  | { readonly kind: 'python-missing'; readonly configured: string; readonly rejected: readonly string[] }
  | { readonly kind: 'python-incomplete'; readonly interpreter: Interpreter }
  | { readonly kind: 'venv-failed'; readonly output: string }
  | { readonly kind: 'pip-failed'; readonly output: string }
  | { readonly kind: 'server-broken'; readonly expected: string; readonly output: string }
  | { readonly kind: 'storage'; readonly path: string; readonly reason: string }
  | { readonly kind: 'cancelled' };

/** Thrown by `ensureEnvironment`; its message is for a person and ends with the remedy. */
export class EnvironmentError extends Error {
  constructor(readonly problem: EnvironmentProblem) {
    super(explain(problem));
    this.name = 'EnvironmentError';
  }
}

const OWN_SERVER = 'or set destinationWriter.server.path to a destination-writer command you installed yourself';

export function explain(problem: EnvironmentProblem): string {
  switch (problem.kind) {
    case 'package-missing':
      return `The extension is incomplete: ${problem.path} is missing. Install the extension again, ${OWN_SERVER}.`;
    case 'python-missing':
      return explainMissing(problem.configured, problem.rejected);
    case 'python-incomplete':
      return explainIncomplete(problem.interpreter);
    case 'venv-failed':
      return `Python could not make an environment for the server: ${lastLine(problem.output)}. ` +
        `Name another Python in destinationWriter.server.python, ${OWN_SERVER}.`;
    case 'pip-failed':
      return explainPip(problem.output);
    case 'server-broken':
      return `The installed server does not answer as version ${problem.expected}: ${lastLine(problem.output)}. ` +
        'Run "Destination Writer: Rebuild Server Environment".';
    case 'storage':
      return `${problem.path} cannot be written: ${problem.reason}. Make room or give yourself the right to write there, ` +
        'then run "Destination Writer: Restart Server".';
    case 'cancelled':
      return 'Making the server\'s environment was cancelled. Run "Destination Writer: Restart Server" to start it again.';
  }
}

function explainMissing(configured: string, rejected: readonly string[]): string {
  const seen = rejected.length > 0 ? ` (${rejected.join('; ')})` : '';
  return configured === ''
    ? `No Python 3.11 or newer was found${seen}. Install one from python.org or with your package manager, ` +
      `name it in destinationWriter.server.python, ${OWN_SERVER}.`
    : `destinationWriter.server.python is "${configured}", which is not a Python 3.11 or newer${seen}. ` +
      `Correct the setting, ${OWN_SERVER}.`;
}

function explainIncomplete({ executable, version, missing }: Interpreter): string {
  const debian = `on Debian and Ubuntu: apt install python${version[0]}.${version[1]}-venv`;
  return `${executable} (Python ${version.join('.')}) comes without the module ${missing.join(' and ')}, ` +
    `which making an environment needs. Install it (${debian}), or name another Python in destinationWriter.server.python.`;
}

interface PipCause {
  readonly pattern: RegExp;
  readonly message: string;
}

/** Read from top to bottom: behind a proxy that breaks TLS pip reports a missing version too. */
const PIP_CAUSES: readonly PipCause[] = [
  {
    pattern: /No space left on device|not enough space on the disk/i,
    message: 'The disk is full. Make room, then run "Destination Writer: Restart Server".',
  },
  {
    pattern: /DO NOT MATCH THE HASHES/i,
    message: 'A downloaded package is not the one this extension was built with; it was not installed. ' +
      'Check the package index that pip uses here, and destinationWriter.server.pipArguments.',
  },
  {
    pattern: /CERTIFICATE_VERIFY_FAILED|SSLError|SSL: /,
    message: 'The package index did not prove its identity (TLS). Behind a proxy that re-signs traffic, give pip its ' +
      'certificate: set destinationWriter.server.pipArguments to ["--cert", "path/to/ca.pem"].',
  },
  {
    pattern: /407 Proxy Authentication|ProxyError|Cannot connect to proxy/i,
    message: 'The proxy refused the connection. Set destinationWriter.server.pipArguments to ["--proxy", "http://user@host:port"].',
  },
  {
    pattern: /NewConnectionError|NameResolutionError|name resolution|Network is unreachable|Max retries exceeded|ConnectTimeout|ReadTimeout|Connection refused|Connection reset/i,
    message: 'The package index cannot be reached. Connect this machine to the network once, or point ' +
      'destinationWriter.server.pipArguments at a mirror or a folder with wheels: ["--no-index", "--find-links", "path/to/wheels"].',
  },
  {
    pattern: /Failed (?:building|to build)|Microsoft Visual C\+\+|error: command '[^']*(?:cc|gcc|clang|cl)(?:\.exe)?' failed/i,
    message: 'A package has no ready-made form for this Python on this machine and could not be built. ' +
      'Name another Python (3.11 to 3.14) in destinationWriter.server.python.',
  },
  {
    pattern: /No matching distribution found|Could not find a version/i,
    message: 'The package index lacks a package that the server needs, in the version it was built with. ' +
      'Check the index that pip uses here, and destinationWriter.server.pipArguments.',
  },
];

export function explainPip(output: string): string {
  const known = PIP_CAUSES.find(({ pattern }) => pattern.test(output));
  const said = lastLine(output);
  return known === undefined
    ? `The server's packages could not be installed: ${said}. See the log for all that pip said, ${OWN_SERVER}.`
    : `The server's packages could not be installed. ${known.message} (pip: ${said})`;
}

/** The last line that says something, without pip's `ERROR:` and notices. */
export function lastLine(output: string): string {
  const lines = output.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('[notice]'));
  const line = lines.at(-1) ?? 'it ended without a word';
  return line.replace(/^ERROR:\s*/, '').replace(/\.$/, '');
}

/** `destination-writer, version 0.1.0` -> `0.1.0`. */
export function versionIn(output: string): string | undefined {
  return /version\s+(\S+)\s*$/.exec(output.trim())?.[1];
}
