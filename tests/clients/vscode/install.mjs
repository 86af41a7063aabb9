// Installs the VS Code that the tests drive: code-server with its own Node, and Chromium when it is missing.
//   node install.mjs            does what is still to do; a second run does nothing
//   node install.mjs --check    exit status 0 when nothing is to do
// What is pinned stands in package-lock.json. An interrupted run goes on where it stopped.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { browser, home, places, which } from './home.mjs';

const here = import.meta.dirname;
const NATIVE = ['@vscode/spdlog', '@vscode/sqlite3', '@vscode/native-watchdog'];
const NPM_FLAGS = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
const LOCK_STALE_MS = 30 * 60_000;

const pins = createHash('sha256')
  .update(fs.readFileSync(path.join(here, 'package-lock.json')))
  .update(process.arch)
  .digest('hex');

const steps = [
  ['packages', 'code-server, its Node, and what drives it', installPackages],
  ['vscode', "VS Code's own packages", installVscodePackages],
  ['native', 'native modules (the longest step)', buildNative],
  ['verify', 'a first start', verify],
];

async function main() {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new Error(`VS Code can be tested on Linux x64 and arm64; this is ${process.platform} ${process.arch}`);
  }
  const check = process.argv.includes('--check');
  if (complete()) {
    console.log(`VS Code for the tests is in ${home}`);
    return;
  }
  if (check) {
    throw new Error(`not installed in ${home}: run node ${path.relative(process.cwd(), path.join(here, 'install.mjs'))}`);
  }
  fs.mkdirSync(home, { recursive: true });
  await exclusively(async () => {
    if (complete()) {
      return;
    }
    aptInstall();
    forgetOtherPins();
    for (const [name, text, step] of steps) {
      await once(name, text, step);
    }
  });
  console.log(`VS Code for the tests is in ${home}`);
}

function complete() {
  return browser() !== undefined && steps.every(([name]) => stamped(name));
}

function stamped(name) {
  const stamp = path.join(places.stamps, name);
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === pins;
}

async function once(name, text, step) {
  if (stamped(name)) {
    return;
  }
  const began = Date.now();
  process.stdout.write(`${text} ... `);
  await step();
  fs.mkdirSync(places.stamps, { recursive: true });
  fs.writeFileSync(path.join(places.stamps, name), pins);
  console.log(`${Math.round((Date.now() - began) / 1000)} s`);
}

/** What another lock file left behind is of no use. */
function forgetOtherPins() {
  const first = path.join(places.stamps, steps[0][0]);
  if (fs.existsSync(first) && fs.readFileSync(first, 'utf8') !== pins) {
    fs.rmSync(places.stamps, { recursive: true });
    fs.rmSync(places.app, { recursive: true, force: true });
  }
}

/** One installation at a time; a lock older than half an hour belongs to a run that died. */
async function exclusively(work) {
  const lock = path.join(home, 'installing');
  for (;;) {
    try {
      fs.mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') {
        throw error;
      }
      if (Date.now() - fs.statSync(lock).mtimeMs > LOCK_STALE_MS) {
        fs.rmSync(lock, { recursive: true });
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  const release = () => fs.rmSync(lock, { recursive: true, force: true });
  const stopped = () => { release(); process.exit(130); };
  process.once('SIGINT', stopped).once('SIGTERM', stopped);
  try {
    await work();
  } finally {
    release();
  }
}

/** Debian packages for the commands that are missing: needs root, or sudo that asks nothing. */
function aptInstall() {
  const wanted = [['npm', 'npm'], ['make', 'make'], ['g++', 'g++'], ['python3', 'python3']];
  const missing = wanted.filter(([command]) => which(command) === undefined).map(([, name]) => name);
  if (browser() === undefined) {
    missing.push('chromium', 'fonts-dejavu-core');
  }
  if (missing.length === 0) {
    return;
  }
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  const asRoot = process.getuid() === 0 ? [] : ['sudo', '-n'];
  const run = (line) => spawnSync(line[0], line.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  console.log(command.join(' '));
  if (!run([...asRoot, ...command]) && !(run([...asRoot, 'apt-get', 'update']) && run([...asRoot, ...command]))) {
    throw new Error(`these are missing, and could not be installed from here. As root: ${command.join(' ')}`);
  }
}

/** The environment without what an npm script or a VS Code terminal around us would bring in. */
function cleanEnvironment() {
  const foreign = /^(npm_(package|lifecycle|command|node)|npm_config_(ignore_scripts|global|prefix)|NODE_OPTIONS$|VSCODE_|ELECTRON_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** Runs a program to its end with its output in install.log; throws with the end of that output. */
function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const log = fs.createWriteStream(places.log, { flags: 'a' });
    let tail = '';
    const keep = (chunk) => { log.write(chunk); tail = (tail + chunk).slice(-2000); };
    const child = spawn(command, args, { cwd, env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      log.end();
      const line = [path.basename(command), ...args].join(' ');
      return code === 0 ? resolve(tail) : reject(new Error(`${line} ended with ${code} (${places.log}):\n${tail}`));
    });
  });
}

async function installPackages() {
  fs.rmSync(places.app, { recursive: true, force: true });
  fs.mkdirSync(places.app);
  for (const name of ['package.json', 'package-lock.json']) {
    fs.copyFileSync(path.join(here, name), path.join(places.app, name));
  }
  await run('npm', ['ci', ...NPM_FLAGS], places.app);
}

/** code-server carries VS Code without its node_modules, but with shrinkwrap files that pin them. */
async function installVscodePackages() {
  for (const folder of [places.vscode, path.join(places.vscode, 'extensions')]) {
    await run('npm', ['install', '--omit=dev', ...NPM_FLAGS], folder);
  }
}

/** Only what VS Code cannot start without; the other native packages come ready-built or are not used here. */
async function buildNative() {
  await Promise.all(NATIVE.map((name) => run(
    places.node,
    [places.nodeGyp, 'rebuild', '--nodedir', places.nodePackage, '--jobs', 'max'],
    path.join(places.vscode, 'node_modules', name),
  )));
}

async function verify() {
  const modules = [...NATIVE, '@parcel/watcher', 'node-pty'];
  await run(places.node, ['-e', `for (const name of ${JSON.stringify(modules)}) require(name)`], places.vscode);
  await run(places.node, [places.codeServer, '--version'], places.app);
  await run(browser(), ['--version', '--no-sandbox'], home);
}

try {
  await main();
} catch (error) {
  console.error(`BLOCKER: ${error.message}`);
  process.exit(1);
}
