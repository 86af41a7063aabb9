import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProgramResult } from '../common/environmentProcess';
import { candidates, findInterpreter, isSupported, readProbe, type Run } from '../common/pythonInterpreter';

function answering(version: readonly number[], missing: string[] = []): ProgramResult {
  const stdout = JSON.stringify({ version, executable: `/opt/py${version.join('.')}/bin/python`, missing });
  return { kind: 'ended', code: 0, stdout: `${stdout}\n`, stderr: '' };
}

const ABSENT: ProgramResult = { kind: 'not-started', reason: 'spawn ENOENT' };
const REFUSES: ProgramResult = { kind: 'ended', code: 127, stdout: '', stderr: 'pyenv: python3: command not found' };

/** A machine with these programs on its PATH. */
function machine(programs: Record<string, ProgramResult>): Run {
  return (command) => Promise.resolve(programs[command] ?? ABSENT);
}

test('3.11 is the oldest that will do', () => {
  const table: [[number, number, number], boolean][] = [
    [[3, 10, 14], false], [[3, 11, 0], true], [[3, 14, 1], true], [[2, 7, 18], false], [[4, 0, 0], true],
  ];
  for (const [version, wanted] of table) {
    assert.equal(isSupported(version), wanted, version.join('.'));
  }
});

test('a Python named by the user is the only candidate; Windows asks its launcher first', () => {
  assert.deepEqual(candidates('/opt/python', 'linux'), [['/opt/python']]);
  assert.deepEqual(candidates('', 'win32')[0], ['py', '-3']);
  assert.deepEqual(candidates('', 'darwin')[0], ['python3']);
});

test('the first good one wins, past old ones and stand-ins of version managers', async () => {
  const run = machine({ python3: answering([3, 9, 2]), python: REFUSES, 'python3.12': answering([3, 12, 4]) });
  const { found } = await findInterpreter('', 'linux', run);
  assert.deepEqual(found?.version, [3, 12, 4]);
});

test('one without venv is taken only when there is no complete one', async () => {
  const run = machine({ python3: answering([3, 11, 2], ['ensurepip']), 'python3.13': answering([3, 13, 0]) });
  assert.deepEqual((await findInterpreter('', 'linux', run)).found?.version, [3, 13, 0]);
  const alone = machine({ python3: answering([3, 11, 2], ['ensurepip']) });
  assert.deepEqual((await findInterpreter('', 'linux', alone)).found?.missing, ['ensurepip']);
});

test('when there is none, it is said why each was turned down', async () => {
  const search = await findInterpreter('', 'linux', machine({ python3: answering([3, 8, 10]), python: REFUSES }));
  assert.equal(search.found, undefined);
  assert.deepEqual(search.rejected, ['python3: Python 3.8.10 is too old', 'python: did not answer as a Python does']);
});

test('only the probe\'s own answer counts', () => {
  const good = '{"version": [3, 11, 7], "executable": "/usr/bin/python3", "missing": []}';
  assert.equal(readProbe(['python3'], `a site that prints\n${good}\n`)?.executable, '/usr/bin/python3');
  for (const bad of ['', 'Python 3.11.7', 'null', '{}', '{"version": ["3"], "executable": "x", "missing": []}']) {
    assert.equal(readProbe(['python3'], bad), undefined, bad);
  }
});
