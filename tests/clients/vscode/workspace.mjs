// The connector that every editor's scenario opens, copied to a place where it can be written to.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const clients = path.join(import.meta.dirname, '..');
const SOURCES = 'src/main/kotlin/io/airbyte/integrations/destination/postgres';

export const FILES = {
  generator: `${SOURCES}/sql/PostgresSqlGenerator.kt`,
  client: `${SOURCES}/client/PostgresAirbyteClient.kt`,
  suite: 'src/test-integration/kotlin/io/airbyte/integrations/destination/postgres/component/PostgresTableOperationsTest.kt',
};

export class Workspace {
  constructor() {
    this.scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'dw-workspace-'));
    this.folder = path.join(this.scratch, 'destination-postgres');
    fs.cpSync(path.join(clients, 'connector', 'destination-postgres'), this.folder, { recursive: true });
  }

  /** Puts a report where Gradle's task of the component suites would have. */
  resultsArrive() {
    const folder = path.join(this.folder, 'build', 'test-results', 'integrationTestNonDocker');
    fs.mkdirSync(folder, { recursive: true });
    fs.copyFileSync(path.join(clients, 'results', 'TEST-namespaces.xml'), path.join(folder, 'TEST-namespaces.xml'));
  }

  /** Makes the folder above the connector a build whose wrapper does as planned, see ../gradle/gradlew. */
  plans(plan) {
    fs.writeFileSync(path.join(this.scratch, 'settings.gradle'), "include ':destination-postgres'\n");
    fs.copyFileSync(path.join(clients, 'gradle', 'gradlew'), path.join(this.scratch, 'gradlew'));
    fs.writeFileSync(path.join(this.scratch, 'plan.json'), JSON.stringify(plan));
    fs.rmSync(path.join(this.scratch, 'go'), { force: true });
  }

  /** Command lines of the wrapper and of what it started. */
  builds() {
    return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
      try {
        const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return command.includes(path.join(this.scratch, 'gradlew')) ? [command] : [];
      } catch {
        return []; // ended meanwhile
      }
    });
  }

  remove() {
    fs.rmSync(this.scratch, { recursive: true, force: true });
  }
}
