import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandLine, programOf } from '../common/terminalModel';

test('the program is what comes before serve', () => {
  assert.deepEqual(programOf({ command: '/env/python', args: ['-I', '-m', 'destination_writer', 'serve', '--log-level', 'info'] }),
    ['/env/python', '-I', '-m', 'destination_writer']);
  assert.deepEqual(programOf({ command: 'destination-writer', args: ['serve'] }), ['destination-writer']);
});

test('a command line names the program by its place, with spaces quoted', () => {
  const line = 'destination-writer checkpoint . --phase 3';
  assert.equal(commandLine(['/env/python', '-m', 'destination_writer'], line, 'linux'), '/env/python -m destination_writer checkpoint . --phase 3');
  assert.equal(commandLine(['/my env/python', '-m', 'd'], line, 'linux'), '"/my env/python" -m d checkpoint . --phase 3');
  assert.equal(commandLine(['C:\\my env\\python.exe'], line, 'win32'), '& "C:\\my env\\python.exe" checkpoint . --phase 3');
});

test('a line break never runs a command by itself', () => {
  assert.equal(commandLine(['p'], 'destination-writer ask "a\nb"', 'linux'), 'p ask "a b"');
});
