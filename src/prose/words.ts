import type { TextRange } from '../protocol/text';

/** Scripts that put no space between words: each character counts as a word. */
const withoutSpaces = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'].map(
  (name) => `\\p{sc=${name}}`,
);
/** Letters and digits in a row, or any other character by itself. */
const wordPattern = new RegExp(
  String.raw`[${withoutSpaces.join('')}]\p{M}*|(?:(?![${withoutSpaces.join('')}])[\p{L}\p{M}\p{N}_])+|\S`,
  'gu',
);

/** The words of a text that can have a tag each. A word is divided at each of `bounds` in it, where entities end. */
export function wordsOf(text: string, bounds: ReadonlySet<number> = new Set()): TextRange[] {
  return [...text.matchAll(wordPattern)].flatMap(({ index, 0: { length } }) => {
    const words: TextRange[] = [];
    let start = index;
    for (let end = index + 1; end <= index + length; end++) {
      if (end < index + length && !bounds.has(end)) continue;
      words.push({ start, end });
      start = end;
    }
    return words;
  });
}
