import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textWords } from '../../../src/engine/batch/textWords';

/** Texts with what Python's `re.findall(r"\w+(?:[-_]\w+)*|\S", text)` makes of them. */
const split: readonly (readonly [text: string, words: readonly string[]])[] = [
  ['', []],
  [' \n\t\u00a0\u3000\u2028', []],
  ['Ada wrote, twice.', ['Ada', 'wrote', ',', 'twice', '.']],
  ['e-mail snake_case-mix x__y', ['e-mail', 'snake_case-mix', 'x__y']],
  ['-a- a--b _-_ -', ['-', 'a', '-', 'a', '-', '-', 'b', '_-_', '-']],
  ["Charles's $5 50%", ['Charles', "'", 's', '$', '5', '50', '%']],
  ['½ x² Ⅷ ª ⓐ', ['½', 'x²', 'Ⅷ', 'ª', 'ⓐ']],
  // Marks belong to no word.
  ['cafe\u0301s नमस्ते', ['cafe', '\u0301', 's', 'नमस', '\u094d', 'त', '\u0947']],
  ['😀a𝐚👍🏽', ['😀', 'a𝐚', '👍', '🏽']],
  ['世界你好，テスト', ['世界你好', '，', 'テスト']],
  // Python's white space has the separators of files and records, and no byte order mark.
  ['a\u001cb\u001fc\u0085d\ufeffe\u200bf', ['a', 'b', 'c', 'd', '\ufeff', 'e', '\u200b', 'f']],
];

test('words are those of Python’s expression, at their places in the text', () => {
  for (const [text, words] of split) {
    const ranges = textWords(text);
    assert.deepEqual(
      ranges.map(({ start, end }) => text.slice(start, end)),
      words,
    );
  }
});
