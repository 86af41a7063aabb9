/** Names that package.json knows too: the extension, its settings' section, what it contributes. */

export const EXTENSION_ID = 'destination-writer.destination-writer';
export const DISPLAY_NAME = 'Destination Writer';

/** Section of the settings, prefix of the commands, and id of the language client. */
export const SECTION = 'destinationWriter';

/** Parts of the section that only this extension reads. */
export const CLIENT_SETTINGS: readonly string[] = ['server', 'trace', 'statusBar'];

export const PHASES_VIEW = `${SECTION}.phases`;
export const CHAT_VIEW = `${SECTION}.chat`;
export const PAGE_SCHEME = 'destination-writer';
export const WALKTHROUGH = `${EXTENSION_ID}#start`;

export const Commands = {
  restart: `${SECTION}.restart`,
  showLogs: `${SECTION}.showLogs`,
  showServerLogs: `${SECTION}.showServerLogs`,
  debugInformation: `${SECTION}.debugInformation`,
  rebuildEnvironment: `${SECTION}.rebuildEnvironment`,
  showStatus: `${SECTION}.showStatus`,
  implementStubAtCursor: `${SECTION}.implementStubAtCursor`,
  choosePhase: `${SECTION}.choosePhase`,
  refreshPhases: `${SECTION}.refreshPhases`,
  implementPhaseOfItem: `${SECTION}.implementPhaseOfItem`,
  skipPhaseOfItem: `${SECTION}.skipPhaseOfItem`,
  takeUpPhaseOfItem: `${SECTION}.takeUpPhaseOfItem`,
  showWhereIStand: `${SECTION}.showWhereIStand`,
  showChecklists: `${SECTION}.showChecklists`,
  beginCurrentPhase: `${SECTION}.beginCurrentPhase`,
  beginPhaseOfItem: `${SECTION}.beginPhaseOfItem`,
  enableTestsOfItem: `${SECTION}.enableTestsOfItem`,
  takeBackPhaseOfItem: `${SECTION}.takeBackPhaseOfItem`,
  runCurrentCheckpoint: `${SECTION}.runCurrentCheckpoint`,
  choosePhaseToRun: `${SECTION}.choosePhaseToRun`,
  runCheckpointOfItem: `${SECTION}.runCheckpointOfItem`,
  runTestAtCursor: `${SECTION}.runTestAtCursor`,
  cancelRuns: `${SECTION}.cancelRuns`,
  showRuns: `${SECTION}.showRuns`,
  createConnector: `${SECTION}.createConnector`,
  openPreflight: `${SECTION}.openPreflight`,
  completePreflight: `${SECTION}.completePreflight`,
  upgradeCdk: `${SECTION}.upgradeCdk`,
  openReport: `${SECTION}.openReport`,
  openWiring: `${SECTION}.openWiring`,
  openPlace: `${SECTION}.openPlace`,
  keepFix: `${SECTION}.keepFix`,
  keepMethod: `${SECTION}.keepMethod`,
  openWalkthrough: `${SECTION}.openWalkthrough`,
  talk: `${SECTION}.talk`,
  openChat: `${SECTION}.openChat`,
  askAboutThis: `${SECTION}.askAboutThis`,
  newConversation: `${SECTION}.newConversation`,
  setApiKey: `${SECTION}.setApiKey`,
  forgetApiKey: `${SECTION}.forgetApiKey`,
} as const;

/** Context keys that `when` clauses of package.json ask for. */
export const Contexts = {
  ready: `${SECTION}.ready`,
  failed: `${SECTION}.failed`,
  /** The server has said that there is no connector. */
  empty: `${SECTION}.empty`,
  /** Something runs, or waits for its turn. */
  running: `${SECTION}.running`,
} as const;
