import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProseFile, languageOfFile, proseFiles } from '../../src/prose/fileLanguages';

test('a file has the language of its ending, whatever its case', () => {
  const names = ['README.MD', 'b/c.tex', 'f.Typ', 'g.ORG', 'h.ipynb', 'd', 'e.constructor'];
  const languages = ['markdown', 'latex', 'typst', 'org', 'jupyter', 'plaintext', 'plaintext'];
  assert.deepEqual(names.map(languageOfFile), languages);
  assert.deepEqual(names.map(isProseFile), [true, true, true, true, true, false, false]);
});

test('files are searched for in either case', () =>
  assert.match(proseFiles, /^\*\*\/\*\.\{\[mM\]\[dD\],.*,\[tT\]\[eE\]\[xX\],.*\}$/));
