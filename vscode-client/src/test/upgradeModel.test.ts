import assert from 'node:assert/strict';
import { test } from 'node:test';
import { versionProblem } from '../common/upgradeModel';

void test('a CDK version is a release or the checkout', () => {
  for (const fine of ['1.0.13', '0.1.100', '1.0', 'local', ' 1.0.13 ']) {
    assert.equal(versionProblem(fine), undefined, fine);
  }
  for (const wrong of ['', 'latest', '1', '1.0.x', 'v1.0.13']) {
    assert.match(versionProblem(wrong) ?? '', /1\.0\.13/, wrong);
  }
});
