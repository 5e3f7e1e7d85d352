import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { catalog, unableTo } from '../../../src/hub/catalog';
import { hubEnvironment } from '../../../src/hub/download/hubAccess';
import { folderName, formatModelId, parseModelId } from '../../../src/hub/store/modelId';
import { lockName } from '../../../src/hub/store/modelLock';
import { neededFiles } from '../../../src/hub/store/neededFiles';
import { RequestLog } from '../../../src/hub/store/requestLog';
import { verifyModel } from '../../../src/hub/store/verifyModel';
import { HubServer } from '../hubServer';
import { v3Small } from '../repositories';
import { filesBelow, openStore, temporaryFolder } from '../testStore';

const small = 'microsoft/deberta-v3-small';
let server: HubServer;

before(async () => {
  server = await HubServer.start({ [small]: v3Small() });
});
after(() => server.stop());
beforeEach(() => {
  server.seen.length = 0;
});

describe('a store', () => {
  test('says which file is damaged', async () => {
    const { store, downloads } = openStore(server);
    const { folder } = await downloads.download(small);
    writeFileSync(path.join(folder, 'README.md'), Buffer.alloc(statSync(path.join(folder, 'README.md')).size));
    rmSync(path.join(folder, 'spm.model'));
    writeFileSync(path.join(folder, 'config.json'), '{}');
    const faults = await verifyModel(store, small);
    assert.deepEqual(
      new Map(faults.map((one) => [one.path, one.fault])),
      new Map([
        ['config.json', 'size'],
        ['spm.model', 'missing'],
        ['README.md', 'content'],
      ]),
    );
    assert.deepEqual(
      (await store.list()).map(({ intact }) => intact),
      [false],
    );
    await downloads.download(small);
    assert.deepEqual(await verifyModel(store, small), [], 'downloading again repairs it');
  });

  test('counts a folder without its lock file as no model, but shows and removes it', async () => {
    const { root, store, downloads } = openStore(server);
    const { folder, size } = await downloads.download(small);
    rmSync(path.join(folder, lockName));
    assert.deepEqual(await store.list(), []);
    assert.deepEqual(await store.unfinished(), [{ id: small, folder, size, kind: 'lost', plan: undefined }]);
    await store.remove(small);
    assert.deepEqual(filesBelow(root), ['requests.jsonl']);
    await assert.rejects(store.remove(small), /not among the downloaded models/);
  });

  test('removes nothing outside of itself', async () => {
    const { root, store } = openStore(server);
    const outside = temporaryFolder();
    writeFileSync(path.join(outside, 'kept'), 'kept');
    mkdirSync(path.join(root, 'models'));
    symlinkSync(outside, path.join(root, 'models/microsoft--deberta-v3-small'));
    await assert.rejects(store.remove(small), /not among/);
    for (const id of ['../outside', '..', '/etc/passwd', 'a/../..', ''])
      await assert.rejects(store.remove(id), /not a model's id/);
    assert.deepEqual(readdirSync(outside), ['kept']);
    assert.ok(lstatSync(path.join(root, 'models/microsoft--deberta-v3-small')).isSymbolicLink());
  });

  test('keeps the precision chosen for a model', async () => {
    const { root, store, downloads } = openStore(server);
    await downloads.download(small);
    const comparison = { answers: 40, agreement: 0.975, meanDivergence: 0.01 };
    await store.annotate(small, { precision: 'int8', comparisons: { int8: comparison } });
    const { lock, folder } = await openStore(server, root).store.require(small);
    assert.deepEqual([lock.precision, lock.comparisons], ['int8', { int8: comparison }]);
    // Older lock files have int8's comparison alone, and the license under its British name.
    const older = { ...lock, comparisons: undefined, comparison, license: undefined, licence: lock.license };
    writeFileSync(path.join(folder, 'deberta.lock.json'), JSON.stringify(older));
    assert.deepEqual((await store.require(small)).lock, lock);
  });

  test("takes files from Hugging Face's cache without a request for them, and leaves the cache as it is", async () => {
    const { commit, files } = v3Small();
    const cache = temporaryFolder();
    const snapshot = path.join(cache, 'models--microsoft--deberta-v3-small/snapshots', commit);
    mkdirSync(snapshot, { recursive: true });
    for (const name of ['spm.model', 'config.json']) writeFileSync(path.join(snapshot, name), files[name]!);
    writeFileSync(path.join(snapshot, 'pytorch_model.bin'), Buffer.alloc(files['pytorch_model.bin']!.length));
    const { store, downloads } = openStore(server, undefined, {}, cache);
    await downloads.download(small);
    assert.deepEqual(await verifyModel(store, small), []);
    assert.deepEqual(
      ['spm.model', 'config.json', 'pytorch_model.bin'].map((name) => server.contents(name).length),
      [0, 0, 1],
    );
    await store.remove(small);
    assert.deepEqual(readFileSync(path.join(snapshot, 'spm.model')), files['spm.model']);
    assert.equal(filesBelow(cache).length, 3);
  });

  test("takes a whole model from Hugging Face's cache without network, and says so when the cache has not all of it", async () => {
    const { commit, files } = v3Small();
    const cache = temporaryFolder();
    const repository = path.join(cache, 'models--microsoft--deberta-v3-small');
    for (const folder of ['refs', 'blobs', `snapshots/${commit}`])
      mkdirSync(path.join(repository, folder), { recursive: true });
    writeFileSync(path.join(repository, 'refs/main'), commit);
    for (const name of ['README.md', 'config.json', 'spm.model', 'tokenizer_config.json', 'pytorch_model.bin']) {
      // Contents are named by their hash, and linked to from the commit.
      const hash = createHash('sha256').update(files[name]!).digest('hex');
      writeFileSync(path.join(repository, 'blobs', hash), files[name]!);
      symlinkSync(`../../blobs/${hash}`, path.join(repository, 'snapshots', commit, name));
    }
    const { store, downloads } = openStore(server, undefined, { offline: true }, cache);
    const { lock } = await downloads.download(small);
    assert.deepEqual([lock.commit, lock.license, lock.abilities], [commit, 'mit', ['rtd']]);
    assert.deepEqual(await verifyModel(store, small), []);
    await assert.rejects(downloads.download(small, { revision: '../../x' }), /HF_HUB_OFFLINE.*no complete copy/);
    await store.remove(small);
    rmSync(path.join(repository, 'snapshots', commit, 'spm.model'));
    await assert.rejects(
      downloads.download(small),
      /HF_HUB_OFFLINE, and Hugging Face's cache, ".*", has no complete copy/,
    );
    assert.deepEqual(await store.unfinished(), []);
    assert.deepEqual([server.seen, (await store.requests.read()).requests], [[], []]);
  });
});

describe('ids', () => {
  const valid = ['microsoft/deberta-base', 'a/b', 'A_1/b.c-d_e', 'microsoft/deberta-v3-large@generator'];
  for (const id of valid) test(`${id} is one`, () => assert.equal(formatModelId(parseModelId(id)!), id));
  const invalid = [
    'a',
    'a/b/c',
    '../b',
    'a/..',
    'a/b@main',
    'a--b/c',
    'a/b.',
    '-a/b',
    'a b/c',
    'a/b@generator@generator',
    'a/b\n',
  ];
  for (const id of invalid) test(`${JSON.stringify(id)} is none`, () => assert.equal(parseModelId(id), undefined));

  test('lead to one folder each, inside the store', () => {
    const text = fc.stringMatching(/^[\w./@\\: -]{0,20}$/);
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), fc.oneof(text, fc.string()), (left, right) => {
        const id = parseModelId(`${left}/${right}`);
        if (id === undefined) return;
        const name = folderName(id);
        assert.equal(path.basename(name), name);
        assert.equal(path.dirname(path.resolve('/store', name)), '/store');
        assert.equal(name.replace('--', '/'), formatModelId(id));
      }),
      { numRuns: 2000 },
    );
  });
});

const spm = ['config.json', 'spm.model'];
const sets: readonly [what: string, given: string[], weights: string[]][] = [
  ['safetensors before PyTorch', [...spm, 'pytorch_model.bin', 'model.safetensors'], ['model.safetensors']],
  [
    'one file before shards',
    [...spm, 'model.safetensors.index.json', 'model-00001-of-00001.safetensors', 'model.safetensors'],
    ['model.safetensors'],
  ],
  [
    'shards with their index',
    [
      ...spm,
      'model-00002-of-00002.safetensors',
      'model.safetensors.index.json',
      'model-00001-of-00002.safetensors',
      'pytorch_model.bin',
    ],
    ['model.safetensors.index.json', 'model-00002-of-00002.safetensors', 'model-00001-of-00002.safetensors'],
  ],
  [
    'PyTorch shards',
    [...spm, 'pytorch_model.bin.index.json', 'pytorch_model-00001-of-00001.bin', 'model.onnx'],
    ['pytorch_model.bin.index.json', 'pytorch_model-00001-of-00001.bin'],
  ],
  [
    'nothing of the generator',
    [...spm, 'pytorch_model.bin', 'pytorch_model.generator.bin', 'generator_config.json'],
    ['pytorch_model.bin'],
  ],
];
for (const [what, given, weights] of sets) {
  test(`one set of weights is needed: ${what}`, () => {
    assert.deepEqual(neededFiles(given, undefined, 'x'), [...spm, ...weights]);
  });
}

test('one tokenizer is needed, and spm.model, which stands in for a tokenizer.json that cannot be read', () => {
  const names = [
    'config.json',
    'model.safetensors',
    'tokenizer.json',
    'spm.model',
    'vocab.json',
    'added_tokens.json',
    'LICENSE',
  ];
  assert.deepEqual(neededFiles(names, undefined, 'x'), [
    'config.json',
    'tokenizer.json',
    'spm.model',
    'added_tokens.json',
    'LICENSE',
    'model.safetensors',
  ]);
});

test('the log of requests is bounded, counts what it drops, and survives a broken line', async () => {
  const file = path.join(temporaryFolder(), 'requests.jsonl');
  const log = new RequestLog(file);
  const finish = await log.begin('GET', new URL('https://user:secret@example.org/a?token=secret#x'));
  await finish({ status: 200, bytes: 3 });
  await log.begin('GET', new URL('https://example.org/b'));
  writeFileSync(file, '{"id":', { flag: 'a' });
  const [first, second] = (await log.read()).requests;
  assert.deepEqual(
    { ...first, date: '' },
    { date: '', method: 'GET', url: 'https://example.org/a', status: 200, bytes: 3, failure: undefined },
  );
  assert.equal(second?.status, undefined);
  writeFileSync(file, '\n', { flag: 'a' });
  const line = (i: number) =>
    JSON.stringify({ id: `n${i}`, date: `d${i}`, method: 'GET', url: `https://example.org/${'p'.repeat(200)}` });
  const lines = (from: number) => Array.from({ length: 4000 }, (_, i) => `${line(from + i)}\n`).join('');
  for (const from of [0, 4000]) {
    writeFileSync(file, lines(from), { flag: 'a' });
    await log.begin('GET', new URL('https://example.org/c'));
  }
  const finished = await log.begin('GET', new URL(`https://example.org/${'x'.repeat(100_000)}`));
  await finished({ status: 200, bytes: 1 });
  const { requests, dropped, droppedUntil } = await new RequestLog(file).read();
  // The first two, the 8,000 and the three since.
  assert.equal(requests.length + dropped, 8005);
  assert.equal(dropped, 4003);
  assert.match(droppedUntil ?? '', /^\d{4}-/);
  assert.equal(requests[0]?.date, 'd4000');
  const last = requests.at(-1);
  assert.deepEqual([last?.status, last?.bytes, last?.url.length], [200, 1, 300]);
});

test(
  'a pipe or a folder in the place of the log is refused, not waited for',
  { skip: process.platform === 'win32' },
  async () => {
    const file = path.join(temporaryFolder(), 'requests.jsonl');
    execFileSync('mkfifo', [file]);
    const log = new RequestLog(file);
    await assert.rejects(log.read(), /requests\.jsonl", cannot be read\. Check that it is a file/);
    await assert.rejects(log.begin('GET', new URL('https://example.org/a')), /requests\.jsonl", cannot be written/);
    mkdirSync(`${file}.folder`);
    await assert.rejects(new RequestLog(`${file}.folder`).read(), /cannot be read/);
  },
);

test('several programs write one log of requests at the same time, and no request is lost', async () => {
  const file = path.join(temporaryFolder(), 'requests.jsonl');
  const url = new URL(`https://example.org/${'p'.repeat(250)}`);
  const logs = Array.from({ length: 4 }, () => new RequestLog(file));
  await Promise.all(
    logs.map(async (log) => {
      for (let i = 0; i < 800; i++) await (await log.begin('GET', url))({ status: 200, bytes: i });
    }),
  );
  const { requests, dropped } = await new RequestLog(file).read();
  assert.deepEqual([requests.length + dropped, requests.every(({ status }) => status === 200)], [3200, true]);
});

test('every entry of the catalog has an id of its own and a license or none', () => {
  const ids = catalog.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { id, summary } of catalog) {
    assert.ok(parseModelId(id), id);
    assert.match(summary, /^[A-Z].*\.$/);
  }
  assert.match(
    unableTo('fill-mask', 'microsoft/deberta-v3-large', { abilities: ['rtd'] }),
    /Use microsoft\/deberta-v3-large@generator instead\.$/,
  );
  assert.match(
    unableTo('fill-mask', 'cross-encoder/nli-deberta-v3-base', { kind: 'a text classifier', abilities: ['classify'] }),
    /^cross-encoder\/nli-deberta-v3-base is a text classifier: it cannot fill masks, but it can classify texts\. Use microsoft\/deberta-base instead\.$/,
  );
});

test("Hugging Face's variables are read as its libraries read them", async () => {
  const home = temporaryFolder();
  writeFileSync(path.join(home, 'token'), 'hf_file\n');
  const read = async (variables: Record<string, string>) => {
    const { endpoint, cache, offline, token } = hubEnvironment(variables);
    return [endpoint, cache, offline, await token()];
  };
  const origin = 'https://huggingface.co';
  assert.deepEqual(await read({ HF_HOME: home }), [
    origin,
    path.join(home, 'hub'),
    false,
    { value: 'hf_file', origin },
  ]);
  assert.deepEqual(
    await read({
      HF_HOME: home,
      HF_TOKEN: 'hf_a',
      HF_HUB_CACHE: '/c',
      HF_HUB_OFFLINE: '1',
      HF_ENDPOINT: 'https://mirror',
    }),
    ['https://mirror', '/c', true, { value: 'hf_a', origin }],
  );
  assert.equal((await read({ XDG_CACHE_HOME: '/x' }))[1], path.join('/x', 'huggingface/hub'));
});
