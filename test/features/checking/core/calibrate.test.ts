import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  calibrate,
  readLabeledClaims,
  scoreClaims,
  type ScoredClaim,
} from '../../../../src/features/checking/core/calibrate';
import { verbatim } from '../../../../src/prose/documentUnits';
import { RequestError } from '../../../../src/protocol/errors';
import type { Inference } from '../../../../src/protocol/inference';

const scored = (label: Inference, supported: number, contradicted = 0): ScoredClaim => ({
  ...{ label, supported, contradicted },
});
const many = (count: number, make: (i: number) => ScoredClaim) => Array.from({ length: count }, (_, i) => make(i));
const refusal = (message: RegExp) => (error: unknown) => error instanceof RequestError && message.test(error.message);

describe('thresholds', () => {
  test('lie where they tell the pairs apart best, and are measured on other pairs than they were chosen on', () => {
    // A model that is too sure: everything above 0.5, and only what is above 0.9 right.
    const pairs = [
      ...many(20, (i) => scored('supported', 0.92 + i / 1000, 0.1)),
      ...many(20, (i) => scored('neither', 0.6 + i / 100, 0.1)),
      ...many(20, (i) => scored('contradicted', 0.55, 0.3 + i / 100)),
    ];
    const { supported, contradicted } = calibrate(pairs, true);
    assert.ok(supported.threshold > 0.79 && supported.threshold < 0.92, `${supported.threshold}`);
    assert.deepEqual([supported.before, supported.after], [0.5, 1]);
    assert.deepEqual([supported.positive, supported.negative], [20, 40]);
    assert.equal(contradicted!.threshold, 0.2);
    assert.equal(contradicted!.after, 1);
    assert.equal(calibrate(pairs, false).contradicted, undefined);
  });

  test('stay where they are if none is better', () => {
    const pairs = [...many(10, () => scored('supported', 0.9)), ...many(10, () => scored('unsupported', 0.1))];
    assert.deepEqual(calibrate(pairs, true), {
      supported: { threshold: 0.5, before: 1, after: 1, positive: 10, negative: 10 },
      contradicted: undefined,
    });
  });

  test('chance stays chance: the figure after is not flattered by the choice', () => {
    // Scores that have nothing to do with the labels.
    const pairs = many(200, (i) => scored(i % 2 === 0 ? 'supported' : 'neither', ((i * 7919) % 200) / 200));
    const { after } = calibrate(pairs, false).supported;
    assert.ok(after > 0.35 && after < 0.6, `${after}`);
  });

  test('need pairs of both kinds', () => {
    const pairs = [...many(9, () => scored('supported', 0.9)), ...many(50, () => scored('neither', 0.1))];
    assert.throws(
      () => calibrate(pairs, true),
      refusal(/at least 10 supported pairs and 10 others; there are 9 and 50\./),
    );
  });
});

describe('labeled pairs', () => {
  test('are read from tables and JSON lines under usual names of columns and labels', () => {
    const wanted = [
      { claim: 'It rained.', source: 'Rain fell, all day.', label: 'supported' },
      { claim: 'It snowed.', source: 'Rain fell.', label: 'contradicted' },
      { claim: 'It was cold.', source: 'Rain fell.', label: 'neither' },
    ];
    const csv =
      'claim,source,label\nIt rained.,"Rain fell, all day.",SUPPORTS\nIt snowed.,Rain fell.,contradiction\nIt was cold.,Rain fell.,not found\n';
    assert.deepEqual(readLabeledClaims('pairs.csv', csv), wanted);
    const lines = wanted.map(({ claim, source, label }) =>
      JSON.stringify({ hypothesis: claim, premise: source, label: label === 'neither' ? 'neutral' : label }),
    );
    assert.deepEqual(readLabeledClaims('pairs.jsonl', lines.join('\n')), wanted);
    assert.deepEqual(readLabeledClaims('p.jsonl', '{"doc":"a","claim":"b","label":0}'), [
      { claim: 'b', source: 'a', label: 'unsupported' },
    ]);
  });

  test('that are not, are refused with what is missing', () => {
    assert.throws(() => readLabeledClaims('p.csv', 'text,label\na,supported\n'), refusal(/Name its columns “claim”/));
    assert.throws(() => readLabeledClaims('p.csv', 'claim,source,label\na,b,maybe\n'), refusal(/label “maybe”/));
  });

  test('are scored by the best of the source’s passages, and by 0 where none shares a word', async () => {
    const ask = (texts: readonly { readonly text: string }[]) =>
      Promise.resolve(texts.map(({ text }) => ({ supported: text.startsWith('It') ? 0.9 : 0.2, contradicted: 0.1 })));
    const read = (text: string) => ({
      text,
      async *sentences() {
        await Promise.resolve();
        for (const part of text.split('|')) yield { ...verbatim(part.padEnd(300), 0), opensParagraph: true as const };
      },
    });
    const pairs = [
      { claim: 'the rain was heavy', source: 'Rain was expected.|It was heavy rain.', label: 'supported' },
      { claim: 'tea', source: 'Rain.', label: 'neither' },
    ] as const;
    const found: ScoredClaim[] = [];
    for await (const batch of scoreClaims(ask, pairs, read)) found.push(...batch);
    assert.deepEqual(
      new Map(found.map((one) => [one.label, one.supported])),
      new Map([
        ['neither', 0],
        ['supported', 0.9],
      ]),
    );
  });
});
