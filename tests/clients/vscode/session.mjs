// One real VS Code, started on a folder and shown in headless Chromium. It owns the processes and the scratch folder;
// screen.mjs reads and touches what is shown.
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { browser as browserPath, places } from './home.mjs';
import { until } from './wait.mjs';

const here = import.meta.dirname;

/** Nothing that moves, phones home or covers what a test looks at. */
const QUIET = {
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.menuBarVisibility': 'compact',
  'workbench.editor.enablePreview': false,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Starts VS Code and waits until its extension host answers.
 * @param {{folder: string, vsix?: string[], unpacked?: string[], settings?: object, env?: object, trusted?: boolean}} options
 *   `unpacked` are folders of extensions that have only declarations; `env` is added for the extension host, and so for language servers; an undefined value takes a variable away.
 */
export async function startSession({ folder, vsix = [], unpacked = [], settings = {}, env = {}, trusted = true }) {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'dw-vscode-'));
  const session = new Session(scratch, fs.realpathSync(folder));
  try {
    await session.start({ vsix, unpacked, settings, env, trusted });
    return session;
  } catch (error) {
    error.message += `\nThe end of VS Code's log:\n${session.log().slice(-3000)}`;
    await session.close();
    throw error;
  }
}

export class Session {
  constructor(scratch, folder) {
    this.scratch = scratch;
    this.folder = folder;
    this.socket = path.join(scratch, 'driver.socket');
    this.userData = path.join(scratch, 'user-data');
    this.extensions = path.join(scratch, 'extensions');
  }

  async start({ vsix, unpacked, settings, env, trusted }) {
    this.#prepare({ ...QUIET, 'security.workspace.trust.enabled': !trusted, ...settings }, [path.join(here, 'driver'), ...unpacked]);
    const environment = this.#environment(env);
    const common = ['--config', path.join(this.scratch, 'config.yaml'), '--user-data-dir', this.userData,
      '--extensions-dir', this.extensions];
    for (const file of vsix) {
      await promisify(execFile)(places.node, [places.codeServer, ...common, '--install-extension', file], { env: environment });
    }
    const output = fs.openSync(path.join(this.scratch, 'server.log'), 'a');
    const flags = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check',
      '--disable-getting-started-override', '--idle-timeout-seconds', '120', ...(trusted ? ['--disable-workspace-trust'] : [])];
    // A process group of its own: closing it ends the extension host and the language server too.
    this.server = spawn(places.node, [places.codeServer, ...common, ...flags, this.folder],
      { env: environment, cwd: this.scratch, detached: true, stdio: ['ignore', output, output] });
    fs.closeSync(output);
    this.endWithUs = () => {
      this.#signal('SIGKILL');
      fs.rmSync(this.scratch, { recursive: true, force: true, maxRetries: 3 });
    };
    this.stopped = () => process.exit(130); // its `exit` event ends what was started here
    process.once('exit', this.endWithUs).once('SIGINT', this.stopped).once('SIGTERM', this.stopped);
    const address = await until('VS Code to listen', () => /listening on (http:\S+)/.exec(this.log())?.[1]);
    await this.#openBrowser(address);
    await until('the extension host', () => this.api((vscode) => vscode.version), { seconds: 90 });
  }

  #prepare(settings, unpacked) {
    fs.mkdirSync(path.join(this.userData, 'User'), { recursive: true });
    fs.writeFileSync(path.join(this.userData, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
    fs.writeFileSync(path.join(this.scratch, 'config.yaml'), 'auth: none\n');
    fs.mkdirSync(path.join(this.scratch, 'run'), { mode: 0o700 });
    for (const folder of unpacked) {
      const { publisher, name, version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
      fs.cpSync(folder, path.join(this.extensions, `${publisher}.${name}-${version}`), { recursive: true });
    }
  }

  #environment(extra) {
    const foreign = /^(VSCODE_|ELECTRON_|CODE_SERVER_|NODE_OPTIONS$|PORT$|PASSWORD$|HASHED_PASSWORD$|npm_(package|lifecycle)_)/;
    const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
    const all = {
      ...Object.fromEntries(kept),
      DW_TEST_SOCKET: this.socket,
      EXTENSIONS_GALLERY: '{}',
      XDG_RUNTIME_DIR: path.join(this.scratch, 'run'), // VS Code leaves sockets there
      ...extra,
    };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  }

  async #openBrowser(address) {
    const { chromium } = createRequire(path.join(places.modules, 'index.js'))('playwright-core');
    const profile = path.join(this.scratch, 'chromium');
    this.browser = await chromium.launch({
      executablePath: browserPath(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--force-device-scale-factor=1'],
      env: { ...process.env, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile },
    });
    const context = await this.browser.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce' });
    this.page = await context.newPage();
    this.page.setDefaultTimeout(60_000);
    const url = new URL(address);
    url.searchParams.set('folder', this.folder);
    await this.page.goto(url.href);
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
  }

  /** Runs `async (vscode, argument) => value` in the extension host. It sees nothing else; JSON goes in and out. */
  api(work, argument) {
    return new Promise((resolve, reject) => {
      const connection = net.connect(this.socket);
      let received = '';
      connection.setEncoding('utf8').setTimeout(60_000, () => connection.destroy(new Error('the extension host does not answer')));
      connection.on('connect', () => connection.write(`${JSON.stringify({ code: String(work), argument })}\n`));
      connection.on('data', (chunk) => { received += chunk; });
      connection.on('error', reject);
      connection.on('close', () => {
        if (!received.endsWith('\n')) {
          return reject(new Error('the extension host hung up'));
        }
        const { value, error } = JSON.parse(received);
        return error === undefined ? resolve(value) : reject(new Error(`in the extension host: ${error}`));
      });
    });
  }

  /** Runs a command by its id. What it returns is left behind: not all of it is JSON. */
  command(id, ...args) {
    return this.api(async (vscode, { id, args }) => { await vscode.commands.executeCommand(id, ...args); }, { id, args });
  }

  log() {
    const file = path.join(this.scratch, 'server.log');
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  }

  /** The text of an output channel, by the start of its name. */
  channel(name) {
    const logs = path.join(this.userData, 'logs');
    const files = fs.existsSync(logs) ? fs.readdirSync(logs, { recursive: true }) : [];
    return files
      .filter((file) => path.basename(file).replace(/^\d+-/, '').startsWith(name) && file.endsWith('.log'))
      .map((file) => fs.readFileSync(path.join(logs, file), 'utf8'))
      .join('');
  }

  /** Command lines of the processes of this VS Code. */
  processes() {
    const all = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
      try {
        const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return [{ pid: Number(pid), state, group: Number(group), command }];
      } catch {
        return []; // ended meanwhile
      }
    });
    return all.filter(({ group, state }) => group === this.server.pid && state !== 'Z');
  }

  async close() {
    await this.browser?.close();
    if (this.server !== undefined) {
      process.off('exit', this.endWithUs).off('SIGINT', this.stopped).off('SIGTERM', this.stopped);
      this.#signal('SIGTERM');
      await until('VS Code to end', () => this.processes().length === 0, { seconds: 5 }).catch(() => this.#signal('SIGKILL'));
    }
    fs.rmSync(this.scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  #signal(name) {
    try {
      process.kill(-this.server.pid, name);
    } catch {
      // the group is gone
    }
  }
}
