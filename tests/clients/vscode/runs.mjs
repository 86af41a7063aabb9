// Runs of checkpoints and tests in a real VS Code: commands, status bar, test explorer, output, verdict.
import { until } from './wait.mjs';
import { FILES } from './workspace.mjs';

const SUITE = 'io.airbyte.integrations.destination.postgres.component.PostgresTableOperationsTest';
const CONNECT = 'connect to database';
const NAMESPACES = 'create and drop namespaces';
const TESTS = { [SUITE]: [CONNECT, NAMESPACES] };
const REFUSED = {
  type: 'org.postgresql.util.PSQLException',
  message: 'ERROR: syntax error at or near "SCHMA"',
  frames: ['io.airbyte.integrations.destination.postgres.client.PostgresAirbyteClient.createNamespace(PostgresAirbyteClient.kt:30)'],
};

/** Whether a row of the explorer has this outcome. */
const row = (rows, label, state) => rows.some((one) => one.text.includes(label) && one.states.includes(state));

export async function runs({ workspace, session, screen }, check, shot) {
  const { page } = screen;
  const running = (text) => until(`the status bar to say ${text}`, async () => (await screen.statusBar()).find((item) => text.test(item)));

  /** Rows of the test explorer once `enough` says so: {text, states}. */
  const explorer = async (enough, what) => {
    await session.command('workbench.view.testing.focus');
    const rows = page.locator('.test-explorer .monaco-list-row').filter({ visible: true });
    return until(what, async () => {
      const read = await rows.evaluateAll((all) => all.map((one) => ({
        text: one.textContent.replaceAll('\u00a0', ' ').trim(),
        states: [...one.querySelectorAll('[class*="codicon-testing-"]')].map((icon) => /codicon-testing-(\w+)/.exec(icon.className)?.[1]),
      })));
      return enough(read) ? read : undefined;
    });
  };
  const runPhase2 = async () => {
    await screen.palette('Destination Writer: Run Checkpoint of a Phase');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Phase 2' }).click();
  };

  await session.command('workbench.action.closeAllEditors');
  await screen.open(FILES.suite);
  await explorer((all) => all.some(({ text }) => text.includes('PostgresTableOperationsTest')), 'the classes in the test explorer');
  await session.command('testing.expandAll').catch(() => undefined);
  const [suite] = await page.locator('.test-explorer .monaco-list-row', { hasText: 'PostgresTableOperationsTest' }).all();
  if ((await suite.getAttribute('aria-expanded')) === 'false') {
    await suite.locator('.monaco-tl-twistie').click();
  }
  const listed = await explorer((all) => all.some(({ text }) => text.includes(NAMESPACES)), 'the tests in the test explorer');
  check('tests: listed with phase and state', listed.some(({ text }) => text.includes('insert records') && /Phase 3 · missing/.test(text)), listed);
  await shot('17-test-explorer');

  workspace.plans({ tests: TESTS, fails: { [NAMESPACES]: REFUSED }, holds: [CONNECT] });
  await runPhase2();
  const bar = await running(/Checkpoint of Phase 2 · 1\/2 tests/);
  check('run: the status bar says how far it is', /1\/2 tests/.test(bar), bar);
  const live = await explorer((all) => row(all, NAMESPACES, 'failed') && row(all, CONNECT, 'loading') || all.some(({ text, states }) =>
    text.includes(NAMESPACES) && states.includes('failed')), 'the failure while the run goes on');
  check('run: the first failure shows while others run', workspace.builds().length > 0, live);
  await shot('18-running');
  await screen.palette('Destination Writer: Cancel Run');
  await running(/^Phase \d/);
  check('cancel: no process of the build is left', workspace.builds().length === 0, workspace.builds());
  const said = await until('the word about the cancel', async () => (await screen.notifications()).find((text) => text.includes('cancelled')));
  check('cancel: what it means is said', /counts as missing/.test(said), said);
  await shot('19-cancelled');
  await session.command('notifications.clearAll');

  workspace.plans({ tests: TESTS, fails: { [NAMESPACES]: REFUSED } });
  await runPhase2();
  const verdict = await until('the verdict', () => {
    const [, , second] = session.channel('Destination Writer Runs').split('Phase 2 Validation Results');
    return second?.includes('We CANNOT proceed') && second;
  });
  check('verdict: the output names the blocker', /✗ create and drop namespaces \(FAIL\)[\s\S]*BLOCKER: /.test(verdict), verdict);
  const failure = await until('the failure', async () =>
    (await screen.diagnostics()).find(({ file, message }) => file === FILES.suite && message.includes('SCHMA')));
  const { line } = await screen.goTo(`fun \`${NAMESPACES}\``);
  check('verdict: the failure is on the line of its test', failure.line === line, failure);
  await explorer((all) => row(all, NAMESPACES, 'failed') && row(all, CONNECT, 'passed'), 'both outcomes in the test explorer');
  check('test explorer: each test has its outcome', true);
  await shot('20-verdict');

  await session.command('workbench.panel.testResults.view.focus');
  await page.locator('.test-output-peek-tree .monaco-list-row', { hasText: 'Root cause' }).first().waitFor();
  check('test results: cause and fix stand beside the failure', true);
  await shot('21-test-results');

  workspace.plans({ tests: TESTS });
  await session.command('notifications.clearAll');
  await screen.focusEditor();
  await screen.goTo(`super.\`${NAMESPACES}\``);
  await session.command('testing.runAtCursor');
  await explorer((all) => row(all, NAMESPACES, 'passed'), 'the pass in the test explorer');
  await until('the failure to go', async () => !(await screen.diagnostics()).some(({ message }) => message.includes('SCHMA')));
  check('test explorer: the test at the cursor runs, and its failure goes', true);
  const word = await until('the word about the run', async () => (await screen.notifications()).find((text) => text.includes('The tests passed')));
  check('a passing test alone does not open the gate', /complete only after its whole checkpoint/.test(word), word);
  await shot('22-passed');
  await session.command('notifications.clearAll');

  const runsSoFar = () => session.channel('Destination Writer Runs').split('BUILD SUCCESSFUL').length;
  const before = runsSoFar();
  await screen.palette('Test: Start Continuous Run');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Gradle' }).click();
  await page.keyboard.press('Enter');
  const stop = page.locator('.sidebar .action-label.codicon-testing-turn-continuous-run-off').first();
  await stop.waitFor();
  check('continuous run: nothing runs before a save', runsSoFar() === before);
  await screen.focusEditor();
  await screen.goTo('package');
  await page.keyboard.type('// saved\n');
  await session.command('workbench.action.files.save');
  await until('the run after the save', () => runsSoFar() > before);
  check('continuous run: a save runs the tests again', true);
  await screen.palette('Test: Stop Continuous Run');
  await running(/^Phase \d/);
}
