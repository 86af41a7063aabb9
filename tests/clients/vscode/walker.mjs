// What a person does on a journey, counted: commands, questions, answers, hand edits, minutes. Beside screen.mjs, which only
// knows the editor, this one knows what the extension asks.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { until } from './wait.mjs';

const PYTHON = path.join(import.meta.dirname, '..', '..', '..', '.venv', 'bin', 'python');
const PLAN = `
import json, sys
from destination_writer.checkpoints.checkpoint import Checkpoint
from destination_writer.checkpoints.runners import GradleOptions, runner_named
from destination_writer.checkpoints.workspace import open_workspace
plan = Checkpoint(open_workspace(sys.argv[1]), "", runner_named("gradle", GradleOptions())).plan(int(sys.argv[2]))
found = {}
for test in (*plan.tests, *plan.regressions):
    found.setdefault(test.suite, []).append(test.name)
print(json.dumps(found))
`;

export class Walker {
  constructor(row, workspace, shots, check) {
    Object.assign(this, { row, workspace, shots, check });
    this.began = Date.now();
    this.counts = { commands: 0, questions: 0, answers: 0, edits: 0 };
    this.taken = 0;
    this.slowest = [];
  }

  /** Goes on in this window. */
  opened(session, screen) {
    this.session = session;
    this.screen = screen;
    this.window = screen.page;
    this.api = session.api.bind(session);
  }

  counted() {
    const minutes = ((Date.now() - this.began) / 60_000).toFixed(1);
    const { commands, questions, answers, edits } = this.counts;
    const slow = this.slowest.sort((a, b) => b.seconds - a.seconds).slice(0, 4).map(({ what, seconds }) => `${what} ${seconds.toFixed(0)} s`);
    return `${questions} questions, ${answers} answers, ${edits} hand edits, ${commands} commands and clicks, ${minutes} minutes; slowest: ${slow.join(', ')}`;
  }

  async shot(name) {
    this.taken += 1;
    await this.screen.screenshot(this.shots, `${String(this.taken).padStart(2, '0')}-${name}`);
  }

  /** How long something took, for the figures. */
  async timed(what, work) {
    const began = Date.now();
    const value = await work();
    this.slowest.push({ what, seconds: (Date.now() - began) / 1000 });
    return value;
  }

  async command(title) {
    this.counts.commands += 1;
    await this.screen.palette(title);
  }

  /** Answers a quick pick by a row with these words, or an input box by typing them. */
  async choose(words) {
    this.counts.questions += 1;
    this.counts.answers += 1;
    const widget = this.window.locator('.quick-input-widget').filter({ visible: true });
    const row = widget.locator('.monaco-list-row', { hasText: words }).first();
    const prompt = widget.locator('.quick-input-message', { hasText: 'What is the database called?' });
    const input = widget.locator('input[type=text]');
    await until(`the question that "${words}" answers`, async () => await widget.locator('.monaco-list-row').count() > 0 || await prompt.isVisible(), { seconds: 90 });
    if (!await prompt.isVisible()) {
      await input.fill(words);
      await row.waitFor();
    }
    await this.shot(`asked-${words.replaceAll(/\W+/g, '-').toLowerCase()}`);
    if (await prompt.isVisible()) {
      await input.fill(words);
      await this.window.keyboard.press('Enter');
      await prompt.waitFor({ state: 'hidden' });
      return;
    }
    await row.click();
    await widget.locator('.monaco-list-row', { hasText: words }).first().waitFor({ state: 'hidden' }).catch(() => undefined);
  }

  /** Presses a button of a question. */
  async button(label) {
    this.counts.questions += 1;
    this.counts.answers += 1;
    const button = this.window.locator('.notification-list-item .monaco-button', { hasText: label }).first();
    await button.waitFor({ timeout: 120_000 });
    await this.shot(`button-${String(label).replaceAll(/\W+/g, '-').toLowerCase()}`);
    await button.click();
  }

  notification(pattern, seconds = 120) {
    return until(`the message ${pattern}`, async () => (await this.screen.notifications()).find((text) => pattern.test(text)), { seconds });
  }

  async clear() {
    await this.session.command('notifications.clearAll');
  }

  /** Every document is saved. */
  async saved() {
    await this.session.command('workbench.action.files.saveAll');
    await until('every file to be saved', () => this.api((vscode) => vscode.workspace.textDocuments.every((one) => !one.isDirty)));
  }

  /** The text of a shown page of the server. */
  async page(end) {
    const text = await until(`the page ${end}`, () => this.api((vscode, end) => vscode.workspace.textDocuments
      .find(({ uri }) => uri.path.endsWith(end))?.getText(), end));
    await this.window.waitForTimeout(2000); // the page draws itself in a frame of its own
    return text;
  }

  // --- the checklist ---

  async answer({ id, take, title, value }) {
    const { screen, window } = this;
    if (take === 'action') {
      this.counts.commands += 1;
      this.counts.answers += 1;
      const titles = await screen.quickFixes(`${id}:`);
      const wanted = titles.find((one) => title.test(one));
      await this.shot(`fix-${id}`);
      if (wanted === undefined) {
        throw new Error(`${id} offers only ${JSON.stringify(titles)}`);
      }
      await screen.chooseQuickFix(wanted);
      await until(`the answer of ${id}`, async () => (await this.answerOf(id)).confirmed);
      return;
    }
    this.counts.edits += 1;
    this.counts.answers += 1;
    await this.atRest();
    await this.selectValue(id);
    await screen.focusEditor();
    if (take === 'typed') {
      await window.keyboard.type(` ${value}`);
      await screen.escape();
    } else {
      await window.keyboard.type(' ');
      await window.keyboard.press('Control+Space');
      const suggestion = window.locator('.suggest-widget .monaco-list-row', { hasText: value }).first();
      await suggestion.waitFor();
      await this.shot(`complete-${id}`);
      await suggestion.click();
    }
    await until(`the value of ${id}`, async () => (await this.answerOf(id)).value.includes(value));
  }

  /** Until what a quick fix writes stands in the text: it must not move the cursor's place any more. */
  async atRest() {
    let before;
    await until('the text to rest', async () => {
      const now = await this.screen.text();
      const rests = now === before;
      before = now;
      return rests;
    }, { every: 1000 });
  }

  answerOf(id) {
    return this.api((vscode, id) => {
      const text = vscode.window.activeTextEditor.document.getText();
      const block = text.slice(text.indexOf(`\n  ${id}:`)).split(/\n {2}(?=[\w#])/)[1] ?? '';
      return { value: /answer:(.*)/.exec(block)?.[1].trim() ?? block, confirmed: /confirmed: true/.test(block) || !/source:/.test(block) };
    }, id);
  }

  /** Selects what stands behind `answer:` of a question, blanks included. */
  selectValue(id) {
    return this.api((vscode, id) => {
      const editor = vscode.window.activeTextEditor;
      const text = editor.document.getText();
      const at = text.indexOf('answer:', text.indexOf(`\n  ${id}:`)) + 'answer:'.length;
      const start = editor.document.positionAt(at);
      editor.selection = new vscode.Selection(start, editor.document.lineAt(start.line).range.end);
      editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
    }, id);
  }

  // --- the phases ---

  /** Begin, write, enable, check: one phase as the walk proposes it. */
  async phase(number) {
    await this.begin(number);
    await this.implement(number);
    await this.enable(number);
    await this.saved();
    await this.clear();
    await this.timed(`checkpoint ${number}`, () => this.checkpoint(number));
  }

  async begin(number) {
    const offered = this.window.locator('.notification-list-item .monaco-button', { hasText: `Begin Phase ${number}` }).first();
    if (await offered.isVisible()) {
      await this.button(`Begin Phase ${number}`);
    } else if (number === 0) {
      await this.command('Destination Writer: Begin the Current Phase');
    } else {
      await this.ofPhase(number, 'Begin This Phase');
    }
    await until(`the page of phase ${number}`, () => this.api((vscode, label) => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes(label), `phase-${number}`));
    await this.window.waitForTimeout(1500);
    await this.shot(`phase-${number}`);
  }

  async implement(number) {
    const stubs = await this.stubs(number);
    if (stubs === 0) {
      return;
    }
    await this.command('Destination Writer: Implement Stubs of a Phase…');
    await this.choose(`Phase ${number}:`);
    await until(`phase ${number} to be written`, async () => {
      const button = this.window.locator('.notification-list-item .monaco-button').filter({ visible: true }).first();
      if (await button.isVisible()) {
        await this.shot(`implement-${number}-asks`);
        this.counts.questions += 1;
        this.counts.answers += 1;
        await button.click();
      }
      return (await this.stubs(number)) === 0;
    }, { seconds: 180, every: 700 });
    await this.shot(`implement-${number}`);
  }

  async stubs(number) {
    return (await this.screen.diagnostics()).filter(({ code, message }) => code === 'DW101' && new RegExp(`hase ${number}\\b`).test(message)).length;
  }

  /** What is wrong beside open stubs. */
  async errors() {
    return (await this.screen.diagnostics()).filter(({ severity }) => severity === 'Error');
  }

  async enable(number) {
    const waits = this.workspace.files().filter((name) => name.endsWith('.kt'))
      .some((name) => new RegExp(`@Disabled\\("Phase ${number}\\b`).test(fs.readFileSync(path.join(this.workspace.connector, name), 'utf8')));
    if (!waits) {
      return;
    }
    await this.ofPhase(number, 'Enable the Tests of This Phase');
    await until(`the tests of phase ${number} to be enabled`, async () => {
      const button = this.window.locator('.notification-list-item .monaco-button', { hasText: /^Write/ }).filter({ visible: true }).first();
      if (await button.isVisible()) {
        await this.shot(`enable-${number}-asks`);
        this.counts.questions += 1;
        this.counts.answers += 1;
        await button.click();
      }
      await this.session.command('workbench.action.files.saveAll');
      return this.workspace.files().filter((name) => name.endsWith('.kt'))
        .every((name) => !new RegExp(`@Disabled\\("Phase ${number}\\b`).test(fs.readFileSync(path.join(this.workspace.connector, name), 'utf8')));
    }, { seconds: 120, every: 700 });
  }

  /** Runs the checkpoint of a phase and gives its verdict. */
  async checkpoint(number) {
    const before = this.verdicts().length;
    await this.command('Destination Writer: Run Checkpoint of a Phase…');
    await this.choose(`Phase ${number}:`);
    const verdict = await until(`the verdict on phase ${number}`, () => this.verdicts().slice(before).find((text) => text.includes(`Phase ${number}`)), { seconds: 420 });
    await this.window.waitForTimeout(800);
    await this.shot(`checkpoint-${number}`);
    const errors = await this.errors();
    this.check(`nothing is marked as an error in phase ${number}`, errors.length === 0, errors);
    this.check(`the component checkpoint of phase ${number} passes`, new RegExp(`checkpoint of Phase ${number} passed`).test(verdict), verdict.slice(-1500));
  }

  /** What the output channel of the runs says, a piece for each verdict. */
  verdicts() {
    const logs = path.join(this.session.userData, 'logs');
    const files = fs.existsSync(logs) ? fs.readdirSync(logs, { recursive: true }).filter((name) => /Destination Writer Runs/.test(String(name))) : [];
    return files.flatMap((name) => fs.readFileSync(path.join(logs, String(name)), 'utf8').split(/(?=^── )/m))
      .filter((text) => /Summary:|BLOCKER|checkpoint of Phase/.test(text));
  }

  /** A command of a phase's menu in the tree. */
  async ofPhase(number, title) {
    this.counts.commands += 1;
    await this.screen.treeMenu('destinationWriter.phases', new RegExp(`^\\s*${number} · `), title);
  }

  async skip(number, reason) {
    await this.ofPhase(number, 'Skip This Phase…');
    this.counts.questions += 1;
    this.counts.answers += 1;
    const box = this.window.locator('.quick-input-widget input[type=text]').filter({ visible: true });
    await box.waitFor();
    await this.shot(`skip-${number}`);
    await box.fill(reason);
    await this.window.keyboard.press('Enter');
    await this.notification(new RegExp(`Phase ${number} is marked as skipped`));
    await this.clear();
  }

  /** The tests that the checkpoint of a phase asks for, by their class. */
  testsOf(phase) {
    return JSON.parse(execFileSync(PYTHON, ['-c', PLAN, this.workspace.connector, String(phase)], { encoding: 'utf8' }));
  }

  /** The real build is played by a script in which every test passes. */
  async lastCheckpoint() {
    this.workspace.buildPasses(this.testsOf(9));
    await this.session.api((vscode) => vscode.workspace.getConfiguration('destinationWriter').update('runs.runner', 'gradle', true));
    this.counts.edits += 1;
    const before = this.verdicts().length;
    await this.command('Destination Writer: Run Checkpoint of a Phase…');
    await this.choose('Phase 9:');
    const verdict = await until('the last verdict', () => this.verdicts().slice(before).at(-1), { seconds: 180 });
    await this.window.waitForTimeout(1500);
    await this.shot('complete');
    this.check('all phases are complete', /All phases complete/.test(verdict), verdict.slice(-3000));
  }
}
