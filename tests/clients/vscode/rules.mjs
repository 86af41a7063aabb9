// One mistake of each kind in a whole connector: every one is underlined where it is, and mended by its quick fix.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from './wait.mjs';

const SOURCES = 'src/main/kotlin/io/airbyte/integrations/destination/postgres';
const GENERATOR = `${SOURCES}/client/PostgresSqlGenerator.kt`;

/** `right` of a file becomes `wrong`; `code` is told on `marked`, which `at` finds, and the quick fix with `title` writes `mended`. */
const MISTAKES = [
  {
    code: 'DW308', file: `${SOURCES}/dataflow/PostgresAggregateFactory.kt`,
    right: '@Singleton\nclass', wrong: 'class', marked: 'PostgresAggregateFactory',
    title: /@Singleton/, mended: '@Singleton\nclass PostgresAggregateFactory',
  },
  {
    code: 'DW306', file: `${SOURCES}/check/PostgresChecker.kt`,
    right: 'import jakarta.inject.Singleton', wrong: 'import javax.inject.Singleton', marked: 'import javax.inject.Singleton',
    title: /jakarta/, mended: 'import jakarta.inject.Singleton',
  },
  {
    code: 'DW401', file: GENERATOR,
    right: 'SELECT COUNT(*) FROM $', wrong: 'SELECT COUNT(*) FORM $', marked: 'FORM',
    title: /FROM/, mended: 'SELECT COUNT(*) FROM $',
  },
  {
    code: 'DW402', file: GENERATOR,
    right: 'pg_catalog.pg_namespace WHERE', wrong: 'pg_catalog.`pg_namespace` WHERE', marked: '`pg_namespace`',
    title: /double quotes/, mended: 'pg_catalog.\\"pg_namespace\\" WHERE',
  },
  {
    code: 'DW405', file: GENERATOR,
    right: 'NOT EXISTS ${namespace.quote()}', wrong: 'NOT EXISTS $namespace', marked: '$namespace',
    title: /quote|escape/i, mended: 'NOT EXISTS ${namespace.quote()}',
  },
  {
    code: 'DW506', file: `${SOURCES}/dataflow/PostgresAggregateFactory.kt`,
    right: 'override fun create(', wrong: 'override suspend fun create(', marked: 'suspend',
    title: /plain function/, mended: 'override fun create(',
  },
  {
    code: 'DW510', file: `${SOURCES}/check/PostgresChecker.kt`,
    right: 'override fun check()', wrong: 'fun check()', marked: 'check', at: 'check() {',
    title: /override/, mended: 'override fun check()',
  },
  {
    code: 'DW601', file: GENERATOR,
    right: 'SELECT COUNT(*) FROM ${tableName.fullyQualified()}".andLog()', wrong: 'SELECT COUNT(*) FROM ${tableName.fullyQualified()}"',
    marked: '"SELECT COUNT(*) FROM ${tableName.fullyQualified()}"', at: 'COUNT(*)',
    title: /andLog/, mended: 'SELECT COUNT(*) FROM ${tableName.fullyQualified()}".andLog()',
  },
  {
    code: 'DW706', file: '.destination-writer/state.yaml',
    right: 'database: postgres\n', wrong: 'databse: postgres\n', marked: 'databse',
    title: /database/, mended: '  database: postgres\n',
  },
];

/** A generated connector without an open stub, in a folder of its own. */
export class WholeConnector {
  constructor(writer) {
    this.scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'dw-whole-'));
    this.folder = path.join(this.scratch, 'destination-postgres');
    const run = (...words) => execFileSync(writer, words, { cwd: this.scratch, stdio: 'pipe' });
    run('scaffold', 'destination-postgres', '--database', 'PostgreSQL', '--cdk', '1.0.13', '--yes');
    for (let phase = 0; phase <= 11; phase += 1) {
      run('generate', 'destination-postgres', '--phase', `${phase}`, '--write');
    }
  }

  remove() {
    fs.rmSync(this.scratch, { recursive: true, force: true });
  }
}

/** Each mistake is made, seen, mended by a person's quick fix, and gone. */
export async function rules(window, check, shot) {
  for (const mistake of MISTAKES) {
    await one(window, mistake, check, shot);
  }
}

async function one({ session, screen }, mistake, check, shot) {
  await screen.open(mistake.file);
  await until(`the file to be read before ${mistake.code}`, async () => (await screen.text()).includes(mistake.right));
  await replace(session, mistake.right, mistake.wrong);
  const place = mistake.at ?? mistake.marked;
  await screen.goTo(place);
  const found = await until(`${mistake.code} to be underlined`, () => session.api((vscode, code) => {
    const { document } = vscode.window.activeTextEditor;
    const it = vscode.languages.getDiagnostics(document.uri).find((each) => (each.code?.value ?? each.code) === code);
    return it && { text: document.getText(it.range), message: it.message };
  }, mistake.code));
  check(`${mistake.code}: underlined on ${mistake.marked}`, found.text === mistake.marked, found);
  await session.page.waitForTimeout(300);
  await shot(`rule-${mistake.code}`);
  const titles = await screen.quickFixes(place);
  const title = titles.find((each) => mistake.title.test(each));
  check(`${mistake.code}: its fix is offered`, title !== undefined, titles);
  await shot(`rule-${mistake.code}-fix`);
  await screen.chooseQuickFix(title);
  const text = await until(`${mistake.code} to be mended`, async () => {
    const now = await screen.text();
    return now.includes(mistake.mended) && now;
  });
  check(`${mistake.code}: the fix mends it`, text.includes(mistake.mended), text);
  await until(`${mistake.code} to be gone`, () => session.api((vscode, code) => !vscode.languages.getDiagnostics(
    vscode.window.activeTextEditor.document.uri).some((each) => (each.code?.value ?? each.code) === code), mistake.code));
  await session.command('workbench.action.files.save');
}

async function replace(session, right, wrong) {
  await session.api(async (vscode, { right, wrong }) => {
    const editor = vscode.window.activeTextEditor;
    const at = editor.document.getText().indexOf(right);
    const range = new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + right.length));
    await editor.edit((edit) => edit.replace(range, wrong));
  }, { right, wrong });
}
