/** Which server is started, and how: decided from settings alone, so that two decisions can be compared. */

import os from 'node:os';
import path from 'node:path';

export interface ServerSettings {
  /** `destinationWriter.server.path`; empty for the server of this extension. */
  readonly path: string;
  /** `destinationWriter.server.python`; empty for the first Python found. */
  readonly python: string;
  readonly pipArguments: readonly string[];
  readonly logLevel: 'error' | 'warning' | 'info' | 'debug';
}

/** A command named by the user. */
export interface ConfiguredServer {
  readonly kind: 'configured';
  readonly command: string;
  readonly args: readonly string[];
  readonly dependsOnInterpreter: false;
}

/** The wheel of this extension in an environment of its own; its Python is known once that environment exists. */
export interface PrivateServer {
  readonly kind: 'private';
  readonly python: string;
  readonly pipArguments: readonly string[];
  readonly args: readonly string[];
  readonly dependsOnInterpreter: true;
}

export type ServerLaunch = ConfiguredServer | PrivateServer;

export interface Surroundings {
  readonly workspaceFolder: string | undefined;
  readonly home?: string;
}

/**
 * The launch that the settings ask for. In a workspace that is not trusted VS Code itself has already left out what the
 * workspace says about programs (`restrictedConfigurations`), so what arrives here comes from the user.
 */
export function resolveServer(settings: ServerSettings, surroundings: Surroundings): ServerLaunch {
  const serve = ['serve', '--log-level', settings.logLevel];
  const command = expandPath(settings.path, surroundings);
  if (command !== '') {
    return { kind: 'configured', command, args: serve, dependsOnInterpreter: false };
  }
  return {
    kind: 'private',
    python: expandPath(settings.python, surroundings),
    pipArguments: settings.pipArguments,
    // -I: neither PYTHONPATH nor the opened folder can put modules in front of the server's own.
    args: ['-I', '-X', 'utf8', '-m', 'destination_writer', ...serve],
    dependsOnInterpreter: true,
  };
}

export function sameLaunch(a: ServerLaunch | undefined, b: ServerLaunch): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Replaces a leading `~` and `${workspaceFolder}`; a bare command name is left to PATH. */
export function expandPath(value: string, { workspaceFolder, home = os.homedir() }: Surroundings): string {
  const text = value.trim();
  if (text === '~' || text.startsWith('~/') || text.startsWith('~\\')) {
    return path.join(home, text.slice(1));
  }
  return text.replaceAll('${workspaceFolder}', workspaceFolder ?? '.');
}
