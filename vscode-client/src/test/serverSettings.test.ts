import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forServer } from '../common/serverSettingsModel';

const SECTION = { server: { path: '/x' }, trace: { server: 'off' }, sql: { highlight: true, parsers: 'always' }, hover: { enable: false } };

test('a trusted workspace: everything but the settings of the extension itself', () => {
  assert.deepEqual(forServer(SECTION, true), { sql: { highlight: true, parsers: 'always' }, hover: { enable: false } });
});

test('a workspace that is not trusted: no setting starts a program, also not the user\'s own', () => {
  assert.deepEqual(forServer(SECTION, false), { sql: { highlight: true, parsers: 'never' }, hover: { enable: false } });
  assert.deepEqual(forServer({}, false), { sql: { parsers: 'never' } });
});

test('what was given stays as it was', () => {
  const given = { sql: { parsers: 'always' } };
  forServer(given, false);
  assert.deepEqual(given, { sql: { parsers: 'always' } });
});
