import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProseFile, languageOfFile, proseFiles } from '../../src/prose/fileLanguages';

test('a file has the language of its ending, whatever its case', () => {
  const names = ['README.MD', 'b/c.tex', 'd', 'e.constructor'];
  assert.deepEqual(names.map(languageOfFile), ['markdown', 'latex', 'plaintext', 'plaintext']);
  assert.deepEqual(names.map(isProseFile), [true, true, false, false]);
});

test('files are searched for in either case', () =>
  assert.match(proseFiles, /^\*\*\/\*\.\{\[mM\]\[dD\],.*,\[tT\]\[eE\]\[xX\],.*\}$/));
