/**
 * The custom messages between this extension and the server: a mirror of
 * server/destination_writer/lsp/protocol.py, described in docs/protocol.md.
 * tests/unit/test_vscode_client.py fails when the two drift apart.
 */

export const Methods = {
  status: 'destinationWriter/status',
  statusChanged: 'destinationWriter/statusChanged',
  page: 'destinationWriter/page',
  features: 'destinationWriter/features',
} as const;

/** Said under `experimental.destinationWriter` in `initialize`. */
export const CLIENT_ABILITIES = { pages: true, status: true } as const;

export type PhaseState = 'done' | 'current' | 'blocked' | 'waiting' | 'skipped';
export type ComponentProgress = 'done' | 'in progress' | 'not started';

export interface StatusParams {
  /** A connector's folder or a file in it; without it, every connector of the workspace is reported. */
  readonly uri?: string;
}

export interface ComponentStatus {
  readonly name: string;
  readonly progress: ComponentProgress;
  readonly required: boolean;
}

export interface PhaseStatus {
  readonly number: number;
  readonly title: string;
  readonly state: PhaseState;
  readonly blockers: readonly string[];
  /** 100 only when the phase is complete. */
  readonly percent: number;
  readonly openStubs: number;
  readonly components: readonly ComponentStatus[];
}

export interface ConnectorStatus {
  /** The connector's folder. */
  readonly uri: string;
  readonly name: string;
  readonly database: string | null;
  readonly cdkVersion: string | null;
  /** Null when every phase is done. */
  readonly currentPhase: number | null;
  readonly phases: readonly PhaseStatus[];
  /** A sentence; null when nothing remains. */
  readonly remaining: string | null;
  /** Files that could not be read, a sentence each. */
  readonly problems: readonly string[];
}

export interface StatusResult {
  readonly connectors: readonly ConnectorStatus[];
}

export interface StatusChangedParams {
  readonly uris: readonly string[];
}

export interface PageParams {
  readonly uri: string;
}

export interface PageResult {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}

export interface FeaturesResult {
  readonly methods: readonly string[];
  readonly commands: readonly string[];
  readonly version: string;
}

/** What the server's commands that write answer. */
export interface CommandResult {
  readonly applied: boolean;
  /** Why nothing was applied; the server has shown it too. */
  readonly reason: string | null;
}

/** Commands of `workspace/executeCommand` that this extension calls by itself. */
export const ServerCommands = {
  implementPhase: 'destinationWriter.implementPhase',
} as const;

export interface ImplementPhaseArguments {
  /** The connector's folder. */
  readonly uri: string;
  readonly phase: number;
}
