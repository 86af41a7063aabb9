// Walks a connector with open stubs in a real VS Code with nothing but the packaged extension installed.
//   node tests/clients/vscode/scenario.mjs [VSIX] [folder for screenshots] [--only PART]
// PART is scenario (what runs without the option), clicks, rules, talk, journeys, or journeys:SLUG,SLUG of journeys.mjs.
// Prints a line for each check; exit status 0 when all of them passed.
import fs from 'node:fs';
import path from 'node:path';
import { Checks } from './checks.mjs';
import { clicks } from './clicks.mjs';
import { EmptyWorkspace, journey } from './journey.mjs';
import { journeys } from './journeys.mjs';
import { rules, WholeConnector } from './rules.mjs';
import { runs } from './runs.mjs';
import { Screen } from './screen.mjs';
import { startSession } from './session.mjs';
import { sql } from './sql.mjs';
import { startModel, talk } from './talk.mjs';
import { until } from './wait.mjs';
import { wiring } from './wiring.mjs';
import { FILES, Workspace } from './workspace.mjs';

const project = path.join(import.meta.dirname, '..', '..', '..');
const only = process.argv.includes('--only') ? process.argv.at(process.argv.indexOf('--only') + 1) ?? '' : 'scenario';
const [given, folder] = process.argv.slice(2).filter((word, at, all) => word !== '--only' && all[at - 1] !== '--only');
const vsix = path.resolve(given ?? path.join(project, 'vscode-client', 'destination-writer.vsix'));
const shots = path.resolve(folder ?? path.join(import.meta.dirname, 'shots'));
const EXTENSION = 'destination-writer.destination-writer';
const PHASES = 'destinationWriter.phases';

const checks = new Checks();
const check = checks.check.bind(checks);

async function main() {
  if (!fs.existsSync(vsix)) {
    throw new Error(`${vsix} is missing: run \`npm run package\` in vscode-client first`);
  }
  fs.rmSync(shots, { recursive: true, force: true });
  if (only.startsWith('journeys')) {
    await journeys({ vsix, shots, slugs: only.split(':')[1]?.split(',') ?? [] }, checks);
    return;
  }
  if (only === 'clicks') {
    await clickWalk();
    return;
  }
  if (only === 'rules') {
    await ruleWalk();
    return;
  }
  if (only === 'talk') {
    await talkWalk();
    return;
  }
  await trustedWalk();
  await clickWalk();
  await ruleWalk();
  await talkWalk();
  await journeyWalk();
  await restrictedWalk();
  await brokenWalk();
  console.log(`screenshots: ${shots}`);
}

/** A window on a fresh copy of the connector, with what `plant` puts into it; closed and removed at the end. */
async function withWindow({ plant = () => undefined, workspace = new Workspace(), ...options }, walk) {
  plant(workspace.folder);
  const session = await startSession({ folder: workspace.folder, vsix: [vsix], ...options });
  const screen = new Screen(session);
  try {
    await walk({ workspace, session, screen });
  } catch (error) {
    await screen.screenshot(shots, 'failed');
    check('the walk came to its end', false, `${error.message}\n${session.channel('Destination Writer').slice(-4000)}`);
  } finally {
    await session.close();
    workspace.remove();
  }
}

async function clickWalk() {
  await withWindow({}, async (window) => {
    checks.onFailure = (part) => window.screen.screenshot(shots, `failed-${part.replaceAll(' ', '-')}`);
    await checks.part('commands beside the walk', () => clicks(window, check, (name) => window.screen.screenshot(shots, name)));
  });
}

async function ruleWalk() {
  const writer = path.join(project, '.venv', 'bin', 'destination-writer');
  await withWindow({ workspace: new WholeConnector(writer) }, async (window) => {
    checks.onFailure = (part) => window.screen.screenshot(shots, `failed-${part.replaceAll(' ', '-')}`);
    await checks.part('rules', () => rules(window, check, (name) => window.screen.screenshot(shots, name)));
  });
}

async function talkWalk() {
  const workspace = new Workspace();
  const model = await startModel(workspace.scratch);
  // Proposals are proven without a compiler here, which takes long to start.
  const env = { ANTHROPIC_BASE_URL: model.address, ANTHROPIC_API_KEY: undefined, DESTINATION_WRITER_KOTLIN: 'none' };
  try {
    await withWindow({ workspace, env }, async (window) => {
      checks.onFailure = (part) => window.screen.screenshot(shots, `failed-${part.replaceAll(' ', '-')}`);
      await checks.part('talk', () => talk(window, check, (name) => window.screen.screenshot(shots, name)));
    });
  } finally {
    model.close();
  }
}

async function journeyWalk() {
  await withWindow({ workspace: new EmptyWorkspace() }, async (window) => {
    await checks.part('journey', () => journey(window, check, (name) => window.screen.screenshot(shots, name)));
  });
}

const stubs = async (screen, file) =>
  (await screen.diagnostics()).filter((one) => one.code === 'DW101' && one.file === file);

async function trustedWalk() {
  await withWindow({}, async (window) => {
    checks.onFailure = (part) => window.screen.screenshot(shots, `failed-${part.replaceAll(' ', '-')}`);
    await checks.part('first start', () => firstStart(window));
    await checks.part('reading', () => reading(window));
    await checks.part('phases', () => phases(window));
    await checks.part('writing', () => writing(window));
    await checks.part('a whole phase', () => wholePhase(window));
    await checks.part('results', () => results(window));
    await checks.part('runs', () => runs(window, check, (name) => window.screen.screenshot(shots, name)));
    await checks.part('pages and debugging', () => pages(window));
    await checks.part('wiring', () => wiring(window, check, (name) => window.screen.screenshot(shots, name)));
    await checks.part('sql', () => sql(window, check, (name) => window.screen.screenshot(shots, name)));
    await checks.part('reload', () => reload(window));
  });
}

async function firstStart({ session, screen }) {
  await screen.open(FILES.generator);
  const progress = await until('the progress of the first start', async () =>
    (await screen.notifications()).find((text) => text.includes('Destination Writer')));
  check('the first start shows its progress', /Python|packages|server/i.test(progress), progress);
  await screen.screenshot(shots, '01-first-start');
  check('Kotlin is coloured without a Kotlin extension', (await until('colours', async () => {
    const colors = await screen.tokenColors();
    return colors > 3 && colors;
  })) > 3);
  await until('the server', () => session.channel('Destination Writer.').includes('is ready'), { seconds: 240 });
  const log = session.channel('Destination Writer.');
  check('the server runs in an environment made from the carried wheel', /made the environment of .*globalStorage/.test(log), log);
  await until('the stubs', async () => (await stubs(screen, FILES.generator)).length === 4);
  const servers = session.processes().filter(({ command }) => / -m destination_writer serve/.test(command));
  check('one server runs, shut off from the opened folder', servers.length === 1 && servers[0].command.includes(' -I '), servers);
}

async function reading({ session, screen }) {
  const rows = await screen.problems((all) => all.filter(({ code }) => code === 'DW101').length === 4);
  check('Problems: the stubs on their lines', rows.map(({ line }) => line).join() === '12,15,20,22', rows);
  check('Problems: the phase is named', rows[0].message.includes('hase 2') && rows[3].message.includes('hase 3'), rows);
  await screen.screenshot(shots, '02-problems');

  const hover = await screen.hover('Phase 2: look it up');
  check('hover on a stub: what the phase asks for', /Phase 2/.test(hover) && hover.length > 80, hover);
  await screen.screenshot(shots, '03-hover-stub');
  await screen.escape();
  const lenses = await screen.lenses((titles) => titles.length >= 4);
  check('code lenses on stubs', lenses.some((title) => /Phase 2/.test(title)), lenses);

  await screen.open(FILES.client);
  await until('the stubs of the client', async () => (await stubs(screen, FILES.client)).length === 10);
  const type = await screen.hover(': TableOperationsClient');
  check('hover on a CDK type: what it is', /TableOperationsClient/.test(type) && type.length > 120, type);
  await screen.screenshot(shots, '04-hover-type');
  await screen.escape();

  await screen.goTo('TableOperationsClient {');
  await session.command('editor.action.revealDefinition');
  const page = await until('the page about the type', () => session.api((vscode) => {
    const document = vscode.window.activeTextEditor?.document;
    return document?.uri.scheme === 'destination-writer' && document.getText();
  }));
  check('definition of a CDK type: a page about its contract', page.includes('TableOperationsClient') && page.length > 500, page);
  await screen.screenshot(shots, '05-page');
  await session.command('workbench.action.closeActiveEditor');
}

async function phases({ screen }) {
  const rows = await screen.tree(PHASES, (all) => all.filter(({ level }) => level === 1).length >= 12);
  const top = rows.filter(({ level }) => level === 1);
  check('Phases: all twelve, in order', top.map(({ label }) => parseInt(label, 10)).join() === '0,1,2,3,4,5,6,7,8,9,10,11', top);
  const active = top.filter(({ description }) => /current|blocked/.test(description));
  check('Phases: one is current, and says what blocks it', active.length === 1 && /blocker/.test(active[0].description), rows);
  check('Phases: open stubs are counted', /4 open stubs/.test(top[2].description), top[2]);
  const bar = await until('the item in the status bar', async () => (await screen.statusBar()).find((text) => /^Phase \d/.test(text)));
  check('status bar: the current phase and its blockers', /^Phase \d+ · .*blocker/.test(bar), bar);
  await screen.screenshot(shots, '06-phases');
}

async function writing({ session, screen }) {
  await session.command('workbench.action.closePanel'); // the whole file on the screen
  await screen.open(FILES.generator);
  const titles = await screen.quickFixes('TODO("Phase 2: look it up');
  check('quick fix: offered on the stub', titles.some((title) => /namespaceExists/.test(title)), titles);
  await screen.screenshot(shots, '07-quick-fix');
  await screen.chooseQuickFix(titles.find((title) => /namespaceExists/.test(title)));
  await until('the body', async () => !(await screen.text()).includes('look it up'));
  const text = await screen.text();
  check('quick fix: the body is written', /fun namespaceExists[\s\S]*?information_schema|fun namespaceExists[\s\S]*?pg_namespace/.test(text), text);
  await until('the stub to go', async () => (await stubs(screen, FILES.generator)).length === 3);
  await screen.screenshot(shots, '08-written');

  await screen.goTo('TODO("Phase 2")');
  await screen.palette('Destination Writer: Implement Stub at Cursor');
  await until('the second body', async () => /CREATE SCHEMA IF NOT EXISTS/.test(await screen.text()));
  check('command: the stub at the cursor is written', true);

  await screen.goTo('countTable');
  await screen.lenses((titles) => titles.some((title) => title.startsWith('2 of 4 done')));
  await screen.clickLens('Phase 3', 'fun countTable');
  await until('the third body', async () => !/countTable.*TODO/.test(await screen.text()));
  check('code lens: a click writes the stub', true);
  await session.command('workbench.action.files.saveAll');
}

async function wholePhase({ session, screen }) {
  await session.command('workbench.action.closeAllEditors');
  await screen.palette('Destination Writer: Implement Stubs of a Phase');
  const pick = screen.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Phase 3' });
  await pick.waitFor();
  await screen.screenshot(shots, '09-choose-phase');
  await pick.click();
  await screen.answer('Look at Each First', () => screen.screenshot(shots, '10-asked'));
  const files = await screen.confirmPreview(() => screen.screenshot(shots, '10-preview'));
  check('a whole phase is shown before it lands', files.join() === 'PostgresAirbyteClient.kt,PostgresSqlGenerator.kt', files);
  await until('the stubs of phase 3 to go', async () =>
    !(await screen.diagnostics()).some(({ code, message }) => code === 'DW101' && /hase 3/.test(message)));
  check('a whole phase is written once it is confirmed', true);
  await screen.screenshot(shots, '11-phase-written');
  await session.command('workbench.action.files.saveAll');
  // VS Code saves the files of a previewed edit by itself, a moment later: results must not be older than these.
  await until('every file to be saved', () => session.api((vscode) => vscode.workspace.textDocuments.every((one) => !one.isDirty)));
}

async function results({ workspace, screen }) {
  await screen.open(FILES.suite);
  workspace.resultsArrive();
  const failure = await until('the failure', async () =>
    (await screen.diagnostics()).find(({ file, severity }) => file === FILES.suite && severity === 'Error'));
  const { line } = await screen.goTo('fun `create and drop namespaces`');
  check('results: the failure is on the line of its test', failure.line === line, failure);
  check('results: it says what the database said', failure.message.includes('syntax error at or near'), failure);
  const hover = await screen.hover('create and drop namespaces`()');
  check('results: hover shows the cause and the fix', /syntax error/.test(hover), hover);
  await screen.screenshot(shots, '12-results');
  await screen.escape();
  await screen.tree(PHASES, (all) => all.length >= 12);
  await screen.expand('2 · Namespace operations');
  const named = (all) => all.some(({ label }) => /test `create and drop namespaces`.* failed.*blocker/.test(label));
  check('results: the failing test blocks its phase, in the tree', named(await screen.tree(PHASES, named)));
  await screen.screenshot(shots, '13-blocked');
}

async function pages({ session, screen }) {
  await session.command('destinationWriter.debugInformation');
  const text = await until('the debug information', async () => {
    const shown = await screen.text();
    return shown.includes('debug information') && shown;
  });
  check('debug information: server and versions', /\| State \| ready, version /.test(text) && /Server features .*destinationWriter/.test(text), text);
  await session.command('workbench.action.revertAndCloseActiveEditor');
  await session.command('destinationWriter.openWalkthrough');
  await screen.page.locator('.gettingStartedContainer', { hasText: 'Build a destination connector' }).waitFor();
  check('the walkthrough opens', true);
  await screen.screenshot(shots, '14-walkthrough');
}

async function reload({ session, screen }) {
  await screen.page.reload();
  await screen.page.locator('.monaco-workbench .part.statusbar').waitFor();
  await until('the extension after a reload', () => session.api((vscode, id) => vscode.extensions.getExtension(id)?.isActive, EXTENSION));
  await until('the environment to be reused', () => /using the environment of/.test(session.channel('Destination Writer.')));
  check('a reload reuses the environment', true);
  await screen.open(FILES.client);
  await until('one server', () => session.processes().filter(({ command }) => / -m destination_writer serve/.test(command)).length === 1);
  check('a reload leaves one server', true);
}

/** A workspace that is not trusted: read, not written; its own idea of a server is ignored. */
async function restrictedWalk() {
  const plant = (folder) => {
    fs.mkdirSync(path.join(folder, '.vscode'));
    fs.writeFileSync(path.join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'destinationWriter.server.path': '/tmp/planted' }));
  };
  await withWindow({ trusted: false, plant }, async ({ session, screen }) => {
    await checks.part('restricted mode', async () => {
      await screen.open(FILES.generator);
      await until('the stubs', async () => (await stubs(screen, FILES.generator)).length === 4, { seconds: 240 });
      check('restricted: stubs are shown, by the server of the extension', !session.channel('Destination Writer.').includes('planted'));
      const titles = await screen.quickFixes('TODO("Phase 2")');
      check('restricted: nothing is offered that writes', !titles.some((title) => /createNamespace/.test(title)), titles);
      await screen.screenshot(shots, '15-restricted');
      await session.command('destinationWriter.runCurrentCheckpoint');
      const refusal = await until('the refusal', async () => (await screen.notifications()).find((text) => text.includes('trusted')));
      check('restricted: nothing runs', /Tests are run only in a trusted workspace/.test(refusal), refusal);
    });
  });
}

/** A start that fails: one message, which names the setting and the remedy. Beside another Kotlin extension. */
async function brokenWalk() {
  const settings = { 'destinationWriter.server.python': '/nowhere/python3' };
  const unpacked = [path.join(import.meta.dirname, 'other-kotlin')];
  await withWindow({ settings, unpacked }, async ({ session, screen }) => {
    await checks.part('a start that fails', async () => {
      await screen.open(FILES.generator);
      const [message, ...others] = await until('the message', async () => {
        const all = await screen.notifications();
        return all.length > 0 && all;
      });
      check('failed start: one message, with the setting and the remedy', others.length === 0
        && /destinationWriter\.server\.python.*Correct the setting/.test(message), [message, ...others]);
      await session.command(`${PHASES}.focus`);
      const welcome = await until('the welcome text', () => screen.welcome());
      check('failed start: the view says that it is a blocker', /blocker/.test(welcome), welcome);
      await screen.screenshot(shots, '16-failed-start');
      await session.api((vscode) => vscode.workspace.getConfiguration('destinationWriter').update('server.python', '', true));
      await until('the stubs after the setting is corrected', async () => (await stubs(screen, FILES.generator)).length === 4, { seconds: 240 });
      check('correcting the setting starts the server', true);
      const language = await session.api((vscode) => vscode.window.activeTextEditor.document.languageId);
      check('beside another Kotlin extension: one language, coloured', language === 'kotlin' && (await screen.tokenColors()) > 3, language);
      await session.command('destinationWriter.debugInformation');
      const text = await until('the debug information', async () => {
        const shown = await screen.text();
        return shown.includes('debug information') && shown;
      });
      check('debug information names the other Kotlin extension', text.includes('other-kotlin'), text);
    });
  });
}

try {
  await main();
} catch (error) {
  check('the scenario came to its end', false, error.message);
}
process.exit(checks.close());
