/**
 * The folder in which server environments live: `<storage>/server/`. Each is made in a folder of its own, and
 * `current.json` names the one in use, so another window never loses the one it runs on.
 */

import fs from 'node:fs/promises';
import path from 'node:path';

export interface CurrentEnvironment {
  /** Hash of the wheel and the requirements it was made from. */
  readonly stamp: string;
  /** The `server.python` setting it was made for. */
  readonly requestedPython: string;
  readonly folder: string;
}

const DAYS_KEPT = 7;
const LOCK_STALE_MS = 20 * 60_000;
const LOCK_POLL_MS = 400;

export class EnvironmentStore {
  readonly root: string;

  constructor(storage: string) {
    this.root = path.join(storage, 'server');
  }

  pythonOf(folder: string): string {
    return process.platform === 'win32' ? path.join(folder, 'Scripts', 'python.exe') : path.join(folder, 'bin', 'python');
  }

  /** Undefined when there is none, or when the note about it cannot be read. */
  async current(): Promise<CurrentEnvironment | undefined> {
    try {
      const note = JSON.parse(await fs.readFile(this.note, 'utf8')) as Partial<CurrentEnvironment> | null;
      const { stamp, requestedPython, folder } = note ?? {};
      return typeof stamp === 'string' && typeof requestedPython === 'string' && typeof folder === 'string'
        ? { stamp, requestedPython, folder }
        : undefined;
    } catch {
      return undefined;
    }
  }

  async setCurrent(environment: CurrentEnvironment): Promise<void> {
    const draft = `${this.note}.${process.pid}`;
    await fs.writeFile(draft, JSON.stringify(environment, undefined, 2));
    await fs.rename(draft, this.note);
  }

  async forgetCurrent(): Promise<void> {
    await fs.rm(this.note, { force: true });
  }

  newFolder(version: string): string {
    return path.join(this.root, `${version}-${Date.now().toString(36)}-${process.pid}`);
  }

  /** Marks the folder as used now; see `removeUnused`. */
  async touch(folder: string): Promise<void> {
    await fs.writeFile(path.join(folder, 'used'), '');
  }

  /** Removes environments nobody has started a server from for a week, finished or not. Never throws. */
  async removeUnused(keep: string): Promise<void> {
    const oldest = Date.now() - DAYS_KEPT * 24 * 3600_000;
    for (const entry of await fs.readdir(this.root, { withFileTypes: true }).catch(() => [])) {
      const folder = path.join(this.root, entry.name);
      if (!entry.isDirectory() || folder === keep) {
        continue;
      }
      const used = await fs.stat(path.join(folder, 'used')).catch(() => fs.stat(folder)).catch(() => undefined);
      if (used !== undefined && used.mtimeMs < oldest) {
        await fs.rm(folder, { recursive: true, force: true }).catch(() => undefined); // in use on Windows: next time
      }
    }
  }

  /** Runs `work` while no other window does; waits for the other one, and takes over from one that has died. */
  async exclusively<T>(work: () => Promise<T>, onWait: () => void, signal?: AbortSignal): Promise<T> {
    const lock = path.join(this.root, 'making.lock');
    await fs.mkdir(this.root, { recursive: true });
    let told = false;
    while (!(await takeLock(lock))) {
      if (await isAbandoned(lock)) {
        await fs.rm(lock, { force: true });
        continue;
      }
      if (!told) {
        onWait();
        told = true;
      }
      signal?.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
    }
    try {
      return await work();
    } finally {
      await fs.rm(lock, { force: true });
    }
  }

  private get note(): string {
    return path.join(this.root, 'current.json');
  }
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    await fs.writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  try {
    const [owner, { mtimeMs }] = await Promise.all([fs.readFile(lock, 'utf8'), fs.stat(lock)]);
    if (Date.now() - mtimeMs > LOCK_STALE_MS) {
      return true;
    }
    return owner !== '' && !isAlive(Number(owner));
  } catch {
    return false; // released meanwhile
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
