import * as vscode from 'vscode';
import { ServerCommands, type RememberResult } from './protocol';
import { chosenConnector } from './report';
import type { ServerController } from './server';
import type { StatusSource } from './statusSource';

/** The argument of the command that remembers how a test was mended, by default the one mended last. */
interface RememberFixArguments {
  readonly uri: string;
  readonly fix?: string;
  /** Say by `needs` what is missing, in place of showing it. */
  readonly asks?: boolean;
}

/** How the test that was mended last was mended becomes a failure rule. What a person mended, the person names. */
export async function keepFix(server: ServerController, status: StatusSource): Promise<void> {
  const uri = await chosenConnector(status);
  if (uri === undefined) {
    return;
  }
  const first = await remember(server, { uri, asks: true });
  if (first?.needs !== 'fix') {
    return;
  }
  const fix = await vscode.window.showInputBox({
    title: 'Remember This Fix',
    prompt: 'What mended it, in a sentence?',
    validateInput: (value) => (value.trim() === '' ? 'Say what mended it.' : undefined),
  });
  if (fix !== undefined) {
    await remember(server, { uri, fix });
  }
}

/** The method around the cursor becomes a template. */
export async function keepMethod(server: ServerController): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const client = server.running;
  if (editor === undefined || client === undefined) {
    return;
  }
  const argument = {
    uri: client.code2ProtocolConverter.asUri(editor.document.uri),
    position: client.code2ProtocolConverter.asPosition(editor.selection.active),
  };
  await client.sendRequest('workspace/executeCommand', { command: ServerCommands.rememberMethod, arguments: [argument] });
}

async function remember(server: ServerController, argument: RememberFixArguments): Promise<RememberResult | null | undefined> {
  return server.running?.sendRequest<RememberResult | null>(
    'workspace/executeCommand', { command: ServerCommands.rememberFix, arguments: [argument] },
  );
}
