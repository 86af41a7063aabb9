import assert from 'node:assert/strict';
import { test } from 'node:test';
import { footOf, Transcript, type Item } from '../common/chatModel';
import type { ApproveParams, SayResult } from '../common/protocol';

const ASKED: ApproveParams = { conversation: 'one', title: 'Write it?', words: '', command: [], statements: [], diff: '+1', again: false };
const DONE: SayResult = { reason: 'done', words: '', problem: '', by: 'model', tokens: 12400, cost: 0.081 };

function transcript(): { shown: Transcript; drawn: [number, Item][] } {
  const drawn: [number, Item][] = [];
  return { shown: new Transcript((at, item) => { drawn.push([at, item]); }), drawn };
}

test('pieces of an answer are one text, until something stands between them', () => {
  const { shown, drawn } = transcript();
  shown.asked('Why?');
  shown.said({ kind: 'text', text: 'Because ' });
  shown.said({ kind: 'text', text: 'of this.' });
  shown.said({ kind: 'toolStarted', text: 'check', call: 'a', title: 'Checking' });
  shown.said({ kind: 'text', text: 'And that.' });
  assert.deepEqual(shown.items.map((item) => item.kind), ['person', 'answer', 'tool', 'answer']);
  assert.deepEqual(shown.items[1], { kind: 'answer', text: 'Because of this.' });
  assert.deepEqual(drawn.map(([at]) => at), [0, 1, 1, 2, 3]);
});

test('tools that run beside each other end each for itself', () => {
  const { shown } = transcript();
  shown.said({ kind: 'toolStarted', text: 'check', call: 'a', title: 'Checking' });
  shown.said({ kind: 'toolStarted', text: 'results', call: 'b', title: 'Reading results' });
  shown.said({ kind: 'toolFinished', text: 'no file', call: 'b', isError: true });
  shown.said({ kind: 'toolFinished', text: 'clean', call: 'a' });
  assert.deepEqual(shown.items.map((item) => item.kind === 'tool' && [item.title, item.text, item.state]), [
    ['Checking', 'clean', 'done'], ['Reading results', 'no file', 'failed'],
  ]);
});

test('what is under way when an answer stops has stopped too, and an open question is a no', () => {
  const { shown } = transcript();
  shown.said({ kind: 'toolStarted', text: 'check', call: 'a', title: 'Checking' });
  const id = shown.question(ASKED);
  shown.failed('The answer was stopped.');
  assert.deepEqual(shown.items.map((item) => ('state' in item ? item.state : 'answer' in item ? item.answer : item.kind)), ['failed', 'no', 'note']);
  shown.answered(id, { verdict: 'yes' });
  assert.equal((shown.items[id] as Item & { kind: 'question' }).answer, 'no');
});

test('an end with words is shown, as an error unless the person stopped it', () => {
  for (const [reason, isError] of [['budget', true], ['cancelled', false]] as const) {
    const { shown } = transcript();
    shown.ended({ ...DONE, reason, words: 'Over.' });
    assert.deepEqual(shown.items, [{ kind: 'note', title: '', text: 'Over.', isError }]);
  }
});

test('the foot says what it cost, or that no model answered', () => {
  assert.equal(footOf(DONE), '12,400 tokens, $0.08');
  assert.equal(footOf({ ...DONE, cost: null }), '12,400 tokens');
  assert.match(footOf({ ...DONE, by: 'knowledge', tokens: 0, cost: null }), /built-in knowledge/);
});
