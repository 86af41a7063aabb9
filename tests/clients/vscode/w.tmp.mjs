import { startSession } from './session.mjs';
import { Screen } from './screen.mjs';
import { wiring } from './wiring.mjs';
import fs from 'node:fs';
const shots='/tmp/b7w/shots'; fs.mkdirSync(shots,{recursive:true});
const scratch = fs.mkdtempSync('/tmp/b7w/ws-');
const folder = scratch + '/destination-acmedb';
fs.cpSync('/tmp/acme/destination-acmedb', folder, {recursive:true});
const S='src/main/kotlin/io/airbyte/integrations/destination/acmedb';
const f = `${folder}/${S}/client/AcmedbSqlGenerator.kt`;
fs.writeFileSync(f, fs.readFileSync(f,'utf8').replace('@Singleton\n',''));
const g = `${folder}/${S}/schema/AcmedbTableSchemaMapper.kt`;
const session = await startSession({ folder, vsix: ['/tmp/b7w/W.vsix'], settings: {'workbench.colorTheme': 'Default Dark Modern'} });
const screen = new Screen(session);
const check = (what, is, more='') => console.log(is ? 'ok  ' : 'FAIL', what, is ? '' : more);
const shot = (name) => screen.screenshot(shots, name);
try {
  for (let i = 0; i < 5; i += 1) { try { await screen.open(`${S}/client/AcmedbAirbyteClient.kt`); await screen.goTo('class AcmedbAirbyteClient'); console.log(JSON.stringify(await screen.lenses((l) => l.some((t) => t.includes('injected'))))); break; } catch (e) { console.log('wait', e.message); } }
  await wiring({ session, screen }, check, shot, { asks: `${S}/client/AcmedbAirbyteClient.kt`, bean: 'AcmedbAirbyteClient' });
  await screen.clickLens('injected into 7 places', 'class AcmedbAirbyteClient').catch((e) => console.log('lens', e.message));
  await new Promise(r => setTimeout(r, 3000));
  await shot('peek');
} catch (e) { console.log('ERR', e.message); await shot('failed'); }
finally { await session.close(); }
