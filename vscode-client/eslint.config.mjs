import js from '@eslint/js';
import ts from 'typescript-eslint';

/** Modules that decide; everything else may talk to VS Code. `node --test` loads them without an editor. */
const withoutVscode = [
  'src/common/*Model.ts',
  'src/common/environment*.ts',
  'src/common/launch.ts',
  'src/common/protocol.ts',
  'src/common/pythonInterpreter.ts',
  'src/common/serialQueue.ts',
  'src/test/**/*.ts',
];

export default ts.config(
  { ignores: ['dist', 'out', 'bundled', 'node_modules'] },
  js.configs.recommended,
  {
    files: ['src/**/*.ts'],
    extends: [ts.configs.strictTypeChecked, ts.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'eqeqeq': 'error',
      'max-lines': ['error', { max: 350 }],
    },
  },
  {
    // node:test reports a test that fails; nobody awaits the promise of test().
    files: ['src/test/**/*.ts'],
    rules: { '@typescript-eslint/no-floating-promises': 'off' },
  },
  {
    files: withoutVscode,
    rules: {
      'no-restricted-imports': ['error', { paths: ['vscode', 'vscode-languageclient/node'] }],
    },
  },
  {
    // Scripts of our pages: what a webview gives them.
    files: ['media/**/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: { acquireVsCodeApi: 'readonly', document: 'readonly', window: 'readonly' },
    },
  },
  {
    files: ['scripts/**/*.mjs', '*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
  },
);
