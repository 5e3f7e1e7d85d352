import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isFunctionWord } from '../../../../src/features/words/core/functionWords';
import { Thesaurus } from '../../../../src/features/words/core/thesaurus';

test('synonyms come with their senses, whatever the case of the word; the text is read once', async () => {
  let reads = 0;
  const thesaurus = new Thesaurus(async () => {
    reads++;
    return '# License\nquick\tfast speedy||clever\nslow\tlate\n';
  });
  assert.deepEqual(await thesaurus.synonyms('Quick'), [
    { text: 'fast', sense: 0 },
    { text: 'speedy', sense: 0 },
    { text: 'clever', sense: 2 },
  ]);
  assert.deepEqual(await thesaurus.synonyms('slow'), [{ text: 'late', sense: 0 }]);
  assert.deepEqual(await thesaurus.synonyms('low'), []);
  assert.equal(reads, 1);
});

test('the file begins with its license; each line is a word and its synonyms, none of them a word of grammar', () => {
  const text = readFileSync(path.join(__dirname, '../../../../models/thesaurus.txt'), 'utf8');
  assert.match(text, /^# WordNet[^]*Princeton University/);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  assert.ok(lines.length > 15_000);
  for (const line of lines) assert.match(line, /^[a-z]+\t[a-z]*(?:[ |]+[a-z]+)*$/);
  assert.ok(!lines.flatMap((line) => line.split(/[\t |]+/)).some(isFunctionWord));
});
