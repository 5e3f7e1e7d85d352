import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SourceCheck } from '../../../../src/features/checking/core/checkUnits';
import { checkingLabels, defaultThresholds, judge, labelsNote } from '../../../../src/features/checking/core/verdict';
import type { ModelDescription } from '../../../../src/protocol/engineApi';
import { RequestError } from '../../../../src/protocol/errors';

function check(supported?: number, contradicted?: number): SourceCheck<string> {
  return {
    supported: supported === undefined ? undefined : { passage: 'for', score: supported },
    contradicted: contradicted === undefined ? undefined : { passage: 'against', score: contradicted },
  };
}

describe('a verdict', () => {
  test('is that of the passage which passes its threshold', () => {
    const deciding = (score: number, passage: string) => ({ passage, score });
    assert.deepEqual(judge(check(0.9, 0.1), defaultThresholds), {
      ...{ verdict: 'supported', score: 0.9, deciding: deciding(0.9, 'for'), opposing: undefined },
    });
    assert.deepEqual(judge(check(0.1, 0.6), defaultThresholds), {
      ...{ verdict: 'contradicted', score: 0.6, deciding: deciding(0.6, 'against'), opposing: undefined },
    });
    assert.equal(judge(check(0.9, 0.1), { supported: 0.95, contradicted: 0.5 }).verdict, 'not found');
  });

  test('is the surer one where passages disagree, and names both', () => {
    const { verdict, deciding, opposing } = judge(check(0.7, 0.8), defaultThresholds);
    assert.deepEqual([verdict, deciding?.passage, opposing?.passage], ['contradicted', 'against', 'for']);
  });

  test('is “not found” with the nearest passage, the surer the farther all are from deciding', () => {
    assert.deepEqual(judge(check(0.3, 0.4), defaultThresholds), {
      ...{ verdict: 'not found', score: 0.6, deciding: { passage: 'for', score: 0.3 } },
    });
    assert.deepEqual(judge(check(), defaultThresholds), { verdict: 'not found', score: 1, deciding: undefined });
  });
});

describe('a model', () => {
  const model = (more: Partial<ModelDescription>): ModelDescription => ({
    ...{ path: '/m', name: 'owner/m', modelType: 'deberta-v2', weightsFormat: 'safetensors', kind: 'a classifier' },
    ...{ notes: [], heads: ['classify'], labels: ['a', 'b'], problemType: 'single_label_classification' },
    ...{ layers: 1, attentionHeads: 1, hiddenSize: 8, vocabularySize: 9, maxTokens: 64, enhancedMaskDecoder: false },
    ...more,
  });

  test('with two labels never contradicts, which is said', () => {
    assert.deepEqual(checkingLabels(model({ inference: { supported: 1 } })), { supported: 1 });
    assert.match(
      labelsNote({ supported: 1 }, 'owner/m')!,
      /owner\/m has two labels: .* never that it contradicts one\./,
    );
    assert.equal(labelsNote({ supported: 0, contradicted: 2 }, 'owner/m'), undefined);
  });

  test('without such labels is refused, with one to use instead', () => {
    const refused = (more: Partial<ModelDescription>, message: RegExp) =>
      assert.throws(
        () => checkingLabels(model(more)),
        (error) =>
          error instanceof RequestError && message.test(error.message) && /Use a model for/.test(error.message),
      );
    refused({}, /owner\/m cannot check a text against a source: .* \(“a”, “b”\)/);
    refused({ heads: ['mlm'], kind: 'a masked language model' }, /cannot classify texts, but it can fill masks\./);
    refused({ inference: { supported: 0 }, problemType: 'regression' }, /cannot check/);
  });
});
