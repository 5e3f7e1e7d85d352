import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PieceTrie } from '../../../src/engine/tokenizer/models/pieceTrie';
import { goldenLines, tokenizerFor, vocabularies, type GoldenLine } from './fixtures';

for (const vocabulary of vocabularies) {
  test(`${vocabulary}: ids, pieces and spans of every golden line`, async (t) => {
    const tokenizer = await tokenizerFor(vocabulary, t);
    if (!tokenizer) return;
    const lines = goldenLines(vocabulary);
    assert.ok(lines.length >= 30);
    for (const line of lines) {
      const { ids, tokens, ranges, sequence } = tokenizer.encode(line.text);
      assert.deepEqual(ids, line.ids, line.text);
      assert.deepEqual(tokens, ['[CLS]', ...line.pieces, '[SEP]'], line.text);
      if (line.spans) assert.deepEqual(ranges.slice(1, -1), utf16Ranges(line), line.text);
      assert.deepEqual(ranges[0], { start: 0, end: 0 });
      assert.deepEqual(ranges.at(-1), { start: line.text.length, end: line.text.length });
      assert.deepEqual(sequence, Array<number>(ids.length).fill(0));
    }
  });

  test(`${vocabulary}: a pair is the two texts with one [CLS]`, async (t) => {
    const tokenizer = await tokenizerFor(vocabulary, t);
    if (!tokenizer) return;
    const [first, second] = [tokenizer.encode('A cat sat.'), tokenizer.encode('  It slept.')];
    const pair = tokenizer.encode('A cat sat.', '  It slept.');
    assert.deepEqual(pair.ids, [...first.ids, ...second.ids.slice(1)]);
    assert.deepEqual(pair.ranges, [...first.ranges, ...second.ranges.slice(1)]);
    assert.deepEqual(pair.sequence, [...first.ids.map(() => 0), ...second.ids.slice(1).map(() => 1)]);
  });

  test(`${vocabulary}: twice the text takes twice the steps, whatever it is`, async (t) => {
    const tokenizer = await tokenizerFor(vocabulary, t);
    if (!tokenizer) return;
    const prose = goldenLines(vocabulary)
      .map((line) => line.text)
      .join(' ');
    // One word, one space, one letter: where a quadratic step would show.
    for (const text of [prose, 'abcdefgh', ' ', 'a', '漢字']) {
      const [once, twice] = [10_000, 20_000].map((length) => {
        const whole = text.repeat(Math.ceil(length / text.length)).slice(0, length);
        return lookUps(() => tokenizer.encode(whole));
      });
      assert.ok(once! > 1000);
      assert.ok(twice! < 2.2 * once!, `${once} look-ups become ${twice} for ${text.slice(0, 20)}`);
      assert.ok(twice! < 30 * 20_000, `${twice} look-ups for ${text.slice(0, 20)}`);
    }
  });
}

/** Look-ups of `work` in maps and tries. Every step of a segmentation does one, and a busy machine changes nothing. */
function lookUps(work: () => unknown): number {
  type Method = (this: unknown, ...parameters: unknown[]) => unknown;
  const counted = [
    { own: Map.prototype as unknown as Record<string, Method>, names: ['get', 'has'] },
    { own: PieceTrie.prototype as unknown as Record<string, Method>, names: ['child'] },
  ];
  let count = 0;
  const restores = counted.flatMap(({ own, names }) =>
    names.map((name) => {
      const original = own[name]!;
      own[name] = function (...parameters) {
        count++;
        return original.apply(this, parameters);
      };
      return () => (own[name] = original);
    }),
  );
  try {
    work();
    return count;
  } finally {
    for (const restore of restores) restore();
  }
}

function utf16Ranges(line: GoldenLine): { start: number; end: number }[] {
  const offsets = [0];
  for (const character of line.text) offsets.push((offsets.at(-1) ?? 0) + character.length);
  return (line.spans ?? []).map(([start, end]) => ({ start: offsets[start] ?? NaN, end: offsets[end] ?? NaN }));
}
