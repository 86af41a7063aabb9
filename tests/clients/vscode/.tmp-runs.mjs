import path from 'node:path';
import { Checks } from './checks.mjs';
import { runs } from './runs.mjs';
import { Screen } from './screen.mjs';
import { startSession } from './session.mjs';
import { until } from './wait.mjs';
import { FILES, Workspace } from './workspace.mjs';
const project = path.join(import.meta.dirname, '..', '..', '..');
const checks = new Checks();
const check = checks.check.bind(checks);
const shots = '/tmp/v4shots';
const workspace = new Workspace();
workspace.resultsArrive();
const session = await startSession({ folder: workspace.folder, vsix: [path.join(project, 'vscode-client', 'destination-writer.vsix')],
  settings: { 'destinationWriter.server.path': path.join(project, '.venv/bin/destination-writer') } });
const screen = new Screen(session);
try {
  await screen.open(FILES.generator);
  await until('the server', () => session.channel('Destination Writer.').includes('is ready'), { seconds: 120 });
  await until('stubs', async () => (await screen.diagnostics()).some(({ code }) => code === 'DW101'));
  await checks.part('runs', () => runs({ workspace, session, screen }, check, (name) => screen.screenshot(shots, name)));
} catch (error) {
  check('end', false, error.message);
}
await screen.screenshot(shots, 'last');
console.log(session.channel('Destination Writer').slice(-3000));
await session.close();
workspace.remove();
process.exit(checks.close());
