import * as vscode from 'vscode';
import { approveByDialog } from './approving';
import type { Conversations } from './conversations';
import type { UseToolResult } from './protocol';

/** VS Code has these since 1.95; the extension also runs in older editors, and in editors that lack them. */
interface ToolApi {
  registerTool?: (name: string, tool: { invoke(options: { input: unknown }, token: vscode.CancellationToken): Promise<unknown> }) => vscode.Disposable;
}
interface ToolClasses {
  LanguageModelToolResult?: new (parts: unknown[]) => unknown;
  LanguageModelTextPart?: new (text: string) => unknown;
}

const PREFIX = 'destinationWriter_';

/** The tools of the server for whatever model the editor's chat speaks with. What they need a yes for is asked in a dialog. */
export function registerLanguageModelTools(context: vscode.ExtensionContext, conversations: Conversations): vscode.Disposable {
  const register = (vscode as { lm?: ToolApi }).lm?.registerTool;
  const { LanguageModelToolResult: Result, LanguageModelTextPart: Text } = vscode as unknown as ToolClasses;
  if (register === undefined || Result === undefined || Text === undefined) {
    return vscode.Disposable.from();
  }
  const person = conversations.begin({ said: () => undefined, approve: (asked, token) => approveByDialog(asked, token) });
  const { contributes } = context.extension.packageJSON as { contributes: { languageModelTools: { name: string }[] } };
  return vscode.Disposable.from(...contributes.languageModelTools.map(({ name }) => register(name, {
    invoke: async ({ input }, token) => {
      const answer: UseToolResult = await conversations.useTool(person, name.slice(PREFIX.length), input, token);
      return new Result([new Text(answer.isError ? `This did not work: ${answer.text}` : answer.text)]);
    },
  })));
}
