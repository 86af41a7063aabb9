import * as vscode from 'vscode';
import { askAboutThis } from './asking';
import type { ChatView } from './chatView';
import { Commands, PHASES_VIEW, WALKTHROUGH } from './constants';
import type { Conversations } from './conversations';
import { showDebugInformation } from './debugInformation';
import { forgetEnvironment } from './environment';
import { choosePhase, implementPhase, implementStubAtCursor } from './implement';
import type { Channels } from './logger';
import { showConnectorPage, skipPhase, takeUpPhase } from './leavingOut';
import type { Row } from './phasesModel';
import { finishPreflight, openPreflight, takeFinishing } from './preflight';
import { choosePhaseToRun, runCheckpoint, runTestAtCursor } from './runCommands';
import type { RunDesk } from './runs';
import { keepFix, keepMethod } from './remember';
import type { TalkAbout, WiringPlace } from './protocol';
import { openReport } from './report';
import { createConnector } from './scaffold';
import type { ServerController } from './server';
import type { ServerStateHolder } from './serverState';
import type { StatusSource } from './statusSource';
import type { TestExplorer } from './testExplorer';
import { beginCurrentPhase, beginPhase, enableTests, takeBackPhase } from './walk';
import { upgradeCdk } from './upgrade';
import { openPlace, openWiring } from './wiring';

export interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly channels: Channels;
  readonly server: ServerController;
  readonly state: ServerStateHolder;
  readonly status: StatusSource;
  readonly desk: RunDesk;
  readonly tests: TestExplorer;
  readonly conversations: Conversations;
  readonly chat: ChatView;
}

/** Every command of package.json, in its order. */
export function registerCommands({ context, channels, server, state, status, desk, tests, conversations, chat }: Parts): vscode.Disposable {
  const handlers: Record<string, (...args: never[]) => unknown> = {
    [Commands.restart]: () => server.restart(),
    [Commands.showLogs]: () => { channels.client.show(); },
    [Commands.showServerLogs]: () => { channels.server.show(); },
    [Commands.debugInformation]: () => showDebugInformation(server, state),
    [Commands.rebuildEnvironment]: async () => {
      await forgetEnvironment(context.globalStorageUri.fsPath);
      await server.restart();
    },
    [Commands.showStatus]: () => vscode.commands.executeCommand(`${PHASES_VIEW}.focus`),
    [Commands.implementStubAtCursor]: () => implementStubAtCursor(server),
    [Commands.choosePhase]: () => choosePhase(server, status),
    [Commands.refreshPhases]: () => { status.refresh(); },
    [Commands.implementPhaseOfItem]: (row: Row) => row.phase && implementPhase(server, row.phase),
    [Commands.skipPhaseOfItem]: (row: Row) => row.phase && skipPhase(server, row.phase),
    [Commands.takeUpPhaseOfItem]: (row: Row) => row.phase && takeUpPhase(server, row.phase),
    [Commands.showWhereIStand]: () => showConnectorPage(status, 'resume.md'),
    [Commands.showChecklists]: () => showConnectorPage(status, 'checklists/all.md'),
    [Commands.beginCurrentPhase]: () => beginCurrentPhase(server, status),
    [Commands.beginPhaseOfItem]: (row: Row) => row.phase && beginPhase(server, row.phase),
    [Commands.enableTestsOfItem]: (row: Row) => row.phase && enableTests(server, row.phase),
    [Commands.takeBackPhaseOfItem]: (row: Row) => row.phase && takeBackPhase(server, row.phase),
    [Commands.runCurrentCheckpoint]: () => runCheckpoint(desk, status),
    [Commands.choosePhaseToRun]: () => choosePhaseToRun(desk, status),
    [Commands.runCheckpointOfItem]: (row: Row) => row.phase && runCheckpoint(desk, status, row.phase),
    [Commands.runTestAtCursor]: () => runTestAtCursor(desk, tests),
    [Commands.cancelRuns]: () => desk.cancelAll(),
    [Commands.showRuns]: () => { desk.show(); },
    [Commands.createConnector]: () => createConnector(server),
    [Commands.openPreflight]: () => openPreflight(server),
    [Commands.completePreflight]: () => finishPreflight(server),
    [Commands.upgradeCdk]: () => upgradeCdk(server, status),
    [Commands.openReport]: () => openReport(server, status),
    [Commands.openWiring]: () => openWiring(server, status),
    [Commands.openPlace]: (place: WiringPlace) => openPlace(place),
    [Commands.keepFix]: () => keepFix(server, status),
    [Commands.keepMethod]: () => keepMethod(server),
    [Commands.openWalkthrough]: () => vscode.commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false),
    [Commands.talk]: (about: TalkAbout) => chat.about(about),
    [Commands.openChat]: (text?: string) => chat.ask(text),
    [Commands.askAboutThis]: () => askAboutThis(chat),
    [Commands.newConversation]: () => chat.begin(),
    [Commands.setApiKey]: () => conversations.askForKey(),
    [Commands.forgetApiKey]: () => conversations.forgetKey(),
  };
  takeFinishing(server);
  const registered = Object.entries(handlers).map(([id, handler]) => vscode.commands.registerCommand(id, handler));
  return vscode.Disposable.from(...registered);
}
