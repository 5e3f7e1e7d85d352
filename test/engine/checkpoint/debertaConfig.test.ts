import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attSpan, parseDebertaConfig } from '../../../src/engine/checkpoint/debertaConfig';
import { CheckpointError } from '../../../src/protocol/errors';

const v2 = { model_type: 'deberta-v2' };

test('defaults are those of the released configuration classes', () => {
  const v1 = parseDebertaConfig({ model_type: 'deberta' }, 'config.json');
  const { vocabSize, hiddenSize, numHiddenLayers, intermediateSize, attentionHeadSize, poolerHiddenSize } = v1;
  assert.deepEqual([vocabSize, hiddenSize, numHiddenLayers, intermediateSize], [50265, 768, 12, 3072]);
  assert.deepEqual([attentionHeadSize, poolerHiddenSize, v1.embeddingSize], [64, 768, 768]);
  assert.deepEqual([v1.relativeAttention, v1.positionBiasedInput, v1.posAttType], [false, true, []]);

  const xlarge = parseDebertaConfig(v2, 'config.json');
  assert.deepEqual([xlarge.vocabSize, xlarge.hiddenSize, xlarge.numHiddenLayers], [128100, 1536, 24]);
  assert.deepEqual([xlarge.convKernelSize, xlarge.convAct, xlarge.layerNormEps], [0, 'tanh', 1e-7]);
});

test('values in all their spellings', () => {
  const check = (json: object, expected: object) => {
    const config = parseDebertaConfig({ ...v2, ...json }, 'config.json');
    for (const [key, value] of Object.entries(expected)) assert.deepEqual(config[key as keyof typeof config], value);
  };
  check({ pos_att_type: 'p2c|c2p' }, { posAttType: ['p2c', 'c2p'] });
  check({ pos_att_type: ['c2p', 'c2p'] }, { posAttType: ['c2p'] });
  check({ pos_att_type: null, pad_token_id: null }, { posAttType: [], padTokenId: 0 });
  check({ norm_rel_ebd: 'layer_norm' }, { normRelEbd: true });
  check({ norm_rel_ebd: 'none' }, { normRelEbd: false });
  check({ problem_type: 'regression' }, { problemType: 'regression' });
  check({ relative_attention: 1, share_att_key: 0 }, { relativeAttention: true, shareAttKey: false });
  check({ hidden_size: 1024, num_attention_heads: 16, attention_head_size: 32 }, { attentionHeadSize: 32 });
});

test('configurations without a type are recognized by their keys and their name', () => {
  const check = (json: object, file: string, expected: string) =>
    assert.equal(parseDebertaConfig(json, `folder/${file}`).modelType, expected);
  for (const key of ['position_buckets', 'embedding_size']) check({ [key]: 256 }, 'config.json', 'deberta-v2');
  check({ share_att_key: false }, 'config.json', 'deberta-v2');
  check({ norm_rel_ebd: 'none', model_type: null }, 'config.json', 'deberta-v2');
  check({ conv_kernel_size: 3 }, 'config.json', 'deberta-v2');
  check({ relative_attention: true }, 'config.json', 'deberta');
  check({ pos_att_type: 'c2p|p2c' }, 'config.json', 'deberta');
  check({ relative_attention: true }, 'generator_config.json', 'deberta-v2');
  check({ relative_attention: true, model_type: 'deberta' }, 'generator_config.json', 'deberta');
});

test('the span is the buckets, otherwise the relative, otherwise the absolute positions', () => {
  const check = (json: object, expected: number) =>
    assert.equal(attSpan(parseDebertaConfig({ ...v2, max_position_embeddings: 64, ...json }, 'config.json')), expected);
  check({ position_buckets: 8, max_relative_positions: 12 }, 8);
  check({ position_buckets: -1, max_relative_positions: 12 }, 12);
  check({ max_relative_positions: -1 }, 64);
});

test('wrong values are named with key, value and file', () => {
  const check = (json: unknown, message: RegExp) =>
    assert.throws(
      () => parseDebertaConfig(json, 'the/config.json'),
      (error) => error instanceof CheckpointError && message.test(error.message) && /the\/config/.test(error.message),
    );
  check([], /JSON object/);
  check({}, /unknown type/);
  check({ model_type: 'bert' }, /a "bert"/);
  check({ ...v2, hidden_size: '768' }, /"hidden_size".*"768"/);
  check({ ...v2, hidden_size: 0 }, /"hidden_size"/);
  check({ ...v2, hidden_size: NaN }, /"hidden_size".* is NaN or infinite/);
  check({ ...v2, vocab_size: 1e9 }, /"vocab_size".*1000000000/);
  check({ ...v2, num_hidden_layers: 2.5 }, /"num_hidden_layers"/);
  check({ ...v2, num_attention_heads: 7 }, /"num_attention_heads".*divisor/);
  check({ ...v2, position_buckets: -2 }, /"position_buckets"/);
  check({ ...v2, pos_att_type: 'c2p|p2p' }, /position-to-position/);
  check({ ...v2, pos_att_type: 7 }, /"pos_att_type"/);
  check({ ...v2, layer_norm_eps: Infinity }, /"layer_norm_eps"/);
  check({ ...v2, relative_attention: 'yes' }, /"relative_attention"/);
  check({ ...v2, relative_attention: 2 }, /"relative_attention"/);
  check({ ...v2, conv_kernel_size: 4 }, /"conv_kernel_size"/);
  check({ ...v2, problem_type: 'guess' }, /"problem_type"/);
});
