import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { exportModel } from '../../../src/hub/store/exportModel';
import { importModel } from '../../../src/hub/store/importModel';
import { ModelDownloads } from '../../../src/hub/download/modelDownloads';
import { ModelStore } from '../../../src/hub/store/modelStore';
import { Network } from '../../../src/hub/download/network';
import { verifyModel } from '../../../src/hub/store/verifyModel';
import { DownloadError } from '../../../src/protocol/errors';
import { smallDisk, type SmallDisk } from '../../smallDisk';
import { HubServer } from '../hubServer';
import { describeFolder, v3Small } from '../repositories';
import { filesBelow } from '../testStore';

const small = 'microsoft/deberta-v3-small';
const source = mkdtempSync(path.join(os.tmpdir(), 'source-'));
let server: HubServer;

before(async () => {
  server = await HubServer.start({ [small]: v3Small() });
  for (const [name, content] of Object.entries(v3Small().files)) writeFileSync(path.join(source, name), content);
});
after(async () => {
  await server.stop();
  rmSync(source, { recursive: true });
});

/** A store on a disk; `onRead` is called before the last steps, when the checkpoint is read. */
function open({ folder }: SmallDisk, onRead: () => void = () => undefined) {
  const root = path.join(folder, 'store');
  const describe = (model: string) => {
    onRead();
    return describeFolder(model);
  };
  const store = new ModelStore({ root, describe, checkTokenizer: async () => undefined, forget: async () => [] });
  const network = new Network({ endpoint: server.endpoint, log: store.requests, retryMilliseconds: 2 });
  return { root, store, downloads: new ModelDownloads(store, network) };
}

/** Fills a disk, once. */
function fillOnce(disk: SmallDisk): () => void {
  let isFull = false;
  return () => {
    if (!isFull) disk.fill();
    isFull = true;
  };
}

const free = ({ folder }: SmallDisk) => rmSync(path.join(folder, 'filling'));
const leftovers = (root: string) => filesBelow(root).filter((file) => !file.startsWith('requests'));
const isFull = (error: Error) => {
  assert.ok(error instanceof DownloadError, error.stack);
  assert.match(error.message, /the disk is full|log of network requests.*cannot be written/);
  return true;
};

describe('a disk that fills up', () => {
  for (const share of [0, 0.1, 0.3, 0.5, 0.7, 0.9]) {
    test(`after ${100 * share} % of a download ends it in a sentence, and it is resumed when there is room`, async (t) => {
      const disk = smallDisk(t, 80);
      if (disk === undefined) return;
      const { root, store, downloads } = open(disk);
      const needed = /^(?:README\.md|config\.json|tokenizer_config\.json|spm\.model|pytorch_model\.bin)$/;
      const files = Object.entries(v3Small().files).filter(([name]) => needed.test(name));
      const total = files.reduce((sum, [, { length }]) => sum + length, 0);
      server.reset({});
      server.pause = 5;
      const fill = fillOnce(disk);
      const timer = setInterval(() => server.bytesSent() >= total * share && fill(), 1);
      await assert.rejects(downloads.download(small), isFull).finally(() => clearInterval(timer));
      assert.deepEqual(await store.list(), []);
      assert.ok((await store.unfinished()).every(({ kind }) => kind === 'download'));
      assert.ok(!existsSync(path.join(root, 'downloads', 'microsoft--deberta-v3-small.claim')));
      free(disk);
      server.pause = 0;
      await downloads.download(small);
      assert.deepEqual(await verifyModel(store, small), []);
    });
  }

  test('at the last step of a download keeps all that has arrived', async (t) => {
    const disk = smallDisk(t, 80);
    if (disk === undefined) return;
    const { store, downloads } = open(disk, fillOnce(disk));
    await assert.rejects(downloads.download(small), isFull);
    assert.deepEqual(
      (await store.unfinished()).map(({ kind }) => kind),
      ['download'],
    );
    free(disk);
    server.reset({});
    await downloads.download(small);
    assert.deepEqual(server.contents('pytorch_model.bin'), []);
    assert.deepEqual(await verifyModel(store, small), []);
  });

  test('during an import leaves nothing of it', async (t) => {
    const disk = smallDisk(t, 80);
    if (disk === undefined) return;
    for (const name of ['config.json', 'spm.model', 'pytorch_model.bin']) {
      const { root, store } = open(disk);
      const fill = fillOnce(disk);
      const onProgress = ({ file }: { file?: string }) => file === name && fill();
      await assert.rejects(importModel(store, source, { onProgress }), isFull);
      assert.deepEqual([await store.list(), await store.unfinished(), leftovers(root)], [[], [], []]);
      free(disk);
    }
  });

  test('leaves the lock file of a model as it was, no half of an export, and the model can be removed to make room', async (t) => {
    const disk = smallDisk(t, 80);
    if (disk === undefined) return;
    const { root, store } = open(disk);
    const { id, lock } = await importModel(store, source);
    disk.fill();
    await assert.rejects(store.annotate(id, { precision: 'int8' }), isFull);
    assert.deepEqual((await store.require(id)).lock, lock);
    await assert.rejects(exportModel(store, id, path.join(disk.folder, 'out')), DownloadError);
    assert.deepEqual(readdirSync(disk.folder).sort(), ['filling', 'store']);
    await store.remove(id);
    assert.deepEqual(leftovers(root), []);
  });
});

test('of a disk that is read-only the models are used, and changes are refused as such', async (t) => {
  const disk = smallDisk(t, 80);
  if (disk === undefined) return;
  const { store, downloads } = open(disk);
  const { id } = await importModel(store, source);
  disk.setReadOnly();
  assert.deepEqual(await verifyModel(store, id), []);
  const changes = {
    download: () => downloads.download(small),
    import: () => importModel(store, source, { id: 'local/another' }),
    precision: () => store.annotate(id, { precision: 'int8' }),
    remove: () => store.remove(id),
    export: () => exportModel(store, id, path.join(disk.folder, 'new', 'out')),
  };
  for (const [name, change] of Object.entries(changes)) {
    await assert.rejects(change(), (error: Error) => {
      assert.ok(error instanceof DownloadError, `${name}: ${error.stack}`);
      assert.match(error.message, /read-only/, name);
      return true;
    });
  }
});
