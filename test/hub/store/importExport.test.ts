import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { PlainText } from '../../../src/base/plainText';
import { exportModel } from '../../../src/hub/store/exportModel';
import { importModel } from '../../../src/hub/store/importModel';
import { licenseOfCard } from '../../../src/hub/store/license';
import { lockName, type ModelLock } from '../../../src/hub/store/modelLock';
import { verifyModel } from '../../../src/hub/store/verifyModel';
import { Canceled, CheckpointError, DownloadError } from '../../../src/protocol/errors';
import type { Repository } from '../hubServer';
import { classifier, v1Base, v3Small } from '../repositories';
import { filesBelow, openStore, temporaryFolder } from '../testStore';

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

const part = (number: number) => `model-0000${number}-of-00002.safetensors`;

/** A folder whose weights come in two parts, the second of them with one tensor. */
function writeParts(): string {
  const folder = write(classifier());
  const whole = readFileSync(path.join(folder, 'model.safetensors'));
  const length = Number(whole.readBigUInt64LE());
  const header = JSON.parse(whole.toString('utf8', 8, 8 + length)) as Record<string, unknown>;
  const names = Object.keys(header).filter((name) => name !== '__metadata__');
  rmSync(path.join(folder, 'model.safetensors'));
  rmSync(path.join(folder, 'pytorch_model.bin'));
  for (const number of [1, 2]) writeFileSync(path.join(folder, part(number)), whole);
  const map = Object.fromEntries(names.map((name, i) => [name, part(i === 0 ? 2 : 1)]));
  writeFileSync(path.join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: map }));
  return folder;
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
    [
      'a repository of the Hugging Face cache',
      'microsoft/deberta-base',
      ['mlm'],
      () => path.join(writeCache('microsoft/deberta-base', v1Base()).snapshot, '../..'),
    ],
    [
      'the transformer inside of a sentence-transformers model',
      'local/sentences',
      ['classify'],
      () => {
        const folder = path.join(temporaryFolder(), 'sentences');
        mkdirSync(path.join(folder, '1_Pooling'), { recursive: true });
        writeFileSync(path.join(folder, '1_Pooling/config.json'), '{}');
        writeFileSync(path.join(folder, 'config_sentence_transformers.json'), '{}');
        renameSync(write(classifier()), path.join(folder, '0_Transformer'));
        return folder;
      },
    ],
    ['a part of the weights, beside its index', 'local/my-model', ['classify'], () => path.join(writeParts(), part(1))],
  ];
  for (const [what, id, abilities, source] of imports) {
    test(`takes ${what}`, async () => {
      const { root, store } = openStore(nowhere);
      const model = await importModel(store, source());
      assert.equal(model.id, id);
      assert.deepEqual(model.lock.abilities, abilities);
      assert.equal(model.lock.source, 'import');
      assert.equal(model.lock.license, 'mit');
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
    ['nothing', /does not exist/, DownloadError, () => '/no/such/folder'],
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
    [
      'a Git LFS pointer',
      /"[^"]+spm\.model" is only a Git LFS pointer.*git lfs pull/,
      DownloadError,
      () => {
        const folder = write(classifier());
        writeFileSync(path.join(folder, 'spm.model'), 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n');
        return folder;
      },
    ],
    [
      'weights without one of their parts',
      /lacks "model-00002-of-00002\.safetensors"/,
      DownloadError,
      () => {
        const folder = writeParts();
        rmSync(path.join(folder, part(2)));
        return folder;
      },
    ],
    [
      'a part of weights without the others',
      /is part 1 of the 2 files/,
      DownloadError,
      () => {
        const folder = writeParts();
        rmSync(path.join(folder, 'model.safetensors.index.json'));
        return path.join(folder, part(1));
      },
    ],
    [
      'a folder of several models',
      /holds 2 models: "first", "second"\. Choose/,
      DownloadError,
      () => {
        const folder = temporaryFolder();
        for (const name of ['first', 'second']) renameSync(write(classifier()), path.join(folder, name));
        return folder;
      },
    ],
  ];
  for (const [what, message, error, source] of broken) {
    test(`refuses ${what}`, async () => {
      const { root, store } = openStore(nowhere);
      const given = source();
      await assert.rejects(importModel(store, given), (thrown: Error) => {
        assert.ok(thrown instanceof error, thrown.stack);
        assert.match(thrown.message, message);
        assert.ok(thrown.message.includes(given), `names the user's own path: ${thrown.message}`);
        return true;
      });
      assert.deepEqual(filesBelow(root), []);
    });
  }

  test('that is canceled leaves nothing', async () => {
    const { root, store } = openStore(nowhere);
    const abort = new AbortController();
    await assert.rejects(
      importModel(store, write(v3Small()), { signal: abort.signal, onProgress: () => abort.abort() }),
      Canceled,
    );
    assert.deepEqual(filesBelow(root), []);
  });
});

const cards: readonly [card: string, license: string | undefined][] = [
  ['---\nlicense: mit\n---\n', 'mit'],
  ['---\r\nlanguage: en\r\nlicense: "apache-2.0" # as the code\r\n---\r\n', 'apache-2.0'],
  ['---\nlicense: [mit, "cc-by-4.0"]\n---\n', 'mit, cc-by-4.0'],
  ['---\nlicense:\n- mit\n- cc-by-4.0\nlanguage:\n- en\n---\n', 'mit, cc-by-4.0'],
  ['---\nlicense: [x](command:y)\n---\n', undefined],
  ['---\nlanguage: en\n---\nlicense: mit\n', undefined],
  ['license: mit\n', undefined],
];
for (const [card, license] of cards) {
  test(`the license of the card ${JSON.stringify(card)} is ${license ?? 'not given'}`, () =>
    assert.equal(licenseOfCard(card), license));
}

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
    ['a missing file', /does not exist/, (folder) => rmSync(path.join(folder, 'spm.model'))],
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
    [
      'names that differ only in case',
      /differ only in case/,
      (folder) => {
        const { files, ...lock } = readLock(folder);
        writeFileSync(path.join(folder, 'CONFIG.json'), readFileSync(path.join(folder, 'config.json')));
        const config = files.find(({ path: name }) => name === 'config.json')!;
        writeLock(folder, { ...lock, files: [...files, { ...config, path: 'CONFIG.json' }] });
      },
    ],
  ];
  const readLock = (folder: string) => JSON.parse(readFileSync(path.join(folder, lockName), 'utf8')) as ModelLock;
  const writeLock = (folder: string, lock: ModelLock) =>
    writeFileSync(path.join(folder, lockName), JSON.stringify(lock));
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

  test('keeps the precision that was chosen, and is not believed how precisions compare', async () => {
    const { folder } = await bundle();
    const comparison = { answers: 100, agreement: 1, meanDivergence: 0.001 };
    writeLock(folder, { ...readLock(folder), precision: 'int8', comparisons: { int8: comparison } });
    const { lock } = await importModel(openStore(nowhere).store, folder);
    assert.deepEqual([lock.precision, lock.comparisons], ['int8', undefined]);
  });

  test('leaves a folder beside it alone', async () => {
    const { store } = openStore(nowhere);
    const { id } = await importModel(store, write(v3Small()));
    const out = path.join(temporaryFolder(), 'out');
    mkdirSync(`${out}.incomplete`);
    writeFileSync(path.join(`${out}.incomplete`, 'mine'), '');
    await exportModel(store, id, out);
    assert.deepEqual(readdirSync(path.dirname(out)), ['out', 'out.incomplete']);
    assert.deepEqual(readdirSync(`${out}.incomplete`), ['mine']);
  });

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
