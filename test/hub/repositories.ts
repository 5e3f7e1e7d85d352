import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openCheckpoint } from '../../src/engine/checkpoint/checkpoint';
import type { ModelDescription } from '../../src/protocol/engineApi';
import type { Repository } from './hubServer';

const root = path.join(__dirname, '../..');
const reference = (name: string) => readFileSync(path.join(root, 'test/fixtures/reference', name));
const bundled = (name: string) => readFileSync(path.join(root, 'models/bundled', name));

const card = Buffer.from('---\nlanguage: en\nlicense: mit\n---\n# DeBERTa\n');
/** What lies in real repositories too and is not needed. */
const others = { '.gitattributes': Buffer.from('*.bin filter=lfs\n'), 'tf_model.h5': Buffer.alloc(5000, 7) };

/** A v3 repository with the official names: discriminator and generator of a tiny network beside a real vocabulary. */
export function v3Small(): Repository {
  return {
    commit: 'a36c739020e01763fe789b4b85e2df55d6180012',
    license: 'mit',
    files: {
      ...others,
      'README.md': card,
      'config.json': reference('v3-small-like/rtd/config.json'),
      'generator_config.json': reference('v3-small-like/mlm/config.json'),
      'pytorch_model.bin': reference('v3-small-like/rtd/pytorch_model.bin'),
      'pytorch_model.generator.bin': reference('v3-small-like/mlm/pytorch_model.bin'),
      'spm.model': bundled('spm.model'),
      'tokenizer_config.json': bundled('tokenizer_config.json'),
    },
  };
}

/** A v1 repository: byte-pair files and a PyTorch file. */
export function v1Base(): Repository {
  return {
    commit: '0d1b43ccf21b5acd9f4e5f7b077fa698f05cf195',
    license: 'mit',
    files: {
      ...others,
      'README.md': card,
      'config.json': reference('v1-emd/mlm/config.json'),
      'pytorch_model.bin': reference('v1-emd/mlm/pytorch_model.bin'),
      'vocab.json': Buffer.from('{"[CLS]":0,"[PAD]":1,"[SEP]":2,"[UNK]":3,"a":4,"b":5,"ab":6,"[MASK]":7}'),
      'merges.txt': Buffer.from('#version: 0.2\na b\n'),
      'tokenizer_config.json': Buffer.from('{"vocab_type":"gpt2"}'),
    },
  };
}

/** A classifier as usually published: safetensors beside PyTorch's file. Only the first is needed. */
export function classifier(): Repository {
  const weights = reference('v2-conv/classify/model.safetensors');
  return {
    commit: 'f372c3f2b6d0d0e1b4f2a4d1c1c1c9d1a2b3c4d5',
    license: 'apache-2.0',
    files: {
      'README.md': card,
      'config.json': reference('v2-conv/classify/config.json'),
      'model.safetensors': weights,
      'pytorch_model.bin': Buffer.alloc(4000, 1),
      'spm.model': bundled('spm.model'),
    },
  };
}

/** The abilities of a folder, by the engine's own reader of checkpoints. */
export async function describeFolder(folder: string): Promise<ModelDescription> {
  const checkpoint = await openCheckpoint(folder);
  await checkpoint.close();
  const { config, heads, kind, name, notes, weightsFormat } = checkpoint;
  return {
    path: folder,
    name,
    modelType: config.modelType,
    weightsFormat,
    kind,
    notes,
    heads,
    labels: config.labels,
    layers: config.numHiddenLayers,
    attentionHeads: config.numAttentionHeads,
    hiddenSize: config.hiddenSize,
    vocabularySize: config.vocabSize,
    maxTokens: 512,
    enhancedMaskDecoder: heads.includes('mlm'),
  };
}
