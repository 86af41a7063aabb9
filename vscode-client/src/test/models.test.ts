import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentOf, rowsOf } from '../common/phasesModel';
import type { ComponentStatus, ConnectorStatus, PhaseState, PhaseStatus } from '../common/protocol';
import { ServerLog } from '../common/serverLogModel';
import { connectorFor, statusBarText } from '../common/statusBarModel';

function phase(number: number, state: PhaseState, blockers: string[] = [], openStubs = 0): PhaseStatus {
  const components: ComponentStatus[] = [{ name: 'client', progress: openStubs > 0 ? 'in progress' : 'done', required: true }];
  return { number, title: `Title ${number}`, state, blockers, percent: state === 'done' ? 100 : 40, openStubs, components };
}

function connector(uri: string, phases: PhaseStatus[], currentPhase: number | null = null): ConnectorStatus {
  const next = { words: 'Continue with XClient: 1 stub.', command: 'destination-writer implement x --phase 2' };
  return { uri, name: uri.split('/').at(-1) ?? '', database: 'postgres', cdkVersion: '1.0.13', currentPhase, atWork: currentPhase, phases, remaining: null, problems: [], next };
}

const BLOCKER = '`namespaceExists` is still a stub. This is a blocker.';
const PHASES = [phase(0, 'done'), phase(1, 'done'), phase(2, 'current', [BLOCKER], 1), phase(3, 'waiting', ['Phase 2 first.'], 4)];

test('one connector: its phases are the rows, and only the current one is open', () => {
  const rows = rowsOf([connector('file:///ws/destination-x', PHASES, 2)]);
  assert.deepEqual(rows.map(({ label, description }) => [label, description]), [
    ['0 · Title 0', 'done'],
    ['1 · Title 1', 'done'],
    ['2 · Title 2', 'current · 40 % · 1 open stub · 1 blocker'],
    ['3 · Title 3', 'waiting · 40 % · 4 open stubs'],
  ]);
  assert.deepEqual(rows.map(({ children }) => children.map(({ label }) => label)), [['client'], ['client'], [BLOCKER, 'client'], ['Phase 2 first.', 'client']]);
  assert.deepEqual(rows.map(({ expanded }) => expanded), [false, false, true, false]);
  assert.deepEqual(rows.map(({ context }) => context), ['phase', 'phase', 'phase:stubs', 'phase:stubs']);
  assert.equal(new Set(rows.map(({ id }) => id)).size, 4);
});

test('several connectors: a row each', () => {
  const rows = rowsOf([connector('file:///ws/destination-x', PHASES, 2), connector('file:///ws/destination-y', [])]);
  assert.deepEqual(rows.map(({ label, description }) => [label, description]), [
    ['destination-x', 'postgres · CDK 1.0.13'], ['destination-y', 'postgres · CDK 1.0.13'],
  ]);
  assert.equal(rows[0]?.children.length, 4);
});

test('no connector: no rows, so that the welcome text shows', () => {
  assert.deepEqual(rowsOf([]), []);
});

test('percent is rounded down and leaves skipped phases out', () => {
  assert.equal(percentOf([]), 0);
  assert.equal(percentOf(PHASES), 50);
  assert.equal(percentOf([phase(0, 'done'), phase(1, 'done'), phase(2, 'current')]), 66);
  assert.equal(percentOf([phase(0, 'done'), phase(1, 'skipped')]), 100);
});

test('the status bar names the current phase and its blockers', () => {
  assert.equal(statusBarText(undefined), undefined);
  const current = statusBarText(connector('file:///x', PHASES, 2));
  assert.equal(current?.text, '$(arrow-circle-right) Phase 2 · Title 2 · 1 blocker');
  assert.equal(current.alarming, false);
  assert.match(current.tooltip, /50 %.*still a stub.*Next: Continue with XClient: 1 stub\./s);
  const blocked = statusBarText(connector('file:///x', [phase(0, 'blocked', ['a', 'b'])], 0));
  assert.equal(blocked?.text, '$(error) Phase 0 · Title 0 · 2 blockers');
  assert.equal(blocked.alarming, true);
  assert.equal(statusBarText(connector('file:///x', [phase(0, 'done')]))?.text, '$(pass-filled) All phases done');
});

test('the connector of a file is the innermost that holds it', () => {
  const outer = connector('file:///ws/destination-x', []);
  const inner = connector('file:///ws/destination-x/nested', []);
  const twin = connector('file:///ws/destination-x2', []);
  const all = [outer, inner, twin];
  const table: [uri: string | undefined, wanted: ConnectorStatus][] = [
    ['file:///ws/destination-x/src/A.kt', outer],
    ['file:///ws/destination-x/nested/src/A.kt', inner],
    ['file:///ws/destination-x2/src/A.kt', twin],
    ['file:///elsewhere/A.kt', outer],
    [undefined, outer],
  ];
  for (const [uri, wanted] of table) {
    assert.equal(connectorFor(all, uri), wanted, uri);
  }
  assert.equal(connectorFor([], 'file:///x'), undefined);
});

test('lines of the server\'s log keep the level of the record they belong to', () => {
  const log = new ServerLog();
  const table: [line: string, level: string][] = [
    ['starting', 'info'],
    ['2026-01-01 12:00:00 WARNING destination_writer.lsp: no JDK', 'warn'],
    ['  more about it', 'warn'],
    ['Traceback (most recent call last):', 'error'],
    ['  File "x.py", line 3, in f', 'error'],
    ['2026-01-01 12:00:01,250 DEBUG hover 3 ms', 'debug'],
    ['INFO: ready', 'info'],
  ];
  for (const [line, level] of table) {
    assert.equal(log.take(line).level, level, line);
  }
  assert.equal(log.lastError, 'File "x.py", line 3, in f');
  assert.equal(log.take('2026-01-01 12:00:02,001 ERROR destination_writer.lsp: it broke').text, 'destination_writer.lsp: it broke');
  assert.equal(log.lastError, 'destination_writer.lsp: it broke');
});

test('who goes on with component checkpoints sees the phase at work, and which one is not complete', () => {
  const [zero, one] = [phase(0, 'current', ['x']), phase(1, 'waiting')];
  const walked: ConnectorStatus = { ...connector('file:///a', [zero, one], 0), atWork: 1 };
  const rows = rowsOf([walked]);
  assert.deepEqual(rows.map(({ description }) => description.split(' · ')[0]), ['current', 'at work']);
  assert.deepEqual(rows.map(({ expanded }) => expanded), [true, true]);
  assert.match(statusBarText(walked)?.text ?? '', /Phase 1 .* Phase 0 not complete/);
});
