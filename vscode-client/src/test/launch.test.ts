import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandPath, resolveServer, sameLaunch, type ServerSettings } from '../common/launch';

const DEFAULTS: ServerSettings = { path: '', python: '', pipArguments: [], logLevel: 'info' };
const PLACE = { workspaceFolder: '/ws/destination-x', home: '/users/ana' };

test('without settings the server of the extension is used, shut off from the opened folder', () => {
  const launch = resolveServer(DEFAULTS, PLACE);
  assert.equal(launch.kind, 'private');
  assert.equal(launch.dependsOnInterpreter, true);
  assert.deepEqual(launch.args.slice(0, 1), ['-I']);
  assert.deepEqual(launch.args.slice(-4), ['destination_writer', 'serve', '--log-level', 'info']);
});

test('a path wins over a Python', () => {
  const launch = resolveServer({ ...DEFAULTS, path: '~/bin/destination-writer', python: 'python3.12' }, PLACE);
  assert.deepEqual(launch, {
    kind: 'configured',
    command: '/users/ana/bin/destination-writer',
    args: ['serve', '--log-level', 'info'],
    dependsOnInterpreter: false,
  });
});

test('paths are expanded, names are left to PATH', () => {
  const table: [given: string, wanted: string][] = [
    ['', ''],
    ['  ', ''],
    ['destination-writer', 'destination-writer'],
    ['~', '/users/ana'],
    ['~/x', '/users/ana/x'],
    ['~other/x', '~other/x'],
    ['${workspaceFolder}/.venv/bin/destination-writer', '/ws/destination-x/.venv/bin/destination-writer'],
  ];
  for (const [given, wanted] of table) {
    assert.equal(expandPath(given, PLACE), wanted, JSON.stringify(given));
  }
  assert.equal(expandPath('${workspaceFolder}/a', { workspaceFolder: undefined }), './a');
});

test('launches differ when anything about them does, and a restart is worth it only then', () => {
  const before = resolveServer(DEFAULTS, PLACE);
  assert.ok(sameLaunch(before, resolveServer({ ...DEFAULTS }, PLACE)));
  const changes: Partial<ServerSettings>[] = [
    { path: '/bin/x' }, { python: 'python3.13' }, { pipArguments: ['--no-index'] }, { logLevel: 'debug' },
  ];
  for (const change of changes) {
    assert.ok(!sameLaunch(before, resolveServer({ ...DEFAULTS, ...change }, PLACE)), JSON.stringify(change));
  }
  assert.ok(!sameLaunch(undefined, before));
});
