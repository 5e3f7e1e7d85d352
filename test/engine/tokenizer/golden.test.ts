import assert from 'node:assert/strict';
import { test } from 'node:test';
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

  test(`${vocabulary}: 100 kB of prose in half a second, of anything without a quadratic step`, async (t) => {
    const tokenizer = await tokenizerFor(vocabulary, t);
    if (!tokenizer) return;
    const prose = goldenLines(vocabulary)
      .map((line) => line.text)
      .join(' ');
    const texts: readonly (readonly [text: string, milliseconds: number])[] = [
      [prose.repeat(Math.ceil(100_000 / prose.length)), 500],
      // One word, one space: a quadratic step would take minutes.
      ['abcdefgh'.repeat(12_500), 2500],
      [' '.repeat(100_000), 2500],
    ];
    for (const [text, limit] of texts) {
      const started = performance.now();
      tokenizer.encode(text.slice(0, 100_000));
      const took = performance.now() - started;
      assert.ok(took < limit, `${took} ms for ${text.slice(0, 20)}`);
    }
  });
}

function utf16Ranges(line: GoldenLine): { start: number; end: number }[] {
  const offsets = [0];
  for (const character of line.text) offsets.push((offsets.at(-1) ?? 0) + character.length);
  return (line.spans ?? []).map(([start, end]) => ({ start: offsets[start] ?? NaN, end: offsets[end] ?? NaN }));
}
