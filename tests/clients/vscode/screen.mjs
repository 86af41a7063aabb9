// What a person sees and touches in a VS Code of session.mjs. Lines and columns count from 1.
import fs from 'node:fs';
import path from 'node:path';
import { until } from './wait.mjs';

const tidy = (text) => text.replaceAll('\u00a0', ' ').replace(/\s+/g, ' ').trim();
const EDITOR = '.editor-group-container.active .editor-instance .monaco-editor';

export class Screen {
  constructor(session) {
    this.session = session;
    this.page = session.page;
  }

  screenshot(folder, name) {
    fs.mkdirSync(folder, { recursive: true });
    return this.page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
  }

  // --- the editor ---

  async open(relative) {
    const file = path.join(this.session.folder, relative);
    await this.session.api(async (vscode, file) => {
      await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
    }, file);
    await this.page.locator('.tab.active', { hasText: path.basename(file) }).first().waitFor();
    await this.page.locator(`${EDITOR} .view-line`).first().waitFor();
    await this.focusEditor();
  }

  async focusEditor() {
    await this.session.command('workbench.action.focusActiveEditorGroup');
    await until('the editor to have the focus', () => this.page.evaluate(
      () => document.activeElement?.closest('.editor-instance .monaco-editor') !== null));
  }

  text() {
    return this.session.api((vscode) => vscode.window.activeTextEditor.document.getText());
  }

  /** Puts the cursor on the first place of a text, scrolls there, returns {line, column}. */
  async goTo(text, { nth = 0 } = {}) {
    const place = await this.session.api((vscode, { text, nth }) => {
      const editor = vscode.window.activeTextEditor;
      let at = -1;
      for (let count = 0; count <= nth; count += 1) {
        at = editor.document.getText().indexOf(text, at + 1);
      }
      if (at < 0) {
        return undefined;
      }
      const position = editor.document.positionAt(at);
      editor.selection = new vscode.Selection(position, position);
      editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
      return { line: position.line + 1, column: position.character + 1 };
    }, { text, nth });
    if (place === undefined) {
      throw new Error(`the open file has no ${JSON.stringify(text)}`);
    }
    await this.focusEditor();
    return place;
  }

  /** The pixels of a text of the open file that is on the screen: {x, y, width, height}. */
  async boxOf(text) {
    const { line } = await this.goTo(text);
    return until(`"${text}" on the screen`, () => this.page.evaluate(({ selector, line, text }) => {
      const editor = document.querySelector(selector);
      const number = [...editor.querySelectorAll('.line-numbers')].find((item) => item.textContent === String(line));
      const top = number?.getBoundingClientRect().top;
      const row = [...editor.querySelectorAll('.view-line')].find((item) => Math.abs(item.getBoundingClientRect().top - top) < 2);
      const walker = row && document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
      const pieces = [];
      while (walker?.nextNode()) {
        pieces.push(walker.currentNode);
      }
      const start = pieces.map((piece) => piece.data).join('').replaceAll('\u00a0', ' ').indexOf(text);
      if (start < 0) {
        return undefined;
      }
      const range = document.createRange();
      let passed = 0;
      for (const piece of pieces) {
        const end = passed + piece.length;
        if (start >= passed && start < end) {
          range.setStart(piece, start - passed);
        }
        if (start + text.length > passed && start + text.length <= end) {
          range.setEnd(piece, start + text.length - passed);
        }
        passed = end;
      }
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x, y, width, height };
    }, { selector: EDITOR, line, text }));
  }

  /** Rests the mouse on a text and returns what the hover says. */
  async hover(text) {
    const content = this.page.locator('.monaco-hover .monaco-hover-content').filter({ visible: true });
    let asked = 0;
    return until(`a hover on "${text}"`, async () => {
      const shown = tidy((await content.allInnerTexts()).join('\n'));
      if (shown !== '' && !shown.startsWith('Loading')) {
        return shown;
      }
      // Away and back: a hover that came up empty is not asked for again by itself, and code lenses move the lines.
      if (asked % 20 === 0) {
        const box = await this.boxOf(text);
        await this.page.mouse.move(box.x + 5, box.y + 150);
        await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
      }
      asked += 1;
      return undefined;
    }, { every: 150 });
  }

  /** Titles of the code lenses on the screen, once `enough` says so. */
  async lenses(enough) {
    await this.focusEditor();
    const all = this.page.locator(`${EDITOR} .codelens-decoration a`).filter({ visible: true });
    return until('the code lenses', async () => {
      const titles = (await all.allInnerTexts()).map(tidy);
      return enough(titles) ? titles : undefined;
    });
  }

  /** Clicks the code lens with this title that stands above a text. */
  async clickLens(title, text) {
    const all = this.page.locator(`${EDITOR} .codelens-decoration a`, { hasText: title }).filter({ visible: true });
    const lens = await until(`the lens "${title}" above "${text}"`, async () => {
      const { y } = await this.boxOf(text);
      for (const one of await all.all()) {
        const box = await one.boundingBox();
        if (box !== null && box.y < y && y - box.y < 30) {
          return one;
        }
      }
      return undefined;
    });
    await lens.click();
  }

  /** Opens the menu of Ctrl+. on a text and returns its titles; [] when VS Code says that there is nothing. */
  async quickFixes(text) {
    await this.goTo(text);
    await this.page.keyboard.press('Control+.');
    const menu = this.page.locator('.action-widget').filter({ visible: true });
    const nothing = this.page.locator('.monaco-editor-overlaymessage').filter({ visible: true });
    let asked = 0;
    await until('the menu of quick fixes', async () => {
      asked += 1;
      if (asked % 100 === 0) { // VS Code gives it up without a word when diagnostics change while it waits
        await this.page.keyboard.press('Control+.');
      }
      return (await menu.locator('.monaco-list-row').count()) + (await nothing.count());
    });
    return (await menu.locator('.monaco-list-row.action .title').allInnerTexts()).map(tidy);
  }

  async chooseQuickFix(title) {
    const menu = this.page.locator('.action-widget').filter({ visible: true });
    await menu.locator('.monaco-list-row.action').filter({ hasText: title }).first().click();
    await menu.waitFor({ state: 'detached' });
  }

  async escape() {
    await this.page.keyboard.press('Escape');
  }

  /** Classes of colour that the tokens of the open file have on the screen: 1 means plain text. */
  tokenColors() {
    return this.page.evaluate((selector) => new Set(
      [...document.querySelectorAll(`${selector} .view-line span span`)].map((token) => getComputedStyle(token).color)).size, EDITOR);
  }

  // --- the workbench ---

  /** Rows of the Problems panel, once `enough` of them are there: {severity, message, source, code, line, column}. */
  async problems(enough) {
    await this.session.command('workbench.panel.markers.view.focus');
    const read = () => this.page.locator('.markers-panel .monaco-list-row:has(.marker-icon)').evaluateAll((rows) => rows.map((row) => {
      const part = (selector) => row.querySelector(selector)?.textContent.replaceAll('\u00a0', ' ').trim();
      const icon = row.querySelector('.marker-icon').className;
      const [, line, column] = /\[Ln (\d+), Col (\d+)\]/.exec(row.textContent) ?? [];
      const severity = ['error', 'warning', 'info'].find((name) => new RegExp(`codicon-${name}\\b|severity-${name}\\b|\\b${name}\\b`).test(icon));
      return { severity, message: part('.marker-message'), source: part('.marker-source'), code: part('.marker-code'),
        line: Number(line), column: Number(column) };
    }));
    return until('the rows of the Problems panel', async () => {
      const rows = await read();
      return enough(rows) ? rows : undefined;
    });
  }

  /** In the preview of an edit: ticks every file, lets `look` see it, and applies it. Returns the files' names. */
  async confirmPreview(look) {
    const panel = this.page.locator('.bulk-edit-panel');
    const files = panel.locator('.monaco-list-row[aria-level="1"]');
    await files.first().waitFor();
    await this.session.command('list.collapseAll'); // the panel shows few rows
    const names = (await files.locator('.label-name').allInnerTexts()).map(tidy);
    for (const box of await files.locator('.edit-checkbox').all()) {
      await box.check();
    }
    await look();
    await panel.locator('.monaco-button', { hasText: 'Apply' }).click();
    return names.sort();
  }

  /** Every diagnostic, as extensions see them: {file, line, column, severity, message, source, code}. */
  diagnostics() {
    return this.session.api((vscode) => vscode.languages.getDiagnostics().flatMap(([uri, all]) => all.map((one) => ({
      file: vscode.workspace.asRelativePath(uri),
      line: one.range.start.line + 1,
      column: one.range.start.character + 1,
      severity: vscode.DiagnosticSeverity[one.severity],
      message: one.message,
      source: one.source,
      code: typeof one.code === 'object' ? one.code.value : one.code,
    }))));
  }

  /** Shows a tree view, and returns its rows once `enough` says so: {label, description, level}. */
  async tree(id, enough) {
    await this.session.command(`${id}.focus`);
    const rows = this.page.locator('.customview-tree .monaco-list-row').filter({ visible: true });
    return until(`the rows of ${id}`, async () => {
      const read = await rows.evaluateAll((all) => all.map((row) => {
        const part = (selector) => row.querySelector(selector)?.textContent.replaceAll('\u00a0', ' ').trim() ?? '';
        return { label: part('.label-name'), description: part('.label-description'), level: Number(row.ariaLevel) };
      }));
      return enough(read) ? read : undefined;
    });
  }

  /** Opens a row of the tree view that is shown. */
  async expand(label) {
    const row = this.page.locator('.customview-tree .monaco-list-row', { hasText: label }).first();
    if ((await row.getAttribute('aria-expanded')) === 'false') {
      await row.locator('.monaco-tl-twistie').click();
    }
  }

  /** Takes an entry of the menu of a row at the top level of a tree view. */
  async treeMenu(view, label, title) {
    await this.session.command(`${view}.focus`);
    const row = this.page.locator('.customview-tree .monaco-list-row[aria-level="1"]').filter({ hasText: label }).first();
    const item = this.page.locator('.monaco-menu .action-item').filter({ hasText: title }).first();
    await row.scrollIntoViewIfNeeded();
    // A menu that has just opened takes a click as the end of the one that opened it: again, until it is gone.
    await until(`the menu to take "${title}"`, async () => {
      if (await item.count() === 0) {
        await row.click({ button: 'right', timeout: 3000 });
        await item.waitFor({ timeout: 3000 });
      }
      await this.page.waitForTimeout(500);
      await item.hover({ timeout: 2000 });
      await this.page.waitForTimeout(200);
      await item.click({ timeout: 2000 });
      await this.page.waitForTimeout(300);
      return await item.count() === 0;
    });
  }

  async statusBar() {
    return (await this.page.locator('.part.statusbar .statusbar-item').allInnerTexts()).map(tidy).filter(Boolean);
  }

  /** Presses a button of a notification; `look` is called before, while the question is on the screen. */
  async answer(label, look = async () => {}) {
    const button = this.page.locator('.notification-list-item .monaco-button', { hasText: label }).first();
    await button.waitFor();
    await look();
    await button.click();
  }

  async notifications() {
    return (await this.page.locator('.notification-list-item-message').allInnerTexts()).map(tidy);
  }

  /** The text of the welcome content of a view without rows. */
  async welcome() {
    return tidy(await this.page.locator('.welcome-view-content').filter({ visible: true }).first().innerText());
  }

  /** Runs a command as a person does: by its title in the Command Palette. */
  async palette(title) {
    await this.page.keyboard.press('F1');
    const widget = this.page.locator('.quick-input-widget').filter({ visible: true });
    await widget.locator('input[type=text]').fill(`>${title}`);
    const row = widget.locator('.monaco-list-row', { hasText: title }).first();
    await row.waitFor();
    await row.click();
  }
}
