import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { TransferProgress } from '../../../src/hub/store/transferProgress';
import { verifyModel } from '../../../src/hub/store/verifyModel';
import { Canceled } from '../../../src/protocol/errors';
import { HubServer, token } from '../hubServer';
import { classifier, v1Base, v3Small } from '../repositories';
import { filesBelow, openStore, tokenFor } from '../testStore';

const small = 'microsoft/deberta-v3-small';
let server: HubServer;

before(async () => {
  server = await HubServer.start({});
});
after(() => server.stop());
beforeEach(() =>
  server.reset({ [small]: v3Small(), 'microsoft/deberta-base': v1Base(), 'someone/classifier': classifier() }),
);

describe('a download', () => {
  test('brings the needed files only, checks them and writes the lock file', async () => {
    const { root, store, downloads } = openStore(server);
    const model = await downloads.download(small);
    const files = ['README.md', 'config.json', 'pytorch_model.bin', 'spm.model', 'tokenizer_config.json'];
    assert.deepEqual(
      filesBelow(path.join(root, 'models')),
      [...files.slice(0, 2), 'deberta.lock.json', ...files.slice(2)].map(
        (file) => `microsoft--deberta-v3-small/${file}`,
      ),
    );
    assert.deepEqual(filesBelow(path.join(root, 'downloads')), []);
    const { commit, license, abilities, source, repository } = model.lock;
    assert.deepEqual(
      { commit, license, abilities, source, repository },
      { commit: v3Small().commit, license: 'mit', abilities: ['rtd'], source: 'hub', repository: small },
    );
    assert.deepEqual(model.lock.files.map((file) => file.path).sort(), files);
    assert.deepEqual(await verifyModel(store, small), []);
    assert.deepEqual(readFileSync(path.join(model.folder, 'spm.model')), v3Small().files['spm.model']);
  });

  const layouts: readonly [id: string, abilities: string[], weights: string][] = [
    [`${small}@generator`, ['mlm'], 'pytorch_model.generator.bin'],
    ['microsoft/deberta-base', ['mlm'], 'pytorch_model.bin'],
    ['someone/classifier', ['classify'], 'model.safetensors'],
  ];
  for (const [id, abilities, weights] of layouts) {
    test(`finds the abilities of ${id} in its tensors`, async () => {
      const { downloads } = openStore(server);
      const { lock } = await downloads.download(id);
      assert.deepEqual(lock.abilities, abilities);
      assert.equal(lock.weightsFormat, weights.endsWith('.bin') ? 'pytorch' : 'safetensors');
      assert.deepEqual(
        lock.files.map((file) => file.path).filter((file) => /\.(bin|safetensors)$/.test(file)),
        [weights],
      );
    });
  }

  test('does nothing when the model is there at that commit', async () => {
    const { downloads } = openStore(server);
    const first = await downloads.download(small);
    server.seen.length = 0;
    assert.deepEqual(await downloads.download(small), first);
    assert.deepEqual(
      server.seen.map(({ kind }) => kind),
      ['info', 'tree'],
    );
  });

  test('takes a newer commit when asked, and only then says that there is one', async () => {
    const { downloads, store } = openStore(server);
    await downloads.download(small);
    assert.equal((await downloads.upstream(small)).isNewer, false);
    const newer = { ...v3Small(), commit: 'b'.repeat(40) };
    newer.files['README.md'] = Buffer.from('# Newer\n');
    server.repositories[small] = newer;
    assert.deepEqual(await downloads.upstream(small), {
      installed: v3Small().commit,
      upstream: newer.commit,
      isNewer: true,
    });
    const { folder } = await downloads.download(small);
    assert.equal(readFileSync(path.join(folder, 'README.md'), 'utf8'), '# Newer\n');
    assert.equal((await store.list()).length, 1);
  });

  test('is made once however many ask, and each hears of it', async () => {
    const { downloads } = openStore(server);
    const heard = [0, 0, 0];
    const all = heard.map((_, i) => downloads.download(small, { onProgress: () => heard[i]!++ }));
    const folders = (await Promise.all(all)).map(({ folder }) => folder);
    assert.equal(new Set(folders).size, 1);
    assert.ok(heard.every((times) => times > 0));
    for (const file of ['config.json', 'spm.model', 'pytorch_model.bin']) assert.equal(server.contents(file).length, 1);
  });

  test('shows bytes, total and speed', async () => {
    const { downloads } = openStore(server);
    server.pause = 10;
    const seen: TransferProgress[] = [];
    const { size } = await downloads.download(small, { onProgress: (progress) => seen.push(progress) });
    assert.equal(seen[0]?.phase, 'listing');
    assert.equal(seen.at(-1)?.phase, 'reading');
    const transfers = seen.filter(({ phase }) => phase === 'transferring');
    assert.deepEqual([...new Set(transfers.map(({ total }) => total))], [size]);
    assert.equal(transfers.at(-1)?.done, size);
    assert.ok(transfers.some(({ bytesPerSecond = 0 }) => bytesPerSecond > 10_000 && bytesPerSecond < 5_000_000));
  });

  test('that is canceled resumes from its partial file', async () => {
    const { root, store, downloads } = openStore(server);
    server.pause = 10;
    const abort = new AbortController();
    const canceled = downloads.download(small, {
      signal: abort.signal,
      onProgress: ({ file, done }) => file === 'spm.model' && done > 100_000 && abort.abort(),
    });
    await assert.rejects(canceled, Canceled);
    assert.deepEqual(
      filesBelow(root).filter((file) => file.includes('spm')),
      ['downloads/microsoft--deberta-v3-small/spm.model.incomplete'],
    );
    assert.deepEqual(await store.list(), []);
    const { files } = v3Small();
    const needed = ['README.md', 'config.json', 'pytorch_model.bin', 'spm.model', 'tokenizer_config.json'];
    const bytes = needed.reduce((sum, name) => sum + (files[name]?.length ?? NaN), 0);
    assert.deepEqual(
      (await store.unfinished()).map(({ id, kind, plan }) => ({ id, kind, plan })),
      [{ id: small, kind: 'download', plan: { revision: undefined, total: bytes } }],
    );
    server.seen.length = 0;
    server.pause = 0;
    const again = openStore(server, root);
    await again.downloads.download(small);
    const [rest] = server.contents('spm.model');
    assert.match(rest?.headers.range ?? '', /^bytes=[1-9]\d{4,}-$/);
    assert.match(String(rest?.headers['if-range']), /^"blob-/);
    assert.equal(server.contents('config.json').length, 0);
    assert.deepEqual(await verifyModel(again.store, small), []);
    assert.deepEqual(await again.store.unfinished(), []);
  });

  test('is refused while another process is at it, and taken over when that one is gone', async () => {
    const { downloads, store } = openStore(server);
    server.pause = 5;
    const first = downloads.download(small);
    while (server.contents('spm.model').length === 0) await delay(5);
    const other = openStore(server, store.root);
    await assert.rejects(other.downloads.download(small), /another window or terminal \(process \d+\)/);
    await first;
  });
});

describe('a token', () => {
  test('goes to the endpoint and nowhere else, and into no file', async () => {
    server.repositories[small]!.isPrivate = true;
    const { root, store, downloads } = openStore(server, undefined, { token: async () => tokenFor(server, token) });
    await downloads.download(small);
    for (const { kind, headers } of server.seen) {
      assert.equal(headers.authorization, kind === 'blob' ? undefined : `Bearer ${token}`);
    }
    assert.ok(server.seen.some(({ kind }) => kind === 'blob'));
    for (const file of filesBelow(root)) assert.ok(!readFileSync(path.join(root, file)).includes(token), file);
    const { requests } = await store.requests.read();
    assert.equal(requests.length, server.seen.length);
    assert.ok(requests.every(({ url, status }) => !url.includes('?') && status !== undefined));
  });
});
