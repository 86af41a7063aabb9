import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CrashCounter } from '../common/crashModel';

const MINUTE = 60_000;

test('three crashes within three minutes are mended, the fourth is the end', () => {
  const counter = new CrashCounter();
  const kinds = [0, 1000, 2000, 3000].map((now) => counter.ended(true, now).kind);
  assert.deepEqual(kinds, ['restart', 'restart', 'restart', 'gone']);
});

test('crashes far apart are always mended', () => {
  const counter = new CrashCounter();
  for (let hour = 0; hour < 10; hour += 1) {
    assert.equal(counter.ended(true, hour * 60 * MINUTE).kind, 'restart');
  }
});

test('a server that never came up is not tried again', () => {
  assert.deepEqual(new CrashCounter().ended(false, 0), { kind: 'never-up' });
});

test('one that crashed and does not come up again is given up', () => {
  const counter = new CrashCounter();
  assert.equal(counter.ended(true, 0).kind, 'restart');
  assert.deepEqual(counter.ended(false, 500), { kind: 'gone', times: '2 times' });
});
