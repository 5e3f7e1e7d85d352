import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { planBatches } from '../../../src/engine/batch/rowBatches';

const limits = { tokens: 1024, masks: 256 };
const most = limits.tokens;
const plan = (lengths: readonly number[]) =>
  planBatches(
    lengths,
    lengths.map(() => 1),
    limits,
  );
const lengthsOf = (count: number) => fc.array(fc.integer({ min: 2, max: 600 }), { maxLength: count });
const tokensOf = (lengths: readonly number[], rows: readonly number[]) =>
  rows.length * Math.max(...rows.map((row) => lengths[row]!));
const cost = (batches: readonly number[]) => batches.reduce((sum, tokens) => sum + tokens + 24, 0);

test('every row is in one batch, which is as long as its longest row and not too large', () => {
  fc.assert(
    fc.property(lengthsOf(300), (lengths) => {
      const batches = plan(lengths);
      assert.deepEqual(
        batches.flatMap(({ rows }) => rows).sort((a, b) => a - b),
        lengths.map((_, row) => row),
      );
      for (const { rows, tokens, padded } of batches) {
        const ofRows = rows.map((row) => lengths[row]!);
        assert.equal(tokens, Math.max(...ofRows));
        assert.equal(padded, Math.min(...ofRows) < tokens);
        assert.ok(rows.length === 1 || rows.length * tokens <= most);
      }
    }),
  );
});

test('no other way of cutting the sorted rows takes less', () => {
  fc.assert(
    fc.property(lengthsOf(9), (lengths) => {
      const sorted = [...lengths].sort((a, b) => b - a);
      const cuts = (from: number): number[][] => {
        if (from === sorted.length) return [[]];
        const ends = sorted.slice(from).map((_, i) => from + i + 1);
        return ends
          .map((end) => ({ end, tokens: (end - from) * sorted[from]! }))
          .filter(({ end, tokens }) => end === from + 1 || tokens <= most)
          .flatMap(({ end, tokens }) => cuts(end).map((rest) => [tokens, ...rest]));
      };
      const planned = plan(lengths).map(({ rows }) => tokensOf(lengths, rows));
      assert.equal(cost(planned), Math.min(...cuts(0).map(cost)));
    }),
  );
});

test('without padding every batch has rows of one length; a batch of several rows has no more masks than it may', () => {
  const row = fc.record({ length: fc.integer({ min: 2, max: 12 }), masks: fc.integer({ min: 0, max: 300 }) });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 100 }), fc.boolean(), (rows, padding) => {
      const [lengths, masks] = [rows.map(({ length }) => length), rows.map((one) => one.masks)];
      for (const batch of planBatches(lengths, masks, { ...limits, padding })) {
        if (!padding) assert.ok(batch.rows.every((index) => lengths[index] === batch.tokens) && !batch.padded);
        const sum = batch.rows.reduce((total, index) => total + masks[index]!, 0);
        assert.ok(batch.rows.length === 1 || sum <= limits.masks);
      }
    }),
  );
});
