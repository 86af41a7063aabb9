// The wiring: lenses that tell of the other end, the picture, and the way from the picture into the code.
import { until } from './wait.mjs';

const SOURCES = 'src/main/kotlin/io/airbyte/integrations/destination/postgres';

/** In the frame of the picture, once it is there. */
async function picture(page) {
  return until('the picture of the wiring', async () => {
    for (const frame of page.frames()) {
      if (await frame.locator('svg .class').first().isVisible().catch(() => false)) {
        return frame;
      }
    }
    return undefined;
  });
}

const CLIENT = { file: `${SOURCES}/client/PostgresAirbyteClient.kt`, name: 'PostgresAirbyteClient' };

/** `bean` is a class that is injected somewhere. */
export async function wiring({ session, screen }, check, shot, bean = CLIENT) {
  await screen.open(bean.file);
  await screen.goTo(`class ${bean.name}`);
  const lenses = await screen.lenses((titles) => titles.some((title) => title.includes('injected into')));
  check('a bean tells where it is injected', lenses.some((title) => /injected into \d+ places?/.test(title)), lenses.join(' | '));
  await screen.palette('Destination Writer: Show the Wiring');
  const frame = await picture(session.page);
  check('the picture has boxes and arrows', await frame.locator('svg path.arrow').count() > 0 && await frame.locator('svg rect').count() > 1);
  await shot('wiring');
  await frame.locator('svg a:has(rect) text', { hasText: new RegExp(`^${bean.name}$`) }).first().click();
  const opened = await until('the bean to be opened', () => session.api((vscode, name) => {
    const editor = vscode.window.activeTextEditor;
    const line = editor?.document.lineAt(editor.selection.active.line).text ?? '';
    return line.includes(`class ${name}`) ? line : undefined;
  }, bean.name));
  check('a click on a box opens the bean', opened.includes(bean.name), opened);
  await shot('wiring-opened');
}
