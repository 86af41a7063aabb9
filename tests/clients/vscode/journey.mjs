// From an empty folder to a connector, in a real VS Code: create it, look at its phases and its checklist.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from './wait.mjs';

const PHASES = 'destinationWriter.phases';
const NAME = 'destination-duckdb';

/** An empty folder, or one that was kept; removed by `remove`. */
export class EmptyWorkspace {
  constructor(name = NAME, kept = undefined) {
    this.name = name;
    this.scratch = kept ? path.dirname(kept) : fs.mkdtempSync(path.join(os.tmpdir(), 'dw-empty-'));
    this.folder = path.join(this.scratch, 'workspace');
    fs.mkdirSync(this.folder, { recursive: true });
  }

  get connector() {
    return path.join(this.folder, this.name);
  }

  /** Makes the folder a build whose wrapper passes every test of the connector's suites, see ../gradle/gradlew. */
  buildPasses(suites) {
    fs.writeFileSync(path.join(this.folder, 'settings.gradle'), `include ':${this.name}'\n`);
    fs.copyFileSync(path.join(import.meta.dirname, '..', 'gradle', 'gradlew'), path.join(this.folder, 'gradlew'));
    fs.writeFileSync(path.join(this.folder, 'plan.json'), JSON.stringify({ tests: suites }));
  }

  /** Paths of the files in the connector. */
  files() {
    return fs.existsSync(this.connector)
      ? fs.readdirSync(this.connector, { recursive: true }).filter((name) => fs.statSync(path.join(this.connector, name)).isFile())
      : [];
  }

  remove() {
    fs.rmSync(this.scratch, { recursive: true, force: true });
  }
}

export async function journey({ workspace, session, screen }, check, shot) {
  const { page: window } = screen;
  const row = (label) => window.locator(`.quick-input-list .monaco-list-row[aria-label*="${label}"]`).first();

  // The palette's list is made when it opens, and a window that has just begun does not trust its folder yet.
  await until('a window that trusts its folder', () => session.api((vscode) => vscode.workspace.isTrusted));
  await window.waitForTimeout(2000);
  await screen.palette('Destination Writer: Create a Connector');
  await row('DuckDB, duckdb').waitFor({ timeout: 240_000 });
  await shot('30-databases');
  await row('DuckDB, duckdb').click();
  const box = window.locator('.quick-input-widget input[type=text]');
  await until('the question for the name', async () => (await box.inputValue()) === NAME);
  await shot('31-name');
  await window.keyboard.press('Enter');
  await row(NAME).waitFor();
  await row(NAME).click();
  await screen.answer('Look at Each First', () => shot('32-asked'));
  await window.locator('.bulk-edit-panel .monaco-list-row').first().waitFor();
  check('create: each file can be looked at first, and nothing is written before', workspace.files().length === 0);
  await shot('33-preview');
  await window.locator('.bulk-edit-panel .monaco-button', { hasText: 'Discard' }).click();
  await screen.palette('Destination Writer: Create a Connector');
  await row('DuckDB, duckdb').click();
  await until('the question for the name', async () => (await box.inputValue()) === NAME);
  await window.keyboard.press('Enter');
  await row(NAME).click();
  await screen.answer(/^Write \d+ Files$/);
  await until('the files on the disk', () => workspace.files().length >= 44);
  check('create: the whole module is there', workspace.files().some((name) => name.endsWith('DuckdbSpecTest.kt')), workspace.files());

  const tree = await screen.tree(PHASES, (all) => all.some(({ description }) => /open stub/.test(description)));
  const phases = tree.filter(({ level }) => level === 1);
  check('create: the phases are shown with their stubs', phases.length === 12 && /open stub/.test(phases[3].description), phases);
  await shot('34-phases');
  await until('every file to be saved', () => session.api((vscode) => vscode.workspace.textDocuments.every((one) => !one.isDirty)));
  check('create: nothing is left unsaved', true);

  await screen.palette('Destination Writer: Begin the Current Phase');
  await until('the page of phase 0', () => session.api((vscode) => vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs).some(({ label }) => /phase/i.test(label))));
  await shot('35-begin');

  await screen.palette('Destination Writer: Open Preflight Checklist');
  await row('DuckDB, duckdb').click();
  await until('the checklist', () => session.api((vscode) =>
    vscode.window.activeTextEditor?.document.uri.path.endsWith('/preflight.yaml')));
  const found = await until('what the checklist says', async () => {
    const all = (await screen.diagnostics()).filter(({ code }) => /^DW71\d$/.test(code));
    return all.length > 10 && all;
  });
  check('preflight: prefilled answers wait for a word', found.some(({ code }) => code === 'DW714'), found.slice(0, 3));
  await shot('36-preflight');

  fs.rmSync(path.join(workspace.connector, '.destination-writer', 'state.yaml'));
  await screen.palette('Destination Writer: Show Where I Stand');
  const page = await until('the page about where it stands', () => session.api((vscode) => vscode.workspace.textDocuments
    .find(({ uri }) => uri.path.endsWith('/resume.md'))?.getText()));
  check('resume: without a state file, by the code alone', /Welcome back: destination-duckdb/.test(page), page);
  await window.waitForTimeout(2000); // the page draws itself in a frame of its own
  await shot('37-resumed');
}
