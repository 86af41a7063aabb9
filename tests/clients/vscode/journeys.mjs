// From an empty folder to "all phases complete" in a real VS Code: one row of the table a database, each left in the
// middle, resumed without its state file. What runs the tests is the local runner on an embedded engine; only the last
// checkpoint is played by ../gradle/gradlew, for the CDK's own pipeline is not on this machine.
import fs from 'node:fs';
import path from 'node:path';
import { EmptyWorkspace } from './journey.mjs';
import { Screen } from './screen.mjs';
import { startSession } from './session.mjs';
import { until } from './wait.mjs';
import { Walker } from './walker.mjs';

/** `pick` are words of the quick pick's row; `answers` are changed in the checklist, the rest is confirmed as it is. */
export const JOURNEYS = [
  {
    slug: 'timescaledb', name: 'TimescaleDB', prefix: 'Timescaledb', pick: ['TimescaleDB'], tests: 'A container',
    answers: [{ id: 'namespaces.kind', take: 'completion', value: 'schema' }],
  },
  {
    slug: 'clickhouse', name: 'ClickHouse', prefix: 'Clickhouse', pick: ['ClickHouse'], tests: 'A container',
    answers: [{ id: 'namespaces.kind', take: 'completion', value: 'database' }],
  },
  {
    slug: 'acmedb', name: 'AcmeDB', prefix: 'Acmedb', pick: ['Another database', 'AcmeDB', 'SQLite'],
    answers: [
      { id: 'upsert.merge', take: 'action', title: /^Confirm this answer/ },
      { id: 'upsert.on_conflict', take: 'action', title: /^Answer false/ },
      { id: 'upsert.window_functions', take: 'completion', value: 'false' },
      { id: 'upsert.unique_index', take: 'action', title: /^Answer true/ },
      { id: 'upsert.index', take: 'typed', value: 'CREATE UNIQUE INDEX IF NOT EXISTS {index} ON {target} ({keys})' },
    ],
  },
];

/** The server of the checkout, whose engines are in its .tools; the local runner is what a person without the monorepo sets. */
const project = path.join(import.meta.dirname, '..', '..', '..');
const SETTINGS = {
  'destinationWriter.server.path': path.join(project, '.venv', 'bin', 'destination-writer'),
  'destinationWriter.runs.runner': 'local',
};
const MIDDLE = 4;
const LAST_CORE = 9;

/**
 * Walks the journeys of these slugs, all without any; screenshots go to a folder each. `DW_KEEP=1` keeps the workspace and says where it is,
 * `DW_FROM=FOLDER` plays the second half alone on a kept one, `DW_FIRST=N` from phase N on.
 */
export async function journeys({ vsix, shots, slugs }, checks) {
  for (const row of JOURNEYS.filter(({ slug }) => slugs.length === 0 || slugs.includes(slug))) {
    await checks.part(`journey ${row.slug}`, () => journey(row, { vsix, shots: path.join(shots, row.slug) }, checks));
  }
}

async function journey(row, { vsix, shots }, checks) {
  const workspace = new EmptyWorkspace(`destination-${row.slug}`, process.env.DW_FROM);
  const check = (what, ok, seen) => checks.check(`${row.slug}: ${what}`, ok, seen);
  const walker = new Walker(row, workspace, shots, check);
  try {
    if (!process.env.DW_FROM) {
      await inWindow(walker, vsix, async () => {
        await preflight(walker);
        await scaffold(walker);
        for (let phase = 0; phase <= MIDDLE; phase += 1) {
          await walker.phase(phase);
        }
      });
    }
    fs.rmSync(path.join(workspace.connector, '.destination-writer', 'state.yaml'), { force: true });
    await inWindow(walker, vsix, async () => {
      await until('the server', () => walker.session.channel('Destination Writer.').includes('is ready'), { seconds: 240 });
      await walker.screen.tree('destinationWriter.phases', (all) => all.length >= 12);
      await resume(walker);
      for (let phase = Number(process.env.DW_FIRST ?? MIDDLE + 1); phase <= LAST_CORE; phase += 1) {
        await walker.phase(phase);
      }
      await end(walker);
    });
  } finally {
    console.log(`     ${row.slug}: ${walker.counted()}`);
    if (process.env.DW_KEEP) {
      console.log(`     kept: ${workspace.folder}`);
    } else {
      workspace.remove();
    }
  }
}

async function inWindow(walker, vsix, walk) {
  const session = await startSession({ folder: walker.workspace.folder, vsix: [vsix] });
  walker.opened(session, new Screen(session));
  try {
    await until('a window that trusts its folder', () => session.api((vscode) => vscode.workspace.isTrusted));
    await screenSettles(session);
    // Said to VS Code itself: as a window of a remote machine it takes settings that name programs from that machine's file.
    await session.api(async (vscode, settings) => {
      for (const [name, value] of Object.entries(settings)) {
        await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
      }
    }, SETTINGS);
    await walk();
  } catch (error) {
    await walker.shot('failed').catch(() => undefined);
    const log = session.channel('Destination Writer Server').slice(-2500);
    throw new Error(`${error.message}\nshown: ${JSON.stringify(await walker.screen.notifications().catch(() => []))}\n${log}`, { cause: error });
  } finally {
    await session.close();
  }
}

/** The palette's list is made when it opens; in a window that has just begun it lacks what is only trusted in a moment. */
const screenSettles = (session) => session.page.waitForTimeout(2000);

async function preflight(walker) {
  const { row, screen } = walker;
  await walker.command('Destination Writer: Open Preflight Checklist…');
  for (const words of row.pick) {
    await walker.choose(words);
  }
  await until('the checklist', () => walker.api((vscode) => vscode.window.activeTextEditor?.document.uri.path.endsWith('/preflight.yaml')));
  await until('what waits', async () => (await screen.diagnostics()).some(({ code }) => code === 'DW714'));
  const lenses = await screen.lenses((titles) => titles.some((title) => title.startsWith('Confirm all')));
  walker.check('the checklist says what waits, by section', lenses.some((title) => /^1\. Connection and client: confirm \d+/.test(title)), lenses);
  await walker.shot('checklist');
  for (const answer of row.answers) {
    await walker.answer(answer);
  }
  await walker.shot('answered');
  const wrong = (await screen.diagnostics()).filter(({ code }) => code === 'DW711' || code === 'DW712');
  walker.check('answers that nobody confirmed follow those that were given', wrong.length === 0, wrong);
  await walker.command('Destination Writer: Finish the Preflight');
  await walker.button('Confirm All and Finish');
  await walker.notification(/is finished\. What comes next is its connector/);
  await walker.shot('summary');
  const state = path.join(walker.workspace.connector, '.destination-writer', 'state.yaml');
  await until('the state on the disk', () => fs.existsSync(state));
  walker.check('the finished preflight is on the disk', fs.readFileSync(state, 'utf8').includes(`database: ${row.slug}`));
}

async function scaffold(walker) {
  await walker.button('Create the Connector…');
  if (walker.row.tests !== undefined) {
    await walker.choose(walker.row.tests);
  }
  await walker.button(/^Write \d+ Files$/);
  const { workspace } = walker;
  await until('the files on the disk', () => workspace.files().filter((name) => name.endsWith('.kt')).length > 20);
  await walker.saved();
  const tree = await walker.screen.tree('destinationWriter.phases', (all) => all.some(({ description }) => /open stub/.test(description)));
  walker.check('the phases are shown', tree.filter(({ level }) => level === 1).length === 12, tree);
  await walker.shot('created');
}

async function resume(walker) {
  await walker.command('Destination Writer: Show Where I Stand and What Comes Next');
  const page = await walker.page('/resume.md');
  walker.check('resumed by code and results alone', /Welcome back/.test(page), page);
  await walker.shot('resumed');
}

async function end(walker) {
  await walker.skip(10, 'The source has no CDC yet.');
  await walker.skip(11, 'The volumes are small.');
  await walker.shot('skipped');
  await walker.lastCheckpoint();
  await walker.command('Destination Writer: Show Checklists');
  const page = await walker.page('/checklists/all.md');
  walker.check('the checklists know that all phases are complete', /All are complete/.test(page), page.slice(0, 800));
  await walker.shot('checklists');
}
