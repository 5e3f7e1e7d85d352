import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Encoding } from '../../../src/protocol/text';
import type { MaskedEncoding } from '../../../src/engine/tokenizer/tokenizer';
import { tokenizerFor, vocabularies, type Vocabulary } from './fixtures';

/** Text of every token with its range in `text`, as 'token[start,end)'. */
const cases: readonly (readonly [vocabulary: Vocabulary, text: string, expected: string])[] = [
  // A decomposed accent becomes one character, which is unknown to the vocabulary: bytes, the last with the range.
  ['seed', 'e\u0302x', '▁[0,0) <0xC3>[0,0) <0xAA>[0,2) x[2,3)'],
  // Newer than the vocabulary's table, which leaves it alone; today's NFKC would make two characters of it.
  ['v3', '\u32FF', '▁[0,0) <0xE3>[0,0) <0x8B>[0,0) <0xBF>[0,1)'],
  ['seed', '\uFB01le', '▁file[0,3)'],
  ['seed', '\uFF21\uFF22\uFF23', '▁ABC[0,3)'],
  ['seed', 'the\u200B file\u0001s', '▁the[0,3) ▁files[3,11)'],
  ['seed', 'the \uD835\uDC1A file', '▁the[0,3) ▁a[3,6) ▁file[6,11)'],
  ['seed', '  the  file  ', '▁the[2,5) ▁file[5,11)'],
  ['v1', 'a \u{1F600}', 'a[0,1) ĠðŁĺ[1,4) Ģ[2,4)'],
  ['v1', 'e\u0302', 'e[0,1) Ì[1,2) Ĥ[1,2)'],
  // U+FEFF isn't white space, so the space before it belongs to it; U+0085 is.
  ['v1', 'a \uFEFF', 'a[0,1) Ġï[1,3) »[2,3) ¿[2,3)'],
  ['v1', 'a \u0085b', 'a[0,1) Ġ[1,2) Â[2,3) ħ[2,3) b[3,4)'],
];

for (const [vocabulary, text, expected] of cases) {
  test(`${vocabulary}: ranges of ${JSON.stringify(text)}`, async (t) => {
    const encoding = (await tokenizerFor(vocabulary, t))?.encode(text);
    if (!encoding) return;
    const shown = encoding.tokens.map(
      (token, i) => `${token}[${encoding.ranges[i]?.start},${encoding.ranges[i]?.end})`,
    );
    assert.equal(shown.slice(1, -1).join(' '), expected);
  });
}

const hostile =
  "a b  the é e\u0301 \u0301 ﬁ ｆ ① ½ … “ ” — \u200B \u200D \u00AD \uFEFF \u0000 \u0001 \u007F \u0085 \t \n \r\n \u00A0 \u2581 \u3000 世 ! 𝕏 👩‍👧 🇫🇷 \uD800 \uDC00 \uFFFD \uFDFA \uE000 [SEP] [MASK] <0x41> 's"
    .split(' ')
    .concat(' ', '  ');
/** What may lie between tokens: white space, and the characters normalization removes or takes for white space. */
const negligible = /^[\s\p{Cc}\p{Cf}\p{Cs}\u2581\uFFFD]*$/u;

for (const vocabulary of vocabularies) {
  test(`${vocabulary}: ranges of hostile texts are ordered, inside the text and leave out nothing that counts`, async (t) => {
    const tokenizer = await tokenizerFor(vocabulary, t);
    if (!tokenizer) return;
    const random = randomNumbers(1);
    for (let round = 0; round < 2000; round++) {
      const text = Array.from({ length: random(12) }, () => hostile[random(hostile.length)]).join('');
      const { ids, ranges } = tokenizer.encode(text);
      let covered = 0;
      let last = { start: 0, end: 0 };
      for (const range of ranges) {
        assert.ok(
          last.start <= range.start && last.end <= range.end && range.start <= range.end,
          JSON.stringify({ text, ranges }),
        );
        assert.match(text.slice(covered, Math.max(covered, range.start)), negligible, JSON.stringify({ text, ranges }));
        covered = Math.max(covered, range.end);
        last = range;
      }
      assert.equal(covered, text.length);
      assert.deepEqual(
        ids.filter((id) => id === tokenizer.special.mask || id === tokenizer.special.cls),
        [tokenizer.special.cls],
      );
      assert.equal(ids.indexOf(tokenizer.special.sep), ids.length - 1, text);
    }
  });
}

for (const vocabulary of vocabularies) {
  test(`${vocabulary}: masks anywhere in hostile texts keep the ranges in order`, async (t) => {
    const tokenizer = await tokenizerFor(vocabulary, t);
    if (!tokenizer) return;
    const random = randomNumbers(2);
    for (let round = 0; round < 1000; round++) {
      const text = Array.from({ length: random(8) }, () => hostile[random(hostile.length)]).join('');
      const cuts = Array.from({ length: 2 * random(4) }, () => random(text.length + 1)).sort((a, b) => a - b);
      const masks = Array.from({ length: cuts.length / 2 }, (_, i) => ({
        start: cuts[2 * i] ?? 0,
        end: cuts[2 * i + 1] ?? 0,
      }));
      const masked: MaskedEncoding = tokenizer.encodeMasked(text, masks);
      const { positions } = masked;
      const { ids, ranges }: Encoding = masked.encoding;
      assert.deepEqual(
        positions.map((position) => ranges[position]),
        masks,
      );
      assert.deepEqual(
        positions,
        ids.flatMap((id, i): number[] => (id === tokenizer.special.mask ? [i] : [])),
      );
      ranges.slice(1).forEach((range, i) => {
        const last = ranges[i] ?? range;
        assert.ok(last.start <= range.start && last.end <= range.end, JSON.stringify({ text, masks, ranges }));
      });
    }
  });
}

/** Lehmer's generator: `random(n)` in 0..n-1, the same in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}
