import * as vscode from 'vscode';
import { approveByDialog } from './approving';
import { SECTION } from './constants';
import type { Conversations } from './conversations';
import { textOf } from './logger';
import type { ApproveParams, ApproveResult } from './protocol';

/**
 * `@destination-writer` in the editor's own chat, where it has one. The server answers; the editor's model is not asked, so
 * nothing waits for one.
 */
export function registerParticipant(conversations: Conversations): vscode.Disposable {
  // An editor that was built without chat has no such part of the API.
  const chat = vscode.chat as typeof vscode.chat | undefined;
  if (chat?.createChatParticipant === undefined) {
    return vscode.Disposable.from();
  }
  const participant = chat.createChatParticipant(`${SECTION}.participant`, async (request, context, stream, token) => {
    const name = conversations.begin({
      said: (event) => {
        if (event.kind === 'text') {
          stream.markdown(event.text);
        } else if (event.kind === 'toolStarted' || event.kind === 'toolProgress') {
          stream.progress(event.title ?? event.text);
        } else if (event.kind !== 'toolFinished') {
          stream.markdown(`\n\n> ${[event.title, event.text].filter(Boolean).join(': ').replaceAll('\n', '\n> ')}\n\n`);
        }
      },
      approve: (asked, asking) => approve(asked, stream, asking),
    });
    try {
      const before = context.history.flatMap((turn) => turn instanceof vscode.ChatRequestTurn ? [turn.prompt] : []);
      const result = await conversations.say(name, { text: [...before.slice(-3), request.prompt].join('\n\n') }, token);
      if (result.words !== '') {
        stream.markdown(`\n\n${result.words}`);
      }
      return {};
    } catch (error) {
      return { errorDetails: { message: textOf(error) } };
    } finally {
      await conversations.end(name);
    }
  });
  participant.iconPath = new vscode.ThemeIcon('database');
  return vscode.Disposable.from(participant);
}

async function approve(asked: ApproveParams, stream: vscode.ChatResponseStream, token: vscode.CancellationToken): Promise<ApproveResult> {
  if (asked.diff !== null) {
    stream.markdown(`\n\n\`\`\`\`diff\n${asked.diff}\n\`\`\`\`\n\n`);
  }
  return approveByDialog(asked, token);
}
