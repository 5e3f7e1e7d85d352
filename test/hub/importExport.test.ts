import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { PlainText } from '../../src/base/plainText';
import { exportModel } from '../../src/hub/exportModel';
import { importModel } from '../../src/hub/importModel';
import { lockName } from '../../src/hub/modelLock';
import { verifyModel } from '../../src/hub/verifyModel';
import { Cancelled, CheckpointError, DownloadError } from '../../src/protocol/errors';
import type { Repository } from './hubServer';
import { classifier, v1Base, v3Small } from './repositories';
import { filesBelow, openStore, temporaryFolder } from './testStore';

const nowhere = { endpoint: 'http://127.0.0.1:1' };

function write(repository: Repository, name = 'my model'): string {
  const folder = path.join(temporaryFolder(), name);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(repository.files)) writeFileSync(path.join(folder, file), content);
  return folder;
}

/** The same in the layout of Hugging Face's cache: contents under blobs/, links to them under the commit. */
function writeCache(
  id: string,
  { files, commit }: Repository,
  cache = temporaryFolder(),
): { cache: string; snapshot: string } {
  const repository = path.join(cache, `models--${id.replace('/', '--')}`);
  const snapshot = path.join(repository, 'snapshots', commit);
  mkdirSync(snapshot, { recursive: true });
  mkdirSync(path.join(repository, 'blobs'));
  Object.entries(files).forEach(([file, content], i) => {
    writeFileSync(path.join(repository, 'blobs', `${i}`), content);
    symlinkSync(path.join('../../blobs', `${i}`), path.join(snapshot, file));
  });
  return { cache, snapshot };
}

describe('an import', () => {
  const imports: readonly [what: string, id: string, abilities: string[], source: () => string][] = [
    ['a folder', 'local/my-model', ['classify'], () => write(classifier())],
    ['a v3 folder', 'local/my-model', ['rtd'], () => write(v3Small())],
    [
      'a weights file',
      'local/my-model@generator',
      ['mlm'],
      () => path.join(write(v3Small()), 'pytorch_model.generator.bin'),
    ],
    [
      'a folder of the Hugging Face cache',
      'microsoft/deberta-base',
      ['mlm'],
      () => writeCache('microsoft/deberta-base', v1Base()).snapshot,
    ],
  ];
  for (const [what, id, abilities, source] of imports) {
    test(`takes ${what}`, async () => {
      const { root, store } = openStore(nowhere);
      const model = await importModel(store, source());
      assert.equal(model.id, id);
      assert.deepEqual(model.lock.abilities, abilities);
      assert.equal(model.lock.source, 'import');
      assert.equal(model.lock.licence, 'mit');
      assert.deepEqual(await verifyModel(store, id), []);
      assert.deepEqual(filesBelow(path.join(root, 'downloads')), []);
    });
  }

  test('remembers the commit of a cache folder', async () => {
    const { store } = openStore(nowhere);
    const { lock } = await importModel(store, writeCache('microsoft/deberta-base', v1Base()).snapshot);
    assert.equal(lock.commit, v1Base().commit);
  });

  const broken: readonly [
    what: string,
    message: RegExp,
    error: new (message: PlainText) => Error,
    source: () => string,
  ][] = [
    ['nothing', /is not there/, DownloadError, () => '/no/such/folder'],
    ['an empty folder', /has no weights/, DownloadError, () => temporaryFolder()],
    [
      'a folder without a tokenizer',
      /has no tokenizer/,
      DownloadError,
      () => {
        const folder = write(classifier());
        rmSync(path.join(folder, 'spm.model'));
        return folder;
      },
    ],
    [
      'a link out of the folder',
      /is not a plain file/,
      DownloadError,
      () => {
        const folder = write(classifier());
        rmSync(path.join(folder, 'config.json'));
        symlinkSync('/etc/hostname', path.join(folder, 'config.json'));
        return folder;
      },
    ],
    [
      'weights that are none',
      /model\.safetensors/,
      CheckpointError,
      () => {
        const folder = write(classifier());
        writeFileSync(path.join(folder, 'model.safetensors'), 'nothing');
        return folder;
      },
    ],
  ];
  for (const [what, message, error, source] of broken) {
    test(`refuses ${what}`, async () => {
      const { root, store } = openStore(nowhere);
      await assert.rejects(importModel(store, source()), (thrown: Error) => {
        assert.ok(thrown instanceof error, thrown.stack);
        assert.match(thrown.message, message);
        return true;
      });
      assert.deepEqual(filesBelow(root), []);
    });
  }

  test('that is cancelled leaves nothing', async () => {
    const { root, store } = openStore(nowhere);
    const abort = new AbortController();
    await assert.rejects(
      importModel(store, write(v3Small()), { signal: abort.signal, onProgress: () => abort.abort() }),
      Cancelled,
    );
    assert.deepEqual(filesBelow(root), []);
  });
});

describe('a bundle', () => {
  async function bundle(): Promise<{ folder: string; from: Awaited<ReturnType<typeof importModel>> }> {
    const { store } = openStore(nowhere);
    const from = await importModel(store, write(v3Small()), { id: 'microsoft/deberta-v3-small' });
    const folder = path.join(temporaryFolder(), 'bundle');
    await exportModel(store, from.id, folder);
    return { folder, from };
  }

  test('carries a model to another store with the same hashes', async () => {
    const { folder, from } = await bundle();
    const { store } = openStore(nowhere);
    const model = await importModel(store, folder);
    assert.deepEqual({ ...model.lock, date: '' }, { ...from.lock, date: '' });
  });

  const damages: readonly [what: string, message: RegExp, damage: (folder: string) => void][] = [
    [
      'a changed file',
      /is not the file that was exported/,
      (folder) => writeFileSync(path.join(folder, 'config.json'), '{}'),
    ],
    ['a missing file', /is not there/, (folder) => rmSync(path.join(folder, 'spm.model'))],
    [
      'a linked file',
      /is not a plain file/,
      (folder) => {
        cpSync(path.join(folder, 'spm.model'), `${folder}.spm`);
        rmSync(path.join(folder, 'spm.model'));
        symlinkSync(`${folder}.spm`, path.join(folder, 'spm.model'));
      },
    ],
    ['a path out of the folder', /is damaged/, (folder) => edit(folder, '"config.json"', '"../config.json"')],
    ['an absolute path', /is damaged/, (folder) => edit(folder, '"config.json"', '"/etc/passwd"')],
    [
      'an id out of the store',
      /is damaged/,
      (folder) => edit(folder, '"id": "microsoft/deberta-v3-small"', '"id": "../../x"'),
    ],
    ['half a lock file', /is damaged/, (folder) => edit(folder, '}', '')],
  ];
  const edit = (folder: string, from: string, to: string) => {
    const lock = path.join(folder, lockName);
    writeFileSync(lock, readFileSync(lock, 'utf8').replace(from, to));
  };
  for (const [what, message, damage] of damages) {
    test(`with ${what} is refused`, async () => {
      const { folder } = await bundle();
      damage(folder);
      const { root, store } = openStore(nowhere);
      await assert.rejects(importModel(store, folder), message);
      assert.deepEqual(filesBelow(root), []);
    });
  }

  test('is not written over something, nor from a damaged model', async () => {
    const { store } = openStore(nowhere);
    const model = await importModel(store, write(v3Small()));
    await assert.rejects(exportModel(store, model.id, model.folder), /is not empty/);
    writeFileSync(path.join(model.folder, 'spm.model'), 'x');
    const out = path.join(temporaryFolder(), 'out');
    await assert.rejects(exportModel(store, model.id, out), /has changed since it was checked/);
    assert.ok(!existsSync(out));
    assert.deepEqual(readdirSync(path.dirname(out)), []);
  });
});
