// Where the VS Code under test lives: outside the project, filled by install.mjs.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const cache = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
export const home = process.env.DESTINATION_WRITER_EDITORS || path.join(cache, 'destination-writer-editors');

const app = path.join(home, 'app');
const modules = path.join(app, 'node_modules');
const nodePackage = path.join(modules, `node-linux-${process.arch}`);

export const places = {
  app,
  modules,
  /** The Node that code-server was made for, with its headers. */
  nodePackage,
  node: path.join(nodePackage, 'bin', 'node'),
  codeServer: path.join(modules, 'code-server', 'out', 'node', 'entry.js'),
  vscode: path.join(modules, 'code-server', 'lib', 'vscode'),
  nodeGyp: path.join(modules, 'node-gyp', 'bin', 'node-gyp.js'),
  log: path.join(home, 'install.log'),
  stamps: path.join(home, 'stamps'),
};

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The first of these commands that PATH has, as a path. */
export function which(...names) {
  const folders = (process.env.PATH || '').split(path.delimiter).filter(Boolean);
  const found = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return found.find((file) => fs.existsSync(file));
}

/** Chromium: $CHROMIUM, or the first on PATH. */
export function browser() {
  return process.env.CHROMIUM || which(...BROWSERS);
}
