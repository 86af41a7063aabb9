/* eslint max-lines: ["error", 500] -- as long as what it mirrors */
/**
 * The custom messages between this extension and the server: a mirror of
 * server/destination_writer/lsp/protocol.py, described in docs/protocol.md.
 * tests/unit/test_vscode_client.py fails when the two drift apart.
 */

export * from './protocolMaking';
export * from './protocolTalking';
export * from './protocolWiring';

export const Methods = {
  status: 'destinationWriter/status',
  statusChanged: 'destinationWriter/statusChanged',
  page: 'destinationWriter/page',
  features: 'destinationWriter/features',
  runEvents: 'destinationWriter/runEvents',
  tests: 'destinationWriter/tests',
  databases: 'destinationWriter/databases',
  report: 'destinationWriter/report',
  wiring: 'destinationWriter/wiring',
  choose: 'destinationWriter/choose',
  say: 'destinationWriter/say',
  said: 'destinationWriter/said',
  approve: 'destinationWriter/approve',
  useTool: 'destinationWriter/useTool',
  forget: 'destinationWriter/forget',
  key: 'destinationWriter/key',
} as const;

/** Said under `experimental.destinationWriter` in `initialize`. */
export const CLIENT_ABILITIES = { pages: true, status: true, runs: true, choices: true, conversations: true } as const;

/** What the tokens of the progress of runs begin with. */
export const RUN_TOKEN = 'destination-writer/';

export type PhaseState = 'done' | 'current' | 'blocked' | 'waiting' | 'skipped';
export type RunState = 'waiting' | 'running' | 'ended';
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

export interface NextStep {
  readonly words: string;
  /** What is typed in a terminal for it; null where the editor is the tool. */
  readonly command: string | null;
}

export interface ConnectorStatus {
  /** The connector's folder. */
  readonly uri: string;
  readonly name: string;
  readonly database: string | null;
  readonly cdkVersion: string | null;
  /** Null when every phase is done. */
  readonly currentPhase: number | null;
  /** The phase that is worked on: the current one, or a later one for who goes on with component checkpoints. */
  readonly atWork: number | null;
  readonly phases: readonly PhaseStatus[];
  /** A sentence; null when nothing remains. */
  readonly remaining: string | null;
  /** Files that could not be read, a sentence each. */
  readonly problems: readonly string[];
  /** What the user does next. */
  readonly next: NextStep;
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

/** What `destinationWriter.startPhase` answers; without `uri` nothing began, and the server has shown why. */
export interface PhasePageResult extends CommandResult {
  readonly uri?: string;
  readonly title?: string;
  /** Markdown. */
  readonly text?: string;
}

export interface RunEvent {
  /** `step`: a command or stage begins; `output` and `error`: lines of the build; the others speak of tests. */
  readonly kind: 'step' | 'output' | 'error' | 'started' | 'finished';
  /** The line; of a test that failed, its message. */
  readonly text: string;
  readonly suite?: string;
  readonly test?: string;
  /** passed, failed, error or skipped. */
  readonly outcome?: string;
  readonly seconds?: number;
  /** The stack of a failure. */
  readonly detail?: string;
}

export interface RunEventsParams {
  /** The connector's folder. */
  readonly uri: string;
  /** The run's name: what the order called it. */
  readonly run: string;
  readonly title: string;
  readonly state: RunState;
  /** How far it is, in words. */
  readonly left: string;
  readonly percent: number;
  readonly events: readonly RunEvent[];
}

export interface RunTest {
  readonly suite: string;
  readonly name: string;
  /** passed, failed, missing, skipped, stale, regressed or unknown. */
  readonly state: string;
  readonly seconds: number;
  readonly message?: string;
}

/** What would mend a failure. */
export interface RunChange {
  readonly title: string;
  readonly purpose: string;
  readonly alternative: string;
  /** Unified, against the workspace's folder. */
  readonly diff: string;
}

/** A failure explained. */
export interface RunFinding {
  readonly code: string;
  /** Relative to the connector's folder. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  readonly message: string;
  readonly category: string;
  readonly cause: string;
  readonly fix: string;
  readonly test: string;
  /** The surest first. */
  readonly changes: readonly RunChange[];
}

/** What the commands that run answer. */
export interface RunResult {
  readonly phase: number;
  readonly title: string;
  readonly state: string;
  readonly done: boolean;
  /** Whether everything that was asked for passed. */
  readonly passed: boolean;
  readonly ended: 'finished' | 'cancelled' | 'timed-out' | 'not-started';
  readonly problem: string;
  readonly tests: readonly RunTest[];
  readonly regressions: readonly RunTest[];
  readonly findings: readonly RunFinding[];
  readonly blockers: readonly string[];
  readonly caveats: readonly string[];
  readonly commands: readonly string[];
  readonly next_phase: number | null;
  /** The local runner's component checkpoint passed. */
  readonly component: boolean;
  /** The phase that may begin now. */
  readonly goes_on: number | null;
  /** The verdict for a person. */
  readonly text: string;
}

export interface TestsParams {
  readonly uri?: string;
}

/** Counts from 0. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Place;
  readonly end: Place;
}

export interface TestItem {
  /** The class with its package. */
  readonly suite: string;
  readonly name: string;
  readonly uri: string;
  /** The test's function, or the class that inherits it. */
  readonly range: Range;
  /** The phase whose checkpoint asks for it first. */
  readonly phase: number | null;
  /** As in RunTest; null for a test that no phase asks for. */
  readonly state: string | null;
}

export interface ConnectorTests {
  /** The connector's folder. */
  readonly uri: string;
  readonly name: string;
  readonly tests: readonly TestItem[];
}

export interface TestsResult {
  readonly connectors: readonly ConnectorTests[];
}

/** Commands of `workspace/executeCommand` that this extension calls by itself. */
export const ServerCommands = {
  implementStub: 'destinationWriter.implementStub',
  implementPhase: 'destinationWriter.implementPhase',
  runCheckpoint: 'destinationWriter.runCheckpoint',
  runTest: 'destinationWriter.runTest',
  cancelRun: 'destinationWriter.cancelRun',
  afterFix: 'destinationWriter.afterFix',
  skipPhase: 'destinationWriter.skipPhase',
  startPhase: 'destinationWriter.startPhase',
  enableTests: 'destinationWriter.enableTests',
  takeBackPhase: 'destinationWriter.takeBackPhase',
  scaffold: 'destinationWriter.scaffold',
  upgrade: 'destinationWriter.upgrade',
  preflight: 'destinationWriter.preflight',
  answerPreflight: 'destinationWriter.answerPreflight',
  finishPreflight: 'destinationWriter.finishPreflight',
  rememberFix: 'destinationWriter.rememberFix',
  rememberMethod: 'destinationWriter.rememberMethod',
  showPlaces: 'destinationWriter.showPlaces',
} as const;

export interface ImplementStubArguments {
  /** The file. */
  readonly uri: string;
  readonly position: Place;
}

export interface ImplementPhaseArguments {
  /** The connector's folder. */
  readonly uri: string;
  readonly phase: number;
}

export type Runner = 'gradle' | 'local';

export interface WantedTest {
  readonly suite: string;
  /** Without it, the whole class. */
  readonly test?: string;
}

/** The argument of the commands that run. */
export interface RunArguments {
  /** The connector's folder or a file in it. */
  readonly uri: string;
  /** What messages about the run shall call it. */
  readonly run?: string;
  /** Without it, the setting `runs.runner`. */
  readonly runner?: Runner;
  /** Of runCheckpoint: without it, the current phase. */
  readonly phase?: number;
  /** Of runTest. */
  readonly tests?: readonly WantedTest[];
}

/** The argument of the command that leaves out a phase, for a reason, or with `undo` takes that back. */
export interface SkipPhaseArguments {
  readonly uri: string;
  readonly phase: number;
  readonly reason?: string;
  readonly undo?: boolean;
}

/** The argument of the command that carries a connector over to another CDK version. */
export interface UpgradeArguments {
  /** A file of the connector, or its folder. */
  readonly uri: string;
  readonly to?: string;
}

export interface ReportParams {
  /** A connector's folder or a file in it. */
  readonly uri: string;
}

export interface ReportResult {
  readonly title: string;
  /** One page without script that fetches nothing. */
  readonly html: string;
}

export interface RememberResult {
  readonly applied: boolean;
  readonly reason: string | null;
  /** `fix` where the person has to say what mended it. */
  readonly needs: string | null;
}
