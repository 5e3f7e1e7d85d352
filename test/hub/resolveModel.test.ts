import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ModelUnavailable, resolveModel } from '../../src/hub/resolveModel';
import type { ModelLock } from '../../src/hub/store/modelLock';
import { temporaryFolder } from './testStore';

const base = temporaryFolder();
const folders = { bundled: path.join(base, 'bundled'), base };
const lock: ModelLock = {
  format: 1,
  id: 'microsoft/deberta-base',
  repository: 'microsoft/deberta-base',
  source: 'hub',
  date: '2024-01-01T00:00:00.000Z',
  files: [{ path: 'config.json', size: 2, sha256: '0'.repeat(64) }],
  abilities: ['mlm'],
  precision: 'int8',
};
const installed = { id: lock.id, folder: '/store/microsoft--deberta-base', lock, size: 2, intact: true };

const resolve = (
  value: string,
  found?: Partial<typeof installed>,
  task: Parameters<typeof resolveModel>[0]['task'] = 'fill-mask',
) =>
  resolveModel({ task, setting: 'deberta.model', value }, folders, async (id) =>
    id === lock.id && found !== undefined ? { ...installed, ...found } : undefined,
  );

test('an id is the model of the store, in the precision chosen for it, also beside a folder of that name', async () => {
  mkdirSync(path.join(base, lock.id), { recursive: true });
  assert.deepEqual(await resolve(lock.id, {}), { model: installed.folder, precision: 'int8' });
  assert.deepEqual(await resolve(lock.id), { model: path.join(base, lock.id), precision: 'fp32' });
  await assert.rejects(resolve(lock.id, { intact: false }), /microsoft\/deberta-base is damaged.*download/);
});

test('a model without the head that a task needs is refused, and one that has it is named', async () => {
  const discriminator = { lock: { ...lock, abilities: ['rtd'] as const } };
  await assert.rejects(resolve(lock.id, discriminator), (error) => {
    assert.ok(error instanceof ModelUnavailable);
    assert.match(error.message, /without a head for it: it cannot fill masks.* Use microsoft\/deberta-base instead\./);
    return true;
  });
  await assert.rejects(resolve(lock.id, discriminator, 'classification'), /cannot classify text/);
  for (const task of ['odd-words', 'attention'] as const) await resolve(lock.id, discriminator, task);
  for (const task of ['odd-words', 'classification', 'attention'] as const) await resolve(lock.id, {}, task);
});

test('an empty setting is the bundled model; anything else is a path from the workspace or home', async () => {
  assert.deepEqual(await resolve(''), { model: folders.bundled, precision: 'fp32' });
  assert.deepEqual(await resolve('~'), { model: os.homedir(), precision: 'fp32' });
  const bundle = path.join(base, 'mine');
  mkdirSync(bundle);
  writeFileSync(path.join(bundle, 'deberta.lock.json'), JSON.stringify(lock));
  for (const value of ['mine', './mine', bundle]) {
    assert.deepEqual(await resolve(value), { model: bundle, precision: 'int8' }, value);
  }
});

test('a path near a model leads to it, and one that leads to several is refused', async () => {
  const write = (...names: string[]) => {
    const file = path.join(base, ...names);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
    return path.dirname(file);
  };
  const commit = 'c'.repeat(40);
  const snapshot = write('hub/models--a--b/snapshots', commit, 'model.safetensors');
  write('hub/models--a--b/snapshots', 'd'.repeat(40), 'model.safetensors');
  await assert.rejects(resolve('hub/models--a--b'), /holds 2 models/);
  mkdirSync(path.join(base, 'hub/models--a--b/refs'));
  writeFileSync(path.join(base, 'hub/models--a--b/refs/main'), commit);
  assert.equal((await resolve('hub/models--a--b')).model, snapshot);
  const transformer = write('sentences', '0_Transformer', 'pytorch_model.bin');
  assert.equal((await resolve('sentences')).model, transformer);
  const parts = write('parts', 'model-00001-of-00002.safetensors');
  await assert.rejects(resolve('parts/model-00001-of-00002.safetensors'), (error) => {
    assert.ok(error instanceof ModelUnavailable);
    assert.match(error.message, /part 1 of the 2 files/);
    return true;
  });
  write('parts', 'model.safetensors.index.json');
  const index = path.join(parts, 'model.safetensors.index.json');
  assert.equal((await resolve('parts/model-00001-of-00002.safetensors')).model, index);
});

test('what is not there is refused, with the setting that names it', async () => {
  await assert.rejects(resolve('some/model'), (error) => {
    assert.ok(error instanceof ModelUnavailable);
    assert.match(error.message, /^some\/model, named by the setting deberta\.model, is not among .* Download it/);
    return true;
  });
  await assert.rejects(resolve('/no/such/folder'), /There is no model at "\/no\/such\/folder".*deberta\.model/);
});
