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
  /** Those that no connector stands beside yet. */
  readonly checklists: readonly Checklist[];
}

/** The checklist of a database whose connector is not there yet. */
export interface Checklist {
  readonly name: string;
  readonly database: string;
  /** The one that the connector goes into. */
  readonly folder: string;
  readonly finished: boolean;
  /** Whether a connector can be made for the database as it is. */
  readonly known: boolean;
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

/** What `destinationWriter.finishPreflight` answers; without `uri` it is not finished, and the server has said why. */
export interface FinishPreflightResult {
  readonly applied: boolean;
  readonly reason: string | null;
  /** The research summary. */
  readonly uri?: string;
  readonly title?: string;
  /** Markdown. */
  readonly text?: string;
  readonly name?: string;
  readonly database?: string;
  /** The one that the connector goes into. */
  readonly folder?: string;
  readonly files?: readonly string[];
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

export interface ChoiceItem {
  readonly label: string;
  /** How the way is known. */
  readonly description: string;
  /** Its trade-off. */
  readonly detail: string;
}

/** What the server asks with `destinationWriter/choose`. */
export interface ChooseParams {
  readonly question: string;
  /** What becomes of the answer. */
  readonly note: string;
  readonly items: readonly ChoiceItem[];
}

export interface ChooseResult {
  /** Null when the person took none. */
  readonly index: number | null;
}
