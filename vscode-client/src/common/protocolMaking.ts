/** The part of the mirror in protocol.ts that is about new connectors: what is asked, what is created. */

export type TestDatabase = 'testcontainers' | 'local';

export interface Database {
  readonly slug: string;
  readonly name: string;
  /** How its facts are known. */
  readonly proof: string;
  /** Whether its tests can start it in a container. */
  readonly hasContainer: boolean;
}

export interface DatabasesResult {
  readonly databases: readonly Database[];
  /** Where a new connector's folder would lie; null when no folder is open. */
  readonly folder: string | null;
}

/** The argument of the command that opens the preflight checklist, or creates it for a database. */
export interface PreflightArguments {
  /** The connector's folder or a file in it; without it, the first open folder. */
  readonly uri?: string;
  /** Its name, known or not; needed where there is no checklist yet. */
  readonly database?: string;
  /** The slug of a known database that an unknown one resembles. */
  readonly like?: string;
}

export interface PreflightResult {
  /** The file; null when there is none. */
  readonly uri: string | null;
  readonly created: boolean;
  /** Why nothing was opened. */
  readonly reason: string | null;
}

/** The argument of the command that creates a connector. */
export interface ScaffoldArguments {
  readonly database: string;
  readonly name: string;
  /** The connector's own folder, new or empty. */
  readonly folder: string;
  readonly testDatabase?: TestDatabase;
}

export interface ScaffoldResult {
  readonly applied: boolean;
  /** Why nothing was created; the server has shown it too. */
  readonly reason: string | null;
  readonly folder: string | null;
  readonly files: readonly string[];
}
