// SQL inside Kotlin: a MERGE that lacks a THEN is underlined while it is typed, and the fix writes the word.
import fs from 'node:fs';
import path from 'node:path';
import { until } from './wait.mjs';

const FILE = 'src/main/kotlin/io/airbyte/integrations/destination/postgres/client/PostgresMerge.kt';
const HEAD = `package io.airbyte.integrations.destination.postgres.client

import java.sql.Connection

class PostgresMerge(private val connection: Connection) {
    fun merge() {
        connection.createStatement().use { it.execute("""
`;
const TAIL = `
        """.trimIndent()) }
    }
}
`;
const LINES = ['MERGE INTO "users" AS t', 'USING "fresh" AS s ON t."id" = s."id"', 'WHEN MATCHED UPDATE SET "name" = s."name"'];

export async function sql({ session, screen, workspace }, check, shot) {
  fs.writeFileSync(path.join(workspace.folder, FILE), `${HEAD}//here${TAIL}`);
  await session.api(async (vscode) => {
    const editor = vscode.workspace.getConfiguration('editor');
    for (const name of ['autoClosingQuotes', 'autoClosingBrackets', 'autoSurround']) {
      await editor.update(name, 'never', vscode.ConfigurationTarget.Global);
    }
    await editor.update('quickSuggestions', { other: 'off', strings: 'off', comments: 'off' }, vscode.ConfigurationTarget.Global);
  });
  await screen.open(FILE);
  await screen.goTo('//here');
  await screen.focusEditor();
  await session.page.keyboard.press('End');
  for (let count = 0; count < '//here'.length; count++) {
    await session.page.keyboard.press('Backspace');
  }
  for (const [number, line] of LINES.entries()) {
    await session.page.keyboard.type(line, { delay: 25 });
    if (number < LINES.length - 1) {
      await session.page.keyboard.press('Enter');
    }
  }
  const [found] = await until('the missing THEN to be underlined', async () => {
    const all = (await screen.diagnostics()).filter(({ code }) => code === 'DW401');
    return all.length > 0 && all;
  });
  check('SQL: the missing THEN is told while it is typed', /THEN/.test(found.message), found);
  const marked = await session.api((vscode) => {
    const editor = vscode.window.activeTextEditor;
    const one = vscode.languages.getDiagnostics(editor.document.uri).find(({ code }) => (code?.value ?? code) === 'DW401');
    return editor.document.getText(one.range);
  });
  check('SQL: the underline is on UPDATE', marked === 'UPDATE', marked);
  await shot('sql-typed');
  await screen.goTo('UPDATE SET');
  const titles = await screen.quickFixes('UPDATE SET');
  check('SQL: the fix is offered', titles.some((title) => title.includes('THEN')), titles);
  await shot('sql-fix');
  await screen.chooseQuickFix(titles.find((title) => title.includes('THEN')));
  const text = await until('the word to be written', async () => {
    const now = await screen.text();
    return now.includes('WHEN MATCHED THEN UPDATE') && now;
  });
  check('SQL: the fix writes the word', text.includes('WHEN MATCHED THEN UPDATE SET "name" = s."name"'), text);
  await until('the underline to be gone', async () => !(await screen.diagnostics()).some(({ code }) => code === 'DW401'));
  const hover = await screen.hover('MERGE INTO');
  check('SQL: hover shows the statement', /MERGE INTO/.test(hover), hover);
  await shot('sql-hover');
  await screen.escape();
}
