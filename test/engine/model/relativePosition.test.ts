import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDebertaConfig } from '../../../src/engine/checkpoint/debertaConfig';
import { logBucketPosition, relativeRow } from '../../../src/engine/model/relativePosition';

/** v3: 256 buckets over 512 positions. Values of make_log_bucket_position in the authors' da_utils.py. */
const v3Buckets: readonly (readonly [relative: number, bucket: number])[] = [
  [0, 0],
  [1, 1],
  [-1, -1],
  [127, 127],
  [128, 128],
  [129, 129],
  [-129, -129],
  [200, 169],
  [256, 192],
  [-256, -192],
  [511, 255],
  [-511, -255],
];

for (const [relative, bucket] of v3Buckets) {
  test(`bucket of ${relative} is ${bucket}`, () => assert.equal(logBucketPosition(relative, 256, 512), bucket));
}

const config = (keys: object) =>
  parseDebertaConfig(
    { model_type: 'deberta-v2', vocab_size: 10, hidden_size: 8, num_attention_heads: 2, ...keys },
    'config.json',
  );

test('rows grow with the distance, so that those that occur are one slice', () => {
  const v3 = config({ position_buckets: 256, max_position_embeddings: 512, relative_attention: true });
  for (let relative = -600; relative < 600; relative++) {
    const step = relativeRow(relative + 1, v3) - relativeRow(relative, v3);
    assert.ok(step === 0 || step === 1, `from ${relative}`);
  }
});

test('without buckets distances are clamped to the span', () => {
  const v1 = config({ position_buckets: -1, max_relative_positions: 12, max_position_embeddings: 64 });
  assert.deepEqual(
    [-20, -12, -11, 0, 11, 12, 20].map((relative) => relativeRow(relative, v1)),
    [0, 0, 1, 12, 23, 23, 23],
  );
});
