import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { ensureEnvironment, forgetEnvironment, readServerPackage, type EnvironmentWish } from '../common/environment';
import { EnvironmentError } from '../common/environmentModel';

/**
 * A stand-in for Python: answers the probe, "makes" an environment by putting itself there, notes every call in
 * `calls`, and fails at what the file `fails` names.
 */
const STAND_IN = `#!/bin/sh
home=HOME_FOLDER
echo "$*" >> "$home/calls"
case "$*" in
  *"-m venv "*) for folder; do :; done; mkdir -p "$folder/bin"; cp "$0" "$folder/bin/python" ;;
  *"-m pip "*) if [ "$(cat "$home/fails" 2>/dev/null)" = pip ]; then echo "ERROR: No matching distribution found for x" >&2; exit 1; fi ;;
  *"--version"*) echo "destination-writer, version $(cat "$home/version")" ;;
  *) echo '{"version": [3, 11, 7], "executable": "'"$0"'", "missing": []}' ;;
esac
`;

const POSIX = { skip: process.platform === 'win32' ? 'the stand-in for Python is a shell script; /bin/sh is missing' : false };

function machine(t: TestContext) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'dw-environment-'));
  t.after(() => { fs.rmSync(home, { recursive: true, force: true }); });
  const python = path.join(home, 'python');
  fs.writeFileSync(python, STAND_IN.replace('HOME_FOLDER', home), { mode: 0o755 });
  const write = (name: string, text: string) => {
    fs.writeFileSync(path.join(home, name), text);
    return path.join(home, name);
  };
  write('version', '1.0.0');
  const wish: EnvironmentWish = {
    storage: path.join(home, 'storage'),
    server: { version: '1.0.0', wheel: write('x.whl', 'wheel one'), requirements: write('requirements.txt', 'attrs') },
    python,
    pipArguments: ['--index-url', 'https://mirror.example/simple'],
  };
  const calls = () => fs.readFileSync(path.join(home, 'calls'), 'utf8').trim().split('\n');
  const made = () => calls().filter((call) => call.includes('-m venv')).length;
  return { home, wish, write, calls, made };
}

const quiet = { step: () => undefined, log: () => undefined };

test('the first start makes an environment with checked hashes, the second reuses it', POSIX, async (t) => {
  const { wish, calls, made } = machine(t);
  const steps: string[] = [];
  const first = await ensureEnvironment(wish, { ...quiet, step: (text) => steps.push(text) });
  assert.equal(first.made, true);
  assert.equal(first.version, '1.0.0');
  assert.ok(fs.existsSync(first.python));
  assert.equal(steps.length, 5);
  const pip = calls().filter((call) => call.includes('-m pip'));
  assert.match(pip[0] ?? '', /--index-url https:\/\/mirror\.example\/simple --require-hashes -r .*requirements\.txt$/);
  assert.match(pip[1] ?? '', /--no-index --no-deps .*x\.whl$/);

  const second = await ensureEnvironment(wish, { ...quiet, step: () => { assert.fail('nothing to show'); } });
  assert.deepEqual(second, { ...first, made: false });
  assert.equal(made(), 1);
});

test('another wheel, another Python or a forgotten environment means a new one', POSIX, async (t) => {
  const { wish, write, made } = machine(t);
  const first = await ensureEnvironment(wish, quiet);
  write('x.whl', 'wheel two');
  const second = await ensureEnvironment(wish, quiet);
  assert.notEqual(second.python, first.python);
  assert.ok(fs.existsSync(first.python), 'another window may still run on it');
  await forgetEnvironment(wish.storage);
  await ensureEnvironment(wish, quiet);
  fs.copyFileSync(wish.python, `${wish.python}3`);
  await ensureEnvironment({ ...wish, python: `${wish.python}3` }, quiet);
  assert.equal(made(), 4);
});

test('an environment that answers as another version is replaced', POSIX, async (t) => {
  const { wish, write, made } = machine(t);
  await ensureEnvironment(wish, quiet);
  write('version', '0.9.0');
  await assert.rejects(ensureEnvironment(wish, quiet), (error: unknown) =>
    error instanceof EnvironmentError && error.problem.kind === 'server-broken' && error.message.includes('1.0.0'));
  assert.equal(made(), 2);
});

test('a failure leaves nothing behind, and the next start tries again', POSIX, async (t) => {
  const { home, wish, write } = machine(t);
  write('fails', 'pip');
  await assert.rejects(ensureEnvironment(wish, quiet), /index lacks a package/);
  assert.deepEqual(fs.readdirSync(path.join(wish.storage, 'server')), []);
  fs.rmSync(path.join(home, 'fails'));
  assert.equal((await ensureEnvironment(wish, quiet)).made, true);
});

test('two windows at once make one environment', POSIX, async (t) => {
  const { wish, made } = machine(t);
  const both = await Promise.all([ensureEnvironment(wish, quiet), ensureEnvironment(wish, quiet)]);
  assert.deepEqual(both.map((environment) => environment.made).sort(), [false, true]);
  assert.equal(made(), 1);
});

test('the lock of a window that died is taken over', POSIX, async (t) => {
  const { wish } = machine(t);
  fs.mkdirSync(path.join(wish.storage, 'server'), { recursive: true });
  const noProcess = 2 ** 22 + 1; // above the highest process id that Linux gives
  fs.writeFileSync(path.join(wish.storage, 'server', 'making.lock'), String(noProcess));
  assert.equal((await ensureEnvironment(wish, quiet)).made, true);
});

test('environments nobody used for a week are removed', POSIX, async (t) => {
  const { wish, write } = machine(t);
  const first = await ensureEnvironment(wish, quiet);
  const old = path.join(path.dirname(first.python), '..', 'used');
  const longAgo = new Date(Date.now() - 8 * 24 * 3600_000);
  fs.utimesSync(old, longAgo, longAgo);
  write('x.whl', 'wheel two');
  await ensureEnvironment(wish, quiet);
  assert.ok(!fs.existsSync(first.python));
});

test('what the extension lacks, and where nothing can be written, is said', POSIX, async (t) => {
  const { home, wish, write } = machine(t);
  await assert.rejects(readServerPackage(home), /incomplete.*bundle\.json/);
  await assert.rejects(ensureEnvironment({ ...wish, python: path.join(home, 'nope') }, quiet), /nope.*Correct the setting/);
  const file = write('file', '');
  await assert.rejects(ensureEnvironment({ ...wish, storage: file }, quiet), /cannot be written.*Restart Server/);
});

test('cancelling stops pip and says so', POSIX, async (t) => {
  const { wish } = machine(t);
  const controller = new AbortController();
  const witness = { ...quiet, signal: controller.signal, step: (text: string) => { if (text.includes('packages')) { controller.abort(); } } };
  await assert.rejects(ensureEnvironment(wish, witness), (error: unknown) =>
    error instanceof EnvironmentError && error.problem.kind === 'cancelled');
});
