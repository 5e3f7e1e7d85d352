import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Tokenizer } from '../../../src/engine/tokenizer/tokenizer';
import { RequestError } from '../../../src/protocol/errors';
import type { Encoding, TextRange } from '../../../src/protocol/text';
import { goldenLines, tokenizerFor, vocabularies } from './fixtures';

interface ExpectedLine {
  readonly text: string;
  readonly input_ids: readonly number[];
  readonly masked_positions: readonly number[];
}

test('seed: the ids the checkpoint was evaluated with', async (t) => {
  const tokenizer = await tokenizerFor('seed', t);
  if (!tokenizer) return;
  const file = path.join(__dirname, '../../fixtures/bundled-expected.json');
  for (const line of JSON.parse(readFileSync(file, 'utf8')) as ExpectedLine[]) {
    const masks = [...line.text.matchAll(/\[MASK\]/g)].map((match) => ({ start: match.index, end: match.index + 6 }));
    const { encoding, positions } = tokenizer.encodeMasked(line.text, masks);
    assert.deepEqual(encoding.ids, line.input_ids, line.text);
    assert.deepEqual(positions, line.masked_positions, line.text);
  }
});

/** Masks are written {like this}; `expected` are the tokens with _ for [MASK]. */
const cases: readonly (readonly [text: string, expected: string])[] = [
  ['{The} dog', '_ ▁dog'],
  ['the {dog}', '▁the _'],
  ['the{ dog} is', '▁the _ ▁is'],
  ['the {dog }is', '▁the _ ▁is'],
  ['the {dog}.', '▁the _ .'],
  ['a test ({really}).', '▁a ▁test ▁( _ ).'],
  ['a test ({}).', '▁a ▁test ▁( _ ).'],
  ['the {} house', '▁the _ ▁house'],
  ['the {}house', '▁the _ ▁house'],
  ['the{} house', '▁the _ ▁house'],
  ['the {}', '▁the _'],
  ['the{}', '▁the _'],
  ['{}the', '_ ▁the'],
  ['{}', '_'],
  [' {} ', '_'],
  ['it is,{} it', '▁it ▁is , _ ▁it'],
  ["it's{} only", "▁it ' s _ ▁only"],
  ["'{}' is", "▁' _ ' ▁is"],
  ["{}'the' is", "_ ▁' the ' ▁is"],
  ["'the'{} is", "▁' the ' _ ▁is"],
  ['un{believ}able', '▁un _ able'],
  ['the {a}{b} is', '▁the _ _ ▁is'],
  ['the {}{} is', '▁the _ _ ▁is'],
  ['the {a}{} is', '▁the _ _ ▁is'],
  ['the {a} {b} is', '▁the _ _ ▁is'],
  ['the {\n}house', '▁the _ ▁house'],
  ['the {\uD835\uDC1A} \uFB01le', '▁the _ ▁file'],
];

for (const [marked, expected] of cases) {
  test(`seed: ${JSON.stringify(marked)}`, async (t) => {
    const tokenizer = await tokenizerFor('seed', t);
    if (!tokenizer) return;
    const { text, masks } = unmark(marked);
    const { encoding, positions } = tokenizer.encodeMasked(text, masks);
    assert.equal(encoding.tokens.slice(1, -1).join(' ').replaceAll('[MASK]', '_'), expected);
    assert.deepEqual(
      positions.map((position) => [encoding.ids[position], encoding.ranges[position]]),
      masks.map((mask) => [tokenizer.special.mask, mask]),
    );
  });
}

for (const vocabulary of vocabularies) {
  test(`${vocabulary}: a masked word changes no other token, whichever way it is masked`, async (t) => {
    const tokenizer = await tokenizerFor(vocabulary, t);
    if (!tokenizer) return;
    let checked = 0;
    for (const { text } of goldenLines(vocabulary)) {
      const whole = tokenizer.encode(text);
      for (const match of text.matchAll(/[A-Za-z]+/g)) {
        const word = { start: match.index, end: match.index + match[0].length };
        const pieces = piecesOf(whole, text, word);
        if (!pieces) continue;
        const replaced = <T>(list: readonly T[], by: T): T[] => list.toSpliced(pieces.first, pieces.count, by);
        const withSpace = { start: whole.ranges[pieces.first]?.start ?? word.start, end: word.end };
        for (const mask of [word, withSpace]) {
          const masked = tokenizer.encodeMasked(text, [mask]);
          assert.deepEqual(
            masked.encoding.ids,
            replaced(whole.ids, tokenizer.special.mask),
            JSON.stringify({ text, mask }),
          );
          assert.deepEqual(masked.encoding.ranges, replaced(whole.ranges, mask));
          assert.deepEqual(masked.positions, [pieces.first]);
        }
        checkInsertion(tokenizer, text, word, replaced(whole.ids, tokenizer.special.mask));
        checked++;
      }
    }
    assert.ok(checked > 100, `${checked} words`);
  });

  test(`${vocabulary}: masks are answered in the order given; impossible ones are refused`, async (t) => {
    const tokenizer = await tokenizerFor(vocabulary, t);
    if (!tokenizer) return;
    const text = 'one two three';
    assert.deepEqual(
      tokenizer.encodeMasked(text, [
        { start: 8, end: 13 },
        { start: 0, end: 3 },
      ]).positions,
      [3, 1],
    );
    assert.deepEqual(tokenizer.encodeMasked(text, []).encoding, tokenizer.encode(text));
    for (const masks of [
      [
        { start: 0, end: 5 },
        { start: 4, end: 6 },
      ],
      [{ start: -1, end: 2 }],
      [{ start: 3, end: 2 }],
      [{ start: 3, end: 99 }],
      [{ start: NaN, end: 2 }],
    ]) {
      assert.throws(() => tokenizer.encodeMasked(text, masks), RequestError);
    }
    assert.equal(tokenizer.encodeMasked('\u{1F600}', [{ start: 0, end: 1 }]).positions[0], 1);
  });
}

/** The pieces of a word, including a lone mark of the space before it; undefined if one reaches beyond the word. */
function piecesOf(whole: Encoding, text: string, word: TextRange): { first: number; count: number } | undefined {
  const { ranges, tokens } = whole;
  let first = ranges.findIndex((range) => range.end > word.start);
  const last = ranges.findLastIndex((range) => range.start < word.end && range.end > range.start);
  const start = ranges[first]?.start ?? 0;
  if (text.slice(start, word.start).trim() !== '' || start > word.start || ranges[last]?.end !== word.end)
    return undefined;
  if (['▁', 'Ġ'].includes(tokens[first - 1] ?? '') && ranges[first - 1]?.end === word.start) first--;
  return { first, count: last - first + 1 };
}

/** Takes the word and the space before it out, then asks for a word at each side of the space that is left. */
function checkInsertion(tokenizer: Tokenizer, text: string, word: TextRange, expected: readonly number[]): void {
  if (
    !/^(?:[a-z] $)/.test(text.slice(word.start - 2, word.start)) ||
    text[word.end] !== ' ' ||
    !/[a-z]/.test(text[word.end + 1] ?? '')
  )
    return;
  const without = text.slice(0, word.start - 1) + text.slice(word.end);
  for (const offset of [word.start - 1, word.start]) {
    const inserted = tokenizer.encodeMasked(without, [{ start: offset, end: offset }]);
    assert.deepEqual(inserted.encoding.ids, expected, JSON.stringify({ without, at: offset }));
  }
}

function unmark(marked: string): { text: string; masks: TextRange[] } {
  let text = '';
  const masks: TextRange[] = [];
  for (const part of marked.split(/(\{[^}]*\})/)) {
    const start = text.length;
    text += part.replace(/[{}]/g, '');
    if (part.startsWith('{')) masks.push({ start, end: text.length });
  }
  return { text, masks };
}
