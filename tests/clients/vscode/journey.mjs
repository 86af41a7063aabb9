// From an empty folder to a connector, in a real VS Code: create it, look at its phases and its checklist.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from './wait.mjs';

const PHASES = 'destinationWriter.phases';
const NAME = 'destination-duckdb';

/** An empty folder, removed by `remove`. */
export class EmptyWorkspace {
  constructor() {
    this.scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'dw-empty-'));
    this.folder = path.join(this.scratch, 'workspace');
    fs.mkdirSync(this.folder);
  }

  get connector() {
    return path.join(this.folder, NAME);
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
  const { page } = screen;
  const row = (label) => page.locator(`.quick-input-list .monaco-list-row[aria-label*="${label}"]`).first();

  // The palette's list is made when it opens, and a window that has just begun does not trust its folder yet.
  await until('a window that trusts its folder', () => session.api((vscode) => vscode.workspace.isTrusted));
  await page.waitForTimeout(2000);
  await screen.palette('Destination Writer: Create a Connector');
  await row('DuckDB, duckdb').waitFor({ timeout: 240_000 });
  await shot('30-databases');
  await row('DuckDB, duckdb').click();
  const box = page.locator('.quick-input-widget input[type=text]');
  await until('the question for the name', async () => (await box.inputValue()) === NAME);
  await shot('31-name');
  await page.keyboard.press('Enter');
  await row(NAME).waitFor();
  await row(NAME).click();
  await until('what follows', async () =>
    workspace.files().length > 20 || (await page.locator('.bulk-edit-panel .monaco-list-row').count()) > 0);
  await shot('32-asked');
}
