import type { Database, DatabasesResult, TestDatabase } from './protocol';

export interface DatabaseItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** `folder` where its checklist says where the connector goes. */
  readonly database: Database & { readonly folder?: string };
}

/** What a new connector can be for: databases with a checklist that is answered, then all that are known. */
export function databaseItems({ databases, checklists }: DatabasesResult): DatabaseItem[] {
  const checked = checklists.filter(({ known }) => known).map(({ name, database, folder, finished }) => {
    const detail = finished ? 'Its preflight checklist is finished' : 'Its preflight checklist is not finished yet';
    const known = databases.find(({ slug }) => slug === database);
    return {
      label: name, description: database, detail,
      database: { slug: database, name, proof: detail, hasContainer: known?.hasContainer ?? false, folder },
    };
  });
  return [
    ...checked,
    ...databases.map((database) => ({ label: database.name, description: database.slug, detail: database.proof, database })),
  ];
}

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
