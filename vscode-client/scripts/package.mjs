// Makes destination-writer.vsix: the bundle, and in `bundled/` the server's wheel with the pinned packages it needs.
//   node scripts/package.mjs [--python PATH]    the Python that has `build` and hatchling; default ../.venv, else python3
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const client = path.join(import.meta.dirname, '..');
const project = path.join(client, '..');
const bundled = path.join(client, 'bundled');
const vsix = path.join(client, 'destination-writer.vsix');

function run(command, args, cwd) {
  try {
    execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const said = error.stderr ? `${error.stdout}${error.stderr}` : error.message;
    throw new Error(`${path.basename(command)} ${args.join(' ')} failed in ${cwd}:\n${said}`, { cause: error });
  }
}

function pythonForBuild() {
  const at = process.argv.indexOf('--python');
  if (at > 0) {
    return process.argv[at + 1];
  }
  const own = path.join(project, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  return fs.existsSync(own) ? own : 'python3';
}

/** Builds the wheel from the project's sources into `bundled/` and returns its file name. */
function buildWheel() {
  fs.rmSync(bundled, { recursive: true, force: true });
  fs.mkdirSync(bundled);
  // Without isolation: nothing is downloaded, and the Python at hand has the backend (`make setup`).
  run(pythonForBuild(), ['-m', 'build', '--wheel', '--no-isolation', '--outdir', bundled, project], project);
  const wheels = fs.readdirSync(bundled).filter((name) => name.endsWith('.whl'));
  if (wheels.length !== 1) {
    throw new Error(`expected one wheel in ${bundled}, found ${wheels.length}`);
  }
  return wheels[0];
}

function describeBundle(wheel) {
  const requirements = 'requirements.txt';
  fs.copyFileSync(path.join(client, 'server-requirements.txt'), path.join(bundled, requirements));
  const version = wheel.split('-')[1];
  fs.writeFileSync(path.join(bundled, 'bundle.json'), `${JSON.stringify({ version, wheel, requirements }, null, 2)}\n`);
}

function copyPapers() {
  for (const name of ['LICENSE', 'CHANGELOG.md']) {
    const source = path.join(project, name);
    if (fs.existsSync(source)) {
      fs.copyFileSync(source, path.join(client, name));
    }
  }
}

describeBundle(buildWheel());
copyPapers();
run(process.execPath, [path.join(client, 'scripts/build.mjs')], client);
const vsce = path.join(client, 'node_modules/@vscode/vsce/vsce');
run(process.execPath, [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--out', vsix], client);
console.log(`${path.relative(process.cwd(), vsix)}: ${Math.round(fs.statSync(vsix).size / 1024)} KB`);
