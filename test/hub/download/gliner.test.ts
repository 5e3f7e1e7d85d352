import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { importModel } from '../../../src/hub/store/importModel';
import { DownloadError, TokenizerError } from '../../../src/protocol/errors';
import { testEngine } from '../../engine/testEngine';
import { golden } from '../../engine/glinerFiles';
import { HubServer, type Repository } from '../hubServer';
import { v3Small } from '../repositories';
import { openStore, temporaryFolder } from '../testStore';

const { engine } = testEngine();
const id = 'someone/gliner';
const encoder = 'microsoft/deberta-v3-small';
const labels = [...golden.labels];
const texts = [...golden.texts];
let server: HubServer;
before(async () => {
  server = await HubServer.start({});
});
after(() => server.stop());
beforeEach(() => server.reset({}));

type Files = Readonly<Record<string, unknown>>;

/** JSON files as bytes. */
function written(json: Files): Record<string, Buffer> {
  const files = Object.entries(json).map(([file, value]) => [file, Buffer.from(JSON.stringify(value))] as const);
  return Object.fromEntries(files);
}

/** A GLiNER's repository with a tokenizer, unless it is to be its encoder's. */
function repository(name: string, { hasTokenizer = true, ...changes }: Files & { hasTokenizer?: boolean }): Repository {
  const model = golden.models[name]!;
  const files = written({
    'gliner_config.json': { ...model.config, model_name: encoder, ...changes },
    ...(hasTokenizer ? golden.tokenizers[model.tokenizer] : {}),
  });
  const weights = readFileSync(path.join(__dirname, `../../fixtures/gliner/${name}.safetensors`));
  return { commit: 'c'.repeat(40), license: 'apache-2.0', files: { ...files, 'model.safetensors': weights } };
}

/** The encoder's repository, with the vocabulary that the GLiNER was made with. */
function encoderRepository(name: string): Repository {
  const files = Object.entries(v3Small().files).filter(([file]) => file !== 'spm.model');
  const tokenizer = written(golden.tokenizers[golden.models[name]!.tokenizer]!);
  return { ...v3Small(), files: { ...Object.fromEntries(files), ...tokenizer } };
}

test('a GLiNER is downloaded and finds entities', async () => {
  const name = 'span-lstm-1';
  server.reset({ [id]: repository(name, {}) });
  const { downloads } = openStore(server);
  const { folder, lock } = await downloads.download(id);
  assert.deepEqual(lock.abilities, ['gliner']);
  assert.deepEqual(
    lock.files.map((file) => file.path),
    ['gliner_config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'],
  );
  const found = await engine.findEntities({ model: folder, texts, labels });
  assert.deepEqual(
    found.map(({ entities }) => entities.map(({ start, end, label }) => [start, end, label])),
    golden.models[name]!.entities['0.5']!.map((list) => list.map(([start, end, label]) => [start, end, label])),
  );
});

test('one without a tokenizer gets that of its encoder, and of the encoder nothing else', async () => {
  const name = 'token-lstm-2';
  server.reset({ [id]: repository(name, { hasTokenizer: false }), [encoder]: encoderRepository(name) });
  const { downloads, store } = openStore(server);
  const { folder, lock } = await downloads.download(id);
  assert.equal(lock.repository, id);
  assert.deepEqual(
    lock.files.map((file) => file.path),
    ['gliner_config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'],
  );
  const requests = (await store.requests.read()).requests.map(({ url }) => url);
  assert.ok(requests.some((url) => url.includes(`${encoder}/resolve/${v3Small().commit}/tokenizer.json`)));
  assert.equal(server.contents('pytorch_model.bin').length, 0);
  const found = await engine.findEntities({ model: folder, texts, labels });
  assert.equal(found.flatMap(({ entities }) => entities).length, golden.models[name]!.entities['0.5']!.flat().length);
});

test('one that names no encoder has the tokenizer of the encoder that it then has', async () => {
  const name = 'token-lstm-2';
  for (const model_name of [undefined, null]) {
    const files = repository(name, { hasTokenizer: false, model_name });
    server.reset({ [id]: files, [encoder]: encoderRepository(name) });
    const { lock } = await openStore(server).downloads.download(id);
    assert.ok(lock.files.some((file) => file.path === 'tokenizer.json'));
  }
});

test('an encoder that a repository names freely is not asked for a tokenizer', async () => {
  const others = ['someone/deberta-v3-small', 'microsoft/mdeberta-v3-small', 'microsoft/deberta-v3-small/../../x'];
  for (const model_name of [...others, '', 7]) {
    server.reset({ [id]: repository('token-lstm-2', { hasTokenizer: false, model_name }) });
    const { downloads, store } = openStore(server);
    await assert.rejects(downloads.download(id), /has no tokenizer, and its encoder is not one of Microsoft's/);
    assert.equal(server.contents('model.safetensors').length, 0);
    assert.ok((await store.requests.read()).requests.every(({ url }) => url.includes(id)));
    assert.deepEqual(await store.unfinished(), []);
  }
});

test('one of another encoder is refused before its weights are downloaded', async () => {
  server.reset({ [id]: repository('span-1', { encoder_config: { model_type: 'modernbert' } }) });
  const { downloads } = openStore(server);
  await assert.rejects(downloads.download(id), (error) => {
    assert.ok(error instanceof DownloadError);
    assert.match(error.message, /"modernbert", not a DeBERTa/);
    return true;
  });
  assert.equal(server.contents('model.safetensors').length, 0);
});

test('one that only names its encoder is refused before its weights are downloaded, unless it is a published one', async () => {
  for (const model_name of ['bert-base-cased', 'someone/deberta-v3-small', 7]) {
    server.reset({ [id]: repository('span-1', { encoder_config: null, model_name }) });
    const { downloads, store } = openStore(server);
    await assert.rejects(downloads.download(id), (error) => {
      assert.ok(error instanceof DownloadError);
      assert.match(error.message, /has no "encoder_config", and its encoder is not one of Microsoft's/);
      return true;
    });
    assert.equal(server.contents('model.safetensors').length, 0);
    assert.deepEqual(await store.unfinished(), []);
  }
});

test('a folder without a tokenizer is not imported; the message says what to add, and from where', async () => {
  const folder = path.join(temporaryFolder(), 'gliner');
  mkdirSync(folder);
  for (const [file, bytes] of Object.entries(repository('span-1', { hasTokenizer: false }).files))
    writeFileSync(path.join(folder, file), bytes);
  const { store } = openStore(server);
  await assert.rejects(importModel(store, folder), (error) => {
    assert.ok(error instanceof TokenizerError);
    assert.match(
      error.message,
      /Add spm\.model and tokenizer_config\.json from https:\/\/huggingface\.co\/microsoft\/deberta-v3-small/,
    );
    return true;
  });
});

test('offline, both parts come from Hugging Face’s cache, which has the encoder’s tokenizer alone', async () => {
  const name = 'span-2';
  const cache = temporaryFolder();
  const tokenizer = Object.entries(encoderRepository(name).files).filter(([file]) => file.startsWith('tokenizer'));
  keep(cache, id, repository(name, { hasTokenizer: false }));
  keep(cache, encoder, { ...v3Small(), files: Object.fromEntries(tokenizer) });
  const { downloads } = openStore(server, undefined, { offline: true }, cache);
  const { lock } = await downloads.download(id);
  assert.deepEqual(
    lock.files.map((file) => file.path),
    ['gliner_config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'],
  );
  rmSync(path.join(cache, 'models--microsoft--deberta-v3-small'), { recursive: true });
  const other = openStore(server, undefined, { offline: true }, cache);
  await assert.rejects(other.downloads.download(id), /no complete copy of microsoft\/deberta-v3-small/);
});

/** Puts a repository into a cache of Hugging Face's form. */
function keep(cache: string, repositoryId: string, { commit, files }: Repository): void {
  const folder = path.join(cache, `models--${repositoryId.replace('/', '--')}`);
  mkdirSync(path.join(folder, 'snapshots', commit), { recursive: true });
  mkdirSync(path.join(folder, 'refs'));
  writeFileSync(path.join(folder, 'refs/main'), commit);
  for (const [file, bytes] of Object.entries(files)) writeFileSync(path.join(folder, 'snapshots', commit, file), bytes);
}
