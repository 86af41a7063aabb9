/** Wires the parts together; each of them is in `common/`. */

import * as vscode from 'vscode';
import { registerParticipant } from './common/chatParticipant';
import { ChatView } from './common/chatView';
import { answerChoices } from './common/choosing';
import { registerCommands } from './common/commands';
import { SECTION } from './common/constants';
import { Conversations } from './common/conversations';
import { registerLanguageModelTools } from './common/languageModelTools';
import { createChannels } from './common/logger';
import { registerPages } from './common/pages';
import { createPhasesView } from './common/phasesView';
import { RunDesk } from './common/runs';
import { ServerController } from './common/server';
import { ServerStateHolder } from './common/serverState';
import { createLanguageStatus } from './common/status';
import { createStatusBar } from './common/statusBar';
import { StatusSource } from './common/statusSource';
import { TestExplorer } from './common/testExplorer';

let server: ServerController | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const channels = createChannels();
  const state = new ServerStateHolder();
  const controller = new ServerController(context, channels, state);
  const status = new StatusSource(controller, state, channels);
  const desk = new RunDesk(controller, state, channels);
  const tests = new TestExplorer(controller, status, desk, channels);
  const conversations = new Conversations(controller, state, context.secrets);
  const chat = new ChatView(context, conversations);
  server = controller;
  context.subscriptions.push(
    channels,
    controller,
    status,
    desk,
    tests,
    conversations,
    chat,
    registerParticipant(conversations),
    registerLanguageModelTools(context, conversations),
    createLanguageStatus(state),
    createPhasesView(status),
    createStatusBar(status, desk),
    registerPages(controller),
    answerChoices(controller),
    registerCommands({ context, channels, server: controller, state, status, desk, tests, conversations, chat }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.server`)) {
        void controller.settingsChanged();
      }
    }),
    // Settings about programs count from now on.
    vscode.workspace.onDidGrantWorkspaceTrust(() => void controller.trustGranted()),
  );
  // Not awaited: the first start may install the server, and the commands work meanwhile.
  void controller.restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
