import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silenceOfPlace, type Silence } from '../../../../src/features/words/core/silence';
import { ProseDocument } from '../../../../src/prose/proseDocument';
import { passageAt } from '../../../../src/prose/prosePassage';
import { proseLanguage } from '../../../../src/prose/proseLanguages';

test('a place without suggestions says if its line is empty, code, or no place for a word', async () => {
  const cases: readonly (readonly [string, Silence])[] = [
    ['They wrote it.\n\n|\n\nWe read it.', 'emptyLine'],
    ['They wrote it.\n\n```\nlet |x\n```\n', 'code'],
    ['They wrote `let |x` here.', 'code'],
    ['They wrote it.|', 'noPlace'],
  ];
  for (const [marked, expected] of cases) {
    const caret = marked.indexOf('|');
    const source = marked.replace('|', '');
    const passage = passageAt(new ProseDocument(await proseLanguage('markdown'), source), caret, 320);
    const line = source.slice(source.lastIndexOf('\n', caret - 1) + 1).split('\n')[0]!;
    assert.equal(silenceOfPlace(passage, caret, line), expected, marked);
  }
});
