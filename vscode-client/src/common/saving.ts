import * as vscode from 'vscode';

const ATTEMPTS = 3;
const PAUSE = 300;

/**
 * Files that an edit makes are unsaved editors at first; a build and the server's review read the disk. VS Code saves those of
 * a refactoring by itself at the same time, which makes a save of ours fail now and then: what counts is that it is saved.
 */
export async function saveAll(files: readonly string[]): Promise<void> {
  const wanted = new Set(files.map((file) => vscode.Uri.parse(file).toString()));
  const unsaved = () => vscode.workspace.textDocuments.filter((one) => one.isDirty && wanted.has(one.uri.toString()));
  for (let attempt = 0; attempt < ATTEMPTS && unsaved().length > 0; attempt += 1) {
    if (attempt > 0) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    await Promise.all(unsaved().map((document) => document.save()));
  }
  const names = unsaved().map(({ uri }) => vscode.workspace.asRelativePath(uri));
  if (names.length > 0) {
    await vscode.window.showErrorMessage(`Not saved: ${names.join(', ')}. This is a blocker: save what is listed before the build.`);
  }
}
