// The chat in a real VS Code: without a key, then with one and a model that follows a script on a loopback server.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { until } from './wait.mjs';
import { FILES } from './workspace.mjs';

const project = path.join(import.meta.dirname, '..', '..', '..');
const PATH = FILES.generator;
const KEY = 'sk-ant-loopback-0123456789';

const proposal = (old, text, title) => ({
  calls: { name: 'propose_change', tool_input: { title, purpose: 'Asked for in the chat.', edits: [{ kind: 'replace', path: PATH, old, new: text }] } },
});

/** What the model answers, request by request. */
const SCRIPT = [
  // Generate with Claude: a change that does not hold, then one that does.
  proposal('fun tableExists(table: TableName): String = TODO("Phase 3")', 'fun tableExists(name: String): String = ""', 'Look the table up'),
  proposal(
    'fun tableExists(table: TableName): String = TODO("Phase 3")',
    'fun tableExists(table: TableName): String =\n        "SELECT to_regclass(\'${table.namespace}.${table.name}\') IS NOT NULL".andLog()', 'Look the table up'),
  { says: { text: 'The table is **looked up** in the catalogue.\n\n```sql\nSELECT to_regclass(\'public.users\') IS NOT NULL\n```\n\nNext: run the checkpoint of phase 3.' } },
  // Refused with a reason.
  proposal('fun countTable(tableName: TableName): String = TODO("Phase 3")', 'fun countTable(tableName: TableName): String = "SELECT 1".andLog()', 'Count the rows'),
  { says: { text: 'Then with COUNT(*).' } },
  // Stopped in the middle, and going on.
  { says: { text: 'A long answer that never comes to its end, for the connection stays silent.' }, silent: { after: 6 } },
  { says: { text: 'I am still here.' } },
  { wrong_key: {} },
];

/** The loopback server as a process of its own; `close` ends it. */
export async function startModel(scratch) {
  const file = path.join(scratch, 'model.yaml');
  fs.writeFileSync(file, JSON.stringify(SCRIPT));
  const python = path.join(project, '.venv', 'bin', 'python');
  const server = spawn(python, [path.join(project, 'tests', 'support', 'loopback_messages.py'), file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [address] = await new Promise((resolve) => readline.createInterface(server.stdout).once('line', (line) => resolve([line])));
  return { address, close: () => server.stdin.end() };
}

/** The page of the chat, which is a frame in a frame. */
class Chat {
  constructor({ session, screen }) {
    this.session = session;
    this.screen = screen;
  }

  async frame() {
    return until('the page of the chat', async () => {
      for (const frame of this.screen.page.frames()) {
        if (await frame.locator('#words').count().catch(() => 0)) {
          return frame;
        }
      }
      return undefined;
    });
  }

  async say(text) {
    const words = (await this.frame()).locator('#words');
    await words.click();
    await words.fill(text);
    await words.press('Enter');
  }

  /** The conversation's text, once `enough` says so. */
  async text(what, enough) {
    const frame = await this.frame();
    let text = '';
    try {
      return await until(what, async () => {
        text = await frame.locator('#items').innerText();
        return enough(text) ? text : undefined;
      });
    } catch (error) {
      throw new Error(`${error.message}; the chat says: ${text.slice(-1500)}`);
    }
  }

  async idle() {
    const frame = await this.frame();
    await until('the answer to end', async () => frame.locator('#send').isVisible(), { seconds: 60 });
    return frame.locator('#foot').innerText();
  }

  async click(label) {
    await (await this.frame()).locator('button:visible', { hasText: label }).last().click();
  }
}

export async function talk(window, check, shot) {
  const { session, screen } = window;
  const chat = new Chat(window);
  await screen.open(PATH);
  await until('the stubs', async () => (await screen.diagnostics()).some(({ code }) => code === 'DW101'), { seconds: 240 });
  await withoutKey(window, chat, check, shot);
  await failure(window, chat, check, shot);
  await giveKey(window, check, shot);
  await generate(window, chat, check, shot);
  await refuse(window, chat, check, shot);
  await stop(chat, check, shot);
  await wrongKey(window, chat, check, shot);
  await tools(session, check);
}

async function withoutKey({ session, screen }, chat, check, shot) {
  await screen.palette('Destination Writer: Open Chat');
  await chat.frame();
  await screen.page.waitForTimeout(500);
  await shot('60-chat-empty');
  await chat.say('How do I implement upsertTable?');
  const answer = await chat.text('an answer of the knowledge', (text) => text.includes('ON CONFLICT'));
  const foot = await chat.idle();
  await shot('61-chat-knowledge');
  check('without a key: the knowledge answers for this database', /PostgreSQL/.test(answer), answer.slice(0, 400));
  check('without a key: the foot says so', /built-in knowledge/.test(foot), foot);
  await chat.click('Run its tests');
  // What stands in it is drawn as a picture: look at the screenshot.
  await until('the terminal', () => session.api((vscode) => vscode.window.activeTerminal?.name === 'Destination Writer'));
  await screen.page.waitForTimeout(3000);
  await shot('61b-chat-terminal');
  const running = session.processes().filter(({ command }) => / checkpoint \. --phase/.test(command));
  check('without a key: a next step is typed into a terminal, and does not run', running.length === 0, running);
  await session.command('workbench.action.terminal.killAll');
  await screen.open(PATH);
  const titles = await screen.quickFixes('TODO("Phase 3")');
  check('without a key: a stub is explained', titles.includes('How to write this stub'), titles);
  await screen.chooseQuickFix('How to write this stub');
  const told = await chat.text('what the stub owes', (text) => /How to write this stub \(PostgresSqlGenerator\.kt:20\)[\s\S]*tableExists/.test(text));
  await chat.idle();
  await shot('62-chat-stub');
  check('without a key: the question names the stub', /tableExists/.test(told), told.slice(-800));
}

async function failure({ workspace, screen }, chat, check, shot) {
  await screen.open(FILES.suite);
  workspace.resultsArrive();
  await until('the failure', async () =>
    (await screen.diagnostics()).some(({ file, severity }) => file === FILES.suite && severity === 'Error'));
  const test = 'fun `create and drop namespaces`';
  const titles = await screen.quickFixes(test);
  const title = titles.find((one) => /^Explain DW2/.test(one));
  check('without a key: a failure is explained', title !== undefined, titles);
  await screen.chooseQuickFix(title);
  const told = await chat.text('the cause', (text) => /Root cause/.test(text));
  await chat.idle();
  await screen.page.waitForTimeout(300);
  await shot('62b-chat-failure');
  check('without a key: what the database said, as a blocker', /blocker/.test(told) && /syntax error/.test(told), told.slice(-1500));
}

async function giveKey({ session, screen }, check, shot) {
  await screen.palette('Destination Writer: Set API Key');
  const input = screen.page.locator('.quick-input-widget input').filter({ visible: true });
  await input.waitFor();
  await input.fill(KEY);
  await shot('63-key');
  check('the key is not shown while it is typed', await input.getAttribute('type') === 'password', await input.getAttribute('type'));
  await screen.page.keyboard.press('Enter');
  await until('the key to be kept', async () => (await screen.notifications()).some((text) => /key is kept/.test(text)));
  await session.command('notifications.clearAll');
  const settings = path.join(session.userData, 'User', 'settings.json');
  check('the key is in no settings file', !fs.readFileSync(settings, 'utf8').includes(KEY));
}

async function generate({ screen }, chat, check, shot) {
  await screen.open(PATH);
  const titles = await screen.quickFixes('TODO("Phase 3")');
  check('with a key: Claude is offered on a stub', titles.includes('Generate with Claude'), titles);
  await shot('64-generate-offered');
  await screen.chooseQuickFix('Generate with Claude');
  const asked = await chat.text('the proposal', (text) => /Write It/.test(text));
  await screen.page.waitForTimeout(300);
  await shot('65-proposal');
  check('a change that does not hold is shown to be rejected', /did not hold/.test(asked), asked);
  check('nothing is written before the yes', (await screen.text()).includes('tableExists(table: TableName): String = TODO'));
  await chat.click('Yes, Write It');
  await chat.text('the end of the answer', (text) => /looked up/.test(text) && /run the checkpoint/.test(text));
  const foot = await chat.idle();
  await screen.page.waitForTimeout(300);
  await shot('66-written');
  await screen.open(PATH);
  check('the approved change is in the editor', (await screen.text()).includes('to_regclass'), await screen.text());
  check('tokens are told', /\d tokens/.test(foot), foot);
  await screen.palette('File: Save');
}

async function refuse({ screen }, chat, check, shot) {
  await chat.say('Now the count, please.');
  await chat.text('the second question', (text) => /Count the rows/.test(text) && /Write It/.test(text));
  await (await chat.frame()).locator('.question input').last().fill('Use COUNT(*).');
  await shot('67-refusing');
  await chat.click('No');
  await chat.text('the answer to the refusal', (text) => text.includes('Then with COUNT'));
  await chat.idle();
  check('a refused change is not written', !(await screen.text()).includes('SELECT 1'));
}

async function stop(chat, check, shot) {
  await chat.say('Tell me everything.');
  await chat.text('the beginning of an answer', (text) => /A long answer/.test(text) || /Tell me everything/.test(text));
  await chat.click('Stop');
  await chat.text('the stop', (text) => /stopped/i.test(text.slice(text.indexOf('Tell me everything'))));
  await chat.idle();
  await shot('68-stopped');
  await chat.say('Are you there?');
  await chat.text('the next answer', (text) => text.includes('I am still here.'));
  await chat.idle();
  check('a stopped answer leaves the conversation usable', true);
}

async function wrongKey({ screen }, chat, check, shot) {
  await chat.say('And now?');
  const text = await chat.text('what is wrong', (all) => /key/i.test(all.slice(all.indexOf('And now?'))));
  await chat.idle();
  await shot('69-wrong-key');
  check('a key that is refused is named with the remedy', /API key|Set API Key|ANTHROPIC_API_KEY/.test(text.slice(text.indexOf('And now?'))), text.slice(-400));
  await screen.palette('Destination Writer: Forget API Key');
  await until('the key to be forgotten', async () => (await screen.notifications()).some((one) => /forgotten/.test(one)));
}

async function tools(session, check) {
  const found = await session.api(async (vscode) => {
    if (vscode.lm?.tools === undefined) {
      return undefined;
    }
    const names = vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('destinationWriter_'));
    const result = await vscode.lm.invokeTool('destinationWriter_status', { input: {}, toolInvocationToken: undefined });
    return { names, text: result.content.map(({ value }) => value).join('') };
  });
  check('the tools are there for the editor\'s own model', found !== undefined && found.names.includes('destinationWriter_propose_change'), found);
  check('a tool answers it', /Phase 2/.test(found?.text ?? ''), found?.text);
}
