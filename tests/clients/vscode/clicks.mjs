// Commands beside the walk, each clicked once on the connector of the scenario: report, checklists, leaving a phase out and
// taking it up, taking back what was written, upgrade of the CDK, a method kept as a template.
import fs from 'node:fs';
import path from 'node:path';
import { until } from './wait.mjs';
import { FILES } from './workspace.mjs';

export async function clicks({ workspace, session, screen }, check, shot) {
  const { page: window } = screen;
  const said = (pattern) => until(`the message ${pattern}`, async () => (await screen.notifications()).find((text) => pattern.test(text)));
  const clear = () => session.command('notifications.clearAll');
  const input = window.locator('.quick-input-widget input[type=text]').filter({ visible: true });
  const state = () => fs.readFileSync(path.join(workspace.folder, '.destination-writer', 'state.yaml'), 'utf8');
  const ofPhase = (number, title) => screen.treeMenu('destinationWriter.phases', new RegExp(`^\\s*${number} · `), title);

  await screen.open(FILES.generator);
  await until('the stubs', async () => (await screen.diagnostics()).some(({ code }) => code === 'DW101'), { seconds: 240 });

  await screen.palette('Destination Writer: Show the Report');
  await until('the report', () => session.api((vscode) => vscode.window.tabGroups.activeTabGroup.activeTab?.label.startsWith('Report: ')));
  await window.waitForTimeout(2500);
  await shot('40-report');
  check('report: opens in a tab of its own', true);

  await screen.palette('Destination Writer: Show Checklists');
  const lists = await until('the checklists', () => session.api((vscode) => vscode.workspace.textDocuments
    .find(({ uri }) => uri.path.endsWith('/checklists/all.md'))?.getText()));
  await window.waitForTimeout(2000);
  await shot('41-checklists');
  check('checklists: production, documentation, pull request', /[Pp]roduction[\s\S]*[Dd]ocumentation[\s\S]*[Pp]ull/.test(lists), lists.slice(0, 400));

  await ofPhase(11, 'Skip This Phase…');
  await input.waitFor();
  await window.keyboard.press('Enter');
  await shot('42-reason-needed');
  await input.fill('The volumes are small.');
  await window.keyboard.press('Enter');
  check('skip: says what it means', /Phase 11 is marked as skipped/.test(await said(/Phase 11 is marked/)));
  await shot('43-skipped');
  check('skip: the reason is kept', state().includes('The volumes are small.'), state());
  await clear();
  await until('the phase to be shown as skipped', async () => (await screen.tree('destinationWriter.phases', () => true))
    .some(({ label, description }) => label.startsWith('11 ·') && description.startsWith('skipped')));
  await ofPhase(11, 'Take This Phase Up Again');
  await said(/Phase 11 counts again/);
  await shot('44-taken-up');
  check('skip: taken back', !state().includes('The volumes are small.'), state());
  await clear();

  const before = fs.readFileSync(path.join(workspace.folder, FILES.generator), 'utf8');
  await ofPhase(2, 'Implement Stubs of This Phase');
  await until('phase 2 to be written', async () => {
    const button = window.locator('.notification-list-item .monaco-button', { hasText: /^Write/ }).first();
    if (await button.isVisible()) {
      await button.click();
    }
    await session.command('workbench.action.files.saveAll');
    return !(await screen.diagnostics()).some(({ code, message }) => code === 'DW101' && /hase 2\b/.test(message));
  });
  await shot('45-written');
  await until('the log of changes', () => fs.existsSync(path.join(workspace.folder, '.destination-writer', 'history', 'changes.jsonl')));
  await clear();
  await ofPhase(2, 'Take This Phase Back');
  await screen.answer('Take back', () => shot('46-take-back-asks'));
  await until('what was written to be gone', async () => {
    await session.command('workbench.action.files.saveAll');
    return fs.readFileSync(path.join(workspace.folder, FILES.generator), 'utf8') === before;
  });
  await shot('47-taken-back');
  check('take back: the file is as it was', true);
  await clear();

  await screen.open(FILES.client);
  await screen.goTo('TODO("Phase 2');
  await screen.palette('Destination Writer: Remember This Fix');
  const none = await until('why no fix can be remembered', async () => (await screen.notifications())[0]);
  await shot('48-no-fix');
  check('remember a fix: says what is missing', none.length > 20, none);
  await clear();
  await screen.palette('Destination Writer: Remember This Method as a Template');
  const stub = await until('why a stub is no template', async () => (await screen.notifications())[0]);
  await shot('49-no-method');
  check('remember a method: says why a stub is none', stub.length > 20, stub);
  await clear();

  await screen.palette('Destination Writer: Upgrade the CDK…');
  await input.waitFor();
  await shot('50-upgrade-asks');
  await window.keyboard.press('Enter');
  const answer = await until('what the upgrade says', async () => (await screen.notifications())[0]);
  await shot('51-upgrade');
  check('upgrade: asks first, or says why there is nothing', answer.length > 20, answer);
}
