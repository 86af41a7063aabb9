import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databaseItems, folderNameOf, nameProblem, testChoices } from '../common/scaffoldModel';

void test('a folder is named after the connector once', () => {
  assert.equal(folderNameOf('acme'), 'destination-acme');
  assert.equal(folderNameOf(' destination-acme '), 'destination-acme');
});

void test('names that no package can have are told while they are typed', () => {
  for (const good of ['acme', 'destination-acme', 'my-acme2', 'a']) {
    assert.equal(nameProblem(good), undefined, good);
  }
  for (const bad of ['', 'destination-', 'Acme', '3d', 'my-3d', 'a--b', '-a', 'a-', 'a b', 'a/b', '../a', 'ä']) {
    assert.equal(typeof nameProblem(bad), 'string', bad);
  }
});

void test('the tests use a container only where there is one', () => {
  const database = { slug: 'acme', name: 'Acme', proof: '', hasContainer: true };
  assert.deepEqual(testChoices(database).map((choice) => choice.testDatabase), ['testcontainers', 'local']);
  assert.deepEqual(testChoices({ ...database, hasContainer: false }), []);
});

void test('a database with a checklist comes first, and brings its folder', () => {
  const sqlite = { slug: 'sqlite', name: 'SQLite', proof: 'executed', hasContainer: false };
  const checklist = { name: 'AcmeDB', database: 'acmedb', folder: 'file:///w/destination-acmedb', finished: true, known: true };
  const unknown = { ...checklist, database: 'other', finished: false, known: false };
  const [first, second, ...rest] = databaseItems({ databases: [sqlite], folder: 'file:///w', checklists: [checklist, unknown] });
  assert.deepEqual([first?.label, first?.database.folder], ['AcmeDB', 'file:///w/destination-acmedb']);
  assert.deepEqual([second?.label, second?.database.folder], ['SQLite', undefined]);
  assert.equal(rest.length, 0);
});
