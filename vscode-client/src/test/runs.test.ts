import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectorTests, RunEvent, RunResult, TestItem } from '../common/protocol';
import { failureText, isOfTest, lineOf, Outcomes, RunBoard, runText, withoutOutcome, type Run } from '../common/runsModel';
import { ordersOf, testAt, testNodes } from '../common/testsModel';

const X = 'file:///ws/destination-x';
const Y = 'file:///ws/destination-y';

function run(name: string, state: Run['state'], uri = X, left = '1/4 tests'): Run {
  return { run: name, uri, state, left, title: `Run ${name}`, percent: 25 };
}

function item(suite: string, name: string, lines: [number, number], phase: number | null = null, state: string | null = null): TestItem {
  const [start, end] = lines;
  const range = { start: { line: start, character: 8 }, end: { line: end, character: 5 } };
  return { suite, name, uri: `${X}/src/${suite.split('.').at(-1) ?? ''}.kt`, range, phase, state };
}

const TESTS: ConnectorTests = {
  uri: X, name: 'destination-x', tests: [
    item('a.b.TablesTest', 'insert records', [8, 10], 3, 'passed'),
    item('a.b.TablesTest', 'connect to database', [4, 6], 1, 'failed'),
    item('a.b.OwnTest', 'mine', [3, 5]),
  ],
};

test('the board has what waits and what goes on, the latter first, and forgets what has ended', () => {
  const board = new RunBoard();
  board.take(run('1', 'waiting'));
  board.take(run('2', 'waiting'));
  board.take(run('3', 'running', Y));
  board.take(run('2', 'running'));
  assert.deepEqual(board.of(X).map((one) => [one.run, one.state]), [['2', 'running'], ['1', 'waiting']]);
  board.take(run('2', 'ended'));
  assert.deepEqual(board.of(X).map((one) => one.run), ['1']);
  assert.deepEqual(board.all.map((one) => one.run), ['1', '3']);
  board.clear();
  assert.deepEqual(board.all, []);
});

test('the status bar shows the run, what is left of it, and what waits behind it', () => {
  assert.equal(runText([], 'cancel'), undefined);
  const shown = runText([run('1', 'running', X, '3/9 tests, about 40 s left'), run('2', 'waiting')], 'some.cancel');
  assert.equal(shown?.text, '$(sync~spin) Run 1 · 3/9 tests, about 40 s left · 1 waiting');
  assert.match(shown.tooltip, /Run 1.*25 %.*\n.*Run 2.*\n\[Cancel\]\(command:some\.cancel\)/);
});

test('lines of the output', () => {
  const table: [event: RunEvent, wanted: string | undefined][] = [
    [{ kind: 'step', text: '$ ./gradlew test' }, '$ ./gradlew test'],
    [{ kind: 'error', text: 'e: broken' }, 'e: broken'],
    [{ kind: 'started', text: 'a', suite: 'a.B', test: 'a' }, undefined],
    [{ kind: 'finished', text: '', suite: 'x.y.SomeTest', test: 'a b', outcome: 'passed', seconds: 0.256 }, '✓ SomeTest.a b (passed, 0.26 s)'],
    [{ kind: 'finished', text: 'no', suite: 'SomeTest', test: 'a', outcome: 'error', seconds: 1 }, '✗ SomeTest.a (error, 1.00 s)'],
    [{ kind: 'finished', text: '', suite: 'SomeTest', test: 'a', outcome: 'skipped' }, '○ SomeTest.a (skipped, 0.00 s)'],
  ];
  for (const [event, wanted] of table) {
    assert.equal(lineOf(event), wanted);
  }
});

test('a failure shows its message once, with the stack when there is one', () => {
  assert.equal(failureText({ kind: 'finished', text: 'boom' }), 'boom');
  assert.equal(failureText({ kind: 'finished', text: 'boom', detail: 'X: boom\n  at A.kt:1' }), 'X: boom\n  at A.kt:1');
  assert.equal(failureText({ kind: 'finished', text: 'boom', detail: '  at A.kt:1' }), 'boom\n  at A.kt:1');
  assert.match(failureText({ kind: 'finished', text: '' }), /no message/);
});

test('a test that ran several times is as its worst time', () => {
  const outcomes = new Outcomes();
  const told = ['passed', 'failed', 'passed', 'error', 'failed', 'skipped'].map((outcome) => outcomes.counts('t', outcome));
  assert.deepEqual(told, [true, true, false, true, false, false]);
  assert.equal(outcomes.counts('other', 'skipped'), true);
});

test('findings name tests as reports do', () => {
  const table: [reported: string, plain: string, wanted: boolean][] = [
    ['a.B.insert records()', 'a.B.insert records', true],
    ['a.B.`insert records`', 'a.B.insert records', true],
    ['a.B.insert records(String)[2]', 'a.B.insert records', true],
    ['a.B.insert records twice()', 'a.B.insert records', false],
    ['a.B (class initialisation)', 'a.B.insert records', false],
  ];
  for (const [reported, plain, wanted] of table) {
    assert.equal(isOfTest(reported, plain), wanted, reported);
  }
});

test('a test without an outcome was skipped by a cancel, and is an error otherwise', () => {
  const result = (ended: RunResult['ended'], problem = ''): RunResult => ({
    ended, problem, phase: 1, title: '', state: 'current', done: false, passed: false, tests: [], regressions: [], findings: [],
    blockers: [], caveats: [], commands: [], next_phase: 1, component: false, goes_on: null, text: '',
  });
  assert.equal(withoutOutcome(null).skipped, true);
  assert.equal(withoutOutcome(result('cancelled')).skipped, true);
  const { skipped, reason } = withoutOutcome(result('not-started', 'There is no Gradle.'));
  assert.equal(skipped, false);
  assert.equal(reason, 'The test did not run. There is no Gradle. This is a blocker.');
  assert.match(withoutOutcome(result('finished')).reason, /blocker/);
});

test('one connector: its classes are at the top, by the first phase that asks for one of their tests', () => {
  const nodes = testNodes([TESTS, { uri: Y, name: 'destination-y', tests: [] }]);
  const sorted = [...nodes].sort((a, b) => (a.sortText < b.sortText ? -1 : 1));
  assert.deepEqual(sorted.map(({ label, description }) => [label, description]), [['TablesTest', 'a.b'], ['OwnTest', 'a.b']]);
  const [tables] = sorted;
  const children = [...(tables?.children ?? [])].sort((a, b) => (a.sortText < b.sortText ? -1 : 1));
  assert.deepEqual(children.map(({ label, description }) => [label, description]), [
    ['connect to database', 'Phase 1 · failed'], ['insert records', 'Phase 3 · passed'],
  ]);
  assert.deepEqual(testNodes([]), []);
});

test('several connectors: a node each', () => {
  const other: ConnectorTests = { uri: Y, name: 'destination-y', tests: [item('c.T', 't', [1, 2])] };
  const nodes = testNodes([TESTS, other]);
  assert.deepEqual(nodes.map(({ label, children }) => [label, children.length]), [['destination-x', 2], ['destination-y', 1]]);
  assert.deepEqual([...ordersOf(nodes, new Set())], [
    [X, [{ suite: 'a.b.TablesTest' }, { suite: 'a.b.OwnTest' }]], [Y, [{ suite: 'c.T' }]],
  ]);
});

test('a selection orders classes as wholes, unless something of them is left out', () => {
  const nodes = testNodes([TESTS]);
  const [tables] = nodes;
  const [insert] = tables?.children ?? [];
  assert.ok(tables && insert);
  assert.deepEqual([...ordersOf([insert], new Set())], [[X, [{ suite: 'a.b.TablesTest', test: 'insert records' }]]]);
  assert.deepEqual([...ordersOf([tables], new Set([insert.id]))], [[X, [{ suite: 'a.b.TablesTest', test: 'connect to database' }]]]);
  assert.deepEqual([...ordersOf(nodes, new Set([tables.id]))], [[X, [{ suite: 'a.b.OwnTest' }]]]);
});

test('the test at the cursor is the one whose function holds it, elsewhere in the file its class', () => {
  const file = `${X}/src/TablesTest.kt`;
  const table: [line: number, wanted: string | undefined][] = [[5, 'connect to database'], [10, 'insert records'], [7, undefined], [0, undefined]];
  for (const [line, wanted] of table) {
    const found = testAt([TESTS], file, { line, character: 0 });
    assert.deepEqual([found?.uri, found?.suite, found?.test], [X, 'a.b.TablesTest', wanted], `line ${line}`);
  }
  assert.equal(testAt([TESTS], `${X}/src/Main.kt`, { line: 5, character: 0 }), undefined);
  const inherited: ConnectorTests = { ...TESTS, tests: [item('a.S', 'one', [2, 2], 1), item('a.S', 'two', [2, 2], 2)] };
  assert.deepEqual(testAt([inherited], `${X}/src/S.kt`, { line: 2, character: 9 }), { uri: X, suite: 'a.S' });
});
