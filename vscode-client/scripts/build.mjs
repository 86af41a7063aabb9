// Bundles src/extension.ts into dist/extension.js. `--watch` rebuilds at every change, with source maps.
import * as esbuild from 'esbuild';
import path from 'node:path';

const watch = process.argv.includes('--watch');
const options = {
  absWorkingDir: path.join(import.meta.dirname, '..'),
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  minify: !watch,
  sourcemap: watch,
  logLevel: 'warning',
};

if (watch) {
  const context = await esbuild.context(options);
  await context.watch();
  console.log('watching src/');
} else {
  await esbuild.build(options);
}
