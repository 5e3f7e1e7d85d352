import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalNames } from '../../../src/engine/checkpoint/tensorNames';
import { CheckpointError } from '../../../src/protocol/errors';

const words = 'embeddings.word_embeddings.weight';
const layer = 'encoder.layer.0.output.dense.bias';

test('names are brought under the prefix "deberta."', () => {
  const check = (names: readonly string[], expected: readonly string[]) => {
    const canonical = canonicalNames(names, 'model');
    assert.deepEqual([...canonical.keys()], expected);
    assert.deepEqual([...canonical.values()], names);
  };
  const expected = [`deberta.${words}`, `deberta.${layer}`, 'classifier.weight'];
  check(expected, expected);
  check([words, layer, 'classifier.weight'], expected);
  check([`bert.${words}`, `bert.${layer}`, 'classifier.weight'], expected);
  check([`model.deberta.${words}`, `model.deberta.${layer}`, 'model.classifier.weight'], expected);
  check([`module.${words}`, `module.${layer}`, 'module.classifier.weight'], expected);
  const [gamma, beta] = ['embeddings.LayerNorm.gamma', 'embeddings.LayerNorm.beta'];
  check(
    [words, gamma, beta],
    [`deberta.${words}`, 'deberta.embeddings.LayerNorm.weight', 'deberta.embeddings.LayerNorm.bias'],
  );
});

test('unclear names are refused', () => {
  const check = (names: readonly string[], message: RegExp) =>
    assert.throws(
      () => canonicalNames(names, 'model'),
      (error) => error instanceof CheckpointError && message.test(error.message),
    );
  check(['transformer.wte.weight'], /not a DeBERTa/);
  check([`generator.${words}`, `discriminator.${words}`], /several models/);
  check([words, 'embeddings.LayerNorm.gamma', 'embeddings.LayerNorm.weight'], /same tensor/);
});
