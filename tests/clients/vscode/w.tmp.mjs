import { startSession } from './session.mjs';
import { Screen } from './screen.mjs';
import { Workspace } from './workspace.mjs';
import { until } from './wait.mjs';
import fs from 'node:fs';
const shots='/tmp/b7w/shots'; fs.mkdirSync(shots,{recursive:true});
const workspace = { scratch: fs.mkdtempSync('/tmp/b7w/ws-') };
workspace.folder = workspace.scratch + '/destination-acmedb';
fs.cpSync('/tmp/acme/destination-acmedb', workspace.folder, {recursive:true});
const S='src/main/kotlin/io/airbyte/integrations/destination/acmedb';
const session = await startSession({ folder: workspace.folder, vsix: ['/tmp/b7w/W.vsix'] });
const screen = new Screen(session);
try {
  await screen.open(`${S}/write/AcmedbWriter.kt`);
  await until('lenses', async () => (await screen.lenses(1)).length > 0, {seconds: 240});
  console.log(JSON.stringify(await screen.lenses(1)));
  await screen.screenshot(shots, 'lenses');
  await screen.palette('Destination Writer: Show the Wiring');
  await new Promise(r => setTimeout(r, 6000));
  await screen.screenshot(shots, 'wiring');
  await screen.open(`${S}/client/AcmedbAirbyteClient.kt`);
  await new Promise(r => setTimeout(r, 4000));
  console.log(JSON.stringify(await screen.lenses(1)));
  await screen.screenshot(shots, 'client');
} catch (e) { console.log('ERR', e.message); await screen.screenshot(shots, 'failed'); }
finally { await session.close(); }
