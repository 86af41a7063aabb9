import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EnvironmentError, explain, explainPip, lastLine, versionIn, type EnvironmentProblem } from '../common/environmentModel';

test('pip\'s failures are told apart by what it prints', () => {
  const table: [output: string, wanted: RegExp][] = [
    ["WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<pip HTTPSConnection>: Failed to establish" +
      " a new connection: [Errno 111] Connection refused')'\nERROR: Could not find a version that satisfies the requirement click==8.5.1" +
      '\nERROR: No matching distribution found for click==8.5.1', /cannot be reached.*--find-links/s],
    ["WARNING: Retrying after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]" +
      " certificate verify failed'))'\nERROR: No matching distribution found for click==8.5.1", /--cert/],
    ["WARNING: Retrying after connection broken by 'ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 " +
      "Proxy Authentication Required'))'", /--proxy/],
    ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.', /not the one this extension was built with/],
    ['ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device', /disk is full/],
    ['  error: Microsoft Visual C++ 14.0 or greater is required.\nERROR: Failed building wheel for tree-sitter', /no ready-made form/],
    ['Looking in links: ./wheels\nERROR: No matching distribution found for attrs==26.1.0', /index lacks a package/],
    ['ERROR: something new', /could not be installed: something new.*See the log/s],
  ];
  for (const [output, wanted] of table) {
    assert.match(explainPip(output), wanted);
  }
});

test('every problem names its remedy', () => {
  const interpreter = { command: ['python3'], executable: '/usr/bin/python3', version: [3, 11, 2] as const, missing: ['ensurepip'] };
  const table: [EnvironmentProblem, RegExp][] = [
    [{ kind: 'package-missing', path: '/x/bundle.json' }, /Install the extension again/],
    [{ kind: 'python-missing', configured: '', rejected: ['python3: Python 3.8.10 is too old'] }, /3\.8\.10 is too old.*python\.org/],
    [{ kind: 'python-missing', configured: '/no/python', rejected: [] }, /"\/no\/python".*Correct the setting/],
    [{ kind: 'python-incomplete', interpreter }, /apt install python3\.11-venv/],
    [{ kind: 'venv-failed', output: 'Error: disk quota' }, /disk quota.*destinationWriter\.server\.python/],
    [{ kind: 'server-broken', expected: '1.2.3', output: '' }, /1\.2\.3.*Rebuild Server Environment/],
    [{ kind: 'storage', path: '/ro', reason: 'EROFS' }, /\/ro.*EROFS.*Restart Server/],
    [{ kind: 'cancelled' }, /cancelled.*Restart Server/],
  ];
  for (const [problem, wanted] of table) {
    assert.match(explain(problem), wanted, problem.kind);
    assert.equal(new EnvironmentError(problem).message, explain(problem));
  }
});

test('the last line that says something', () => {
  assert.equal(lastLine('Collecting x\nERROR: No.\n\n[notice] A new release of pip is available\n'), 'No');
  assert.equal(lastLine('\n \n'), 'it ended without a word');
});

test('the version a server states', () => {
  assert.equal(versionIn('destination-writer, version 0.1.0\n'), '0.1.0');
  assert.equal(versionIn('Traceback (most recent call last)'), undefined);
});
