import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openCheckpoint } from '../../../../src/engine/checkpoint/checkpoint';
import { parseDebertaConfig } from '../../../../src/engine/checkpoint/debertaConfig';
import { classifierConfig, finishTraining } from '../../../../src/engine/training/jobs/modelFolder';
import { folderWith, reference } from '../../checkpoint/fixtures';

test('config.json names the type of the written numbers once, whatever the base calls it', async (t) => {
  const source = reference('v2-conv/mlm');
  const given = JSON.parse(readFileSync(path.join(source, 'config.json'), 'utf8')) as object;
  const base = folderWith(t, {});
  copyFileSync(path.join(source, 'model.safetensors'), path.join(base, 'model.safetensors'));
  writeFileSync(path.join(base, 'config.json'), JSON.stringify({ ...given, dtype: 'bfloat16' }));
  const checkpoint = await openCheckpoint(base);
  t.after(() => checkpoint.close());
  const out = folderWith(t, {});
  await finishTraining(out, { base: checkpoint, tensors: {}, files: {} });
  const written = JSON.parse(readFileSync(path.join(out, 'config.json'), 'utf8')) as Record<string, unknown>;
  assert.deepEqual([written.torch_dtype, 'dtype' in written], ['float32', false]);
});

test(
  'beside the tokenizer, nothing is copied that never ends or isn’t a file',
  { skip: process.platform === 'win32' },
  async (t) => {
    const base = folderWith(t, {});
    for (const name of ['config.json', 'model.safetensors'])
      copyFileSync(path.join(reference('v2-conv/mlm'), name), path.join(base, name));
    writeFileSync(path.join(base, 'added_tokens.json'), '{}');
    symlinkSync('/dev/zero', path.join(base, 'merges.txt'));
    execFileSync('mkfifo', [path.join(base, 'vocab.txt')]);
    const checkpoint = await openCheckpoint(base);
    t.after(() => checkpoint.close());
    const out = folderWith(t, {});
    await finishTraining(out, { base: checkpoint, tensors: {}, files: {} });
    assert.deepEqual(readdirSync(out).sort(), ['added_tokens.json', 'config.json', 'model.safetensors']);
  },
);

test('of a GLiClass model, only the encoder’s configuration is kept', async (t) => {
  const base = await openCheckpoint(path.join(__dirname, '../../../fixtures/gliclass/simple-1'));
  t.after(() => base.close());
  const out = folderWith(t, {});
  await finishTraining(out, { base, tensors: {}, config: classifierConfig(base, 'regression', ['x']), files: {} });
  const written = JSON.parse(readFileSync(path.join(out, 'config.json'), 'utf8')) as Record<string, unknown>;
  const { gliclass, ...encoder } = base.config;
  assert.ok(gliclass !== undefined);
  const { architectures, label2id, problemType, ...rest } = parseDebertaConfig(written, 'config.json');
  assert.deepEqual(
    [architectures, label2id.get('x'), problemType],
    [['DebertaV2ForSequenceClassification'], 0, 'regression'],
  );
  assert.deepEqual({ ...encoder, ...rest }, encoder);
});
