import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebertaConfig } from '../../../src/engine/checkpoint/debertaConfig';
import { int64, requireKnownTokens } from '../../../src/engine/batch/inputTensors';
import { batchInputs } from '../../../src/engine/training/steps/encodedExamples';
import { RequestError } from '../../../src/protocol/errors';

test('tokens and token types that the weights have no row for are refused, in training too', () => {
  const config = { vocabSize: 5, typeVocabSize: 1, padTokenId: 0 } as DebertaConfig;
  const refused = (work: () => unknown, message: RegExp) =>
    assert.throws(work, (error) => error instanceof RequestError && message.test(error.message));
  requireKnownTokens({ input_ids: int64([0, 4], [1, 2]), token_type_ids: int64([0, 0], [1, 2]) }, config);
  refused(
    () => requireKnownTokens({ input_ids: int64([5], [1, 1]) }, config),
    /^The text has the token 5, .* only go up to 4/,
  );
  refused(() => batchInputs([{ ids: [5], types: [0] }], config), /the token 5/);
  refused(() => batchInputs([{ ids: [1, 2], types: [0, 1] }], config), /the token type 1, .* only go up to 0/);
});
