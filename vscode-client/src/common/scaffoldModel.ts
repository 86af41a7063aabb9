import type { Database, TestDatabase } from './protocol';

/** `destination-acme` for `acme`, and for itself. */
export function folderNameOf(name: string): string {
  return `destination-${name.trim().replace(/^destination-/, '')}`;
}

/** What is wrong with a connector's name, as far as can be told while it is typed; the server has the last word. */
export function nameProblem(name: string): string | undefined {
  const plain = name.trim().replace(/^destination-/, '');
  if (plain === '') {
    return 'Write a name such as destination-acme.';
  }
  return /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(plain)
    ? undefined
    : 'Lower-case words with hyphens between them, each beginning with a letter: destination-my-acme.';
}

/** What a connector's tests can use; empty where there is no choice. */
export function testChoices(database: Database): { label: string; detail: string; testDatabase: TestDatabase }[] {
  return database.hasContainer
    ? [
      { label: 'A container', detail: 'Testcontainers starts a pinned image; Docker must run.', testDatabase: 'testcontainers' },
      { label: 'A local database', detail: 'The tests log in with the settings in secrets/config.json.', testDatabase: 'local' },
    ]
    : [];
}
