import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SerialQueue } from '../common/serialQueue';

/** A job whose runs end when the test says so. */
function controlled() {
  const runs: { end: () => void; fail: (error: Error) => void }[] = [];
  const job = () => new Promise<void>((resolve, reject) => { runs.push({ end: resolve, fail: reject }); });
  return { runs, queue: new SerialQueue(job) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('ten requests while one runs end in one more run', async () => {
  const { runs, queue } = controlled();
  const first = queue.request();
  const later = Array.from({ length: 10 }, () => queue.request());
  assert.equal(runs.length, 1);
  runs[0]?.end();
  await first;
  await settled();
  assert.equal(runs.length, 2);
  runs[1]?.end();
  await Promise.all(later);
  await queue.idle();
  assert.equal(runs.length, 2);
});

test('a request during the second run starts a third', async () => {
  const { runs, queue } = controlled();
  void queue.request();
  void queue.request();
  runs[0]?.end();
  await settled();
  const third = queue.request();
  runs[1]?.end();
  await settled();
  assert.equal(runs.length, 3);
  runs[2]?.end();
  await third;
});

test('a run that fails tells its own caller and does not stop the next', async () => {
  const { runs, queue } = controlled();
  const first = queue.request();
  const second = queue.request();
  runs[0]?.fail(new Error('no Python'));
  await assert.rejects(first, /no Python/);
  await settled();
  runs[1]?.end();
  await second;
});

test('idle waits for what waits', async () => {
  const { runs, queue } = controlled();
  void queue.request();
  void queue.request();
  let idle = false;
  const end = queue.idle().then(() => { idle = true; });
  runs[0]?.end();
  await settled();
  assert.equal(idle, false);
  runs[1]?.end();
  await end;
  assert.equal(idle, true);
});
