/** The text of "Debug Information": all that an issue needs, and nothing that is secret. */

import type { ServerLaunch } from './launch';
import type { ServerState } from './serverState';

export interface DebugFacts {
  readonly extensionVersion: string;
  readonly vscodeVersion: string;
  readonly platform: string;
  readonly remote: string | undefined;
  readonly trusted: boolean;
  readonly folders: number;
  readonly kotlinExtensions: readonly string[];
  readonly launch: ServerLaunch | undefined;
  readonly state: ServerState;
  readonly serverFeatures: readonly string[];
}

export function debugInformation(facts: DebugFacts): string {
  const rows: [string, string][] = [
    ['Extension', facts.extensionVersion],
    ['VS Code', facts.vscodeVersion],
    ['Platform', facts.platform],
    ['Remote', facts.remote ?? 'no'],
    ['Workspace', `${facts.folders} folder(s), ${facts.trusted ? 'trusted' : 'restricted'}`],
    ['Other Kotlin extensions', facts.kotlinExtensions.join(', ') || 'none'],
    ['Server', describeLaunch(facts.launch)],
    ['State', describeState(facts.state)],
    ['Server features', facts.serverFeatures.join(', ') || 'unknown'],
  ];
  const table = rows.map(([name, value]) => `| ${name} | ${value.replaceAll('|', '\\|')} |`);
  return ['# Destination Writer: debug information', '', '| what | value |', '|---|---|', ...table, ''].join('\n');
}

function describeLaunch(launch: ServerLaunch | undefined): string {
  if (launch === undefined) {
    return 'not started';
  }
  // pip's arguments are left out: an index address may hold a password.
  return launch.kind === 'configured'
    ? `configured: ${launch.command}`
    : `private environment, Python ${launch.python || 'found on PATH'}, ${launch.pipArguments.length} pip argument(s)`;
}

function describeState(state: ServerState): string {
  switch (state.kind) {
    case 'stopped':
      return 'stopped';
    case 'starting':
      return `starting: ${state.doing}`;
    case 'ready':
      return `ready, version ${state.version}, ${state.command}`;
    case 'failed':
      return `failed: ${state.reason}`;
  }
}
