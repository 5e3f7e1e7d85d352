import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { bound } from '../../scripts/lib/bounds';
import { importModel } from '../../src/hub/store/importModel';
import { ModelStore } from '../../src/hub/store/modelStore';
import { loadTokenizer } from '../../src/engine/tokenizer/loadTokenizer';
import { describeFolder } from '../hub/repositories';
import { filesBelow } from '../hub/testStore';
import { smallDisk } from '../smallDisk';

const program = path.join(__dirname, '../../dist/cli.js');
const bundled = path.join(__dirname, '../../models/bundled');
const folder = mkdtempSync(path.join(os.tmpdir(), 'disks-'));
const cache = path.join(folder, 'cache');
const table = path.join(folder, 'labels.csv');
after(() => rmSync(folder, { recursive: true }));
before(() => {
  const rows = ['good', 'bad'].flatMap((label) =>
    Array.from({ length: 8 }, (_, i) => `That was ${label} ${i},${label}`),
  );
  writeFileSync(table, `text,label\n${rows.join('\n')}\n`);
});

function run(words: readonly string[], stdout: 'pipe' | number = 'pipe') {
  const given = words.includes('--cache') ? words : [...words, '--cache', cache];
  return spawnSync(process.execPath, [program, ...given], {
    encoding: 'utf8',
    stdio: ['ignore', stdout, 'pipe'],
    timeout: bound(60_000),
    killSignal: 'SIGKILL',
  });
}

/** The call fails, with this last line and nothing of a stack. */
function refuses(words: readonly string[], message: RegExp): void {
  const { status, stderr } = run(words);
  assert.equal(status, 1, stderr);
  assert.match(stderr.trim().split('\n').at(-1) ?? '', message);
  assert.doesNotMatch(stderr, /^ +at |\bE[A-Z]{4,}\b.*\n +at /m);
}

const fillMask = ['fill-mask', 'bundled', 'For a [MASK] time.'];
const train = (out: string, epochs: number) => [
  'train',
  'bundled',
  '--data',
  table,
  '--out',
  out,
  '--epochs',
  `${epochs}`,
  '--batch',
  '4',
  '--dropout',
  '0',
];

describe('a full disk', () => {
  test('a model that does not fit into the cache leaves nothing of itself there', (t) => {
    const disk = smallDisk(t, 4);
    if (disk === undefined) return;
    refuses(
      [...fillMask, '--cache', path.join(disk.folder, 'cache')],
      /cannot be used \(ENOSPC.*Free some space there\.$/,
    );
    assert.deepEqual(
      filesBelow(disk.folder).filter((file) => !file.endsWith('origin.json')),
      [],
    );
  });

  test('a training tells it, keeps what it saved, and goes on when there is room', (t) => {
    // The bundled model's 18 MB: its best weights fit, those and the result together do not.
    const disk = smallDisk(t, 30);
    if (disk === undefined) return;
    const out = path.join(disk.folder, 'out');
    refuses(
      train(out, 2),
      /out" cannot be written: the disk is full\. Free up space and try again\. The saved progress/,
    );
    assert.deepEqual(filesBelow(out), ['.deberta-training/plain/best-1.safetensors']);
    spawnSync('mount', ['-o', 'remount,size=200m', disk.folder]);
    assert.equal(run(train(out, 2)).status, 0);
    assert.ok(filesBelow(out).includes('model.safetensors'));
    assert.ok(!filesBelow(out).some((file) => file.startsWith('.deberta-training/')));
  });

  test('an import whose last step fails leaves the model that was there before', async (t) => {
    const disk = smallDisk(t, 150);
    if (disk === undefined) return;
    let isFull = false;
    const store = new ModelStore({
      root: disk.folder,
      describe: async (model) => {
        if (isFull) disk.fill();
        return describeFolder(model);
      },
      checkTokenizer: loadTokenizer,
      forget: async () => [],
    });
    await importModel(store, bundled, { id: 'local/one' });
    const before = filesBelow(path.join(disk.folder, 'models'));
    isFull = true;
    await assert.rejects(importModel(store, bundled, { id: 'local/one' }), {
      name: 'DownloadError',
      message: /cannot be written: the disk is full/,
    });
    rmSync(path.join(disk.folder, 'filling'));
    await assert.rejects(importModel(store, bundled, { id: 'local/two' }), /disk is full/);
    assert.deepEqual(filesBelow(path.join(disk.folder, 'models')), before);
    assert.deepEqual(await store.unfinished(), []);
    assert.equal((await store.require('local/one')).intact, true);
  });

  test('a request that cannot be logged is not sent, and an export leaves nothing', async (t) => {
    const disk = smallDisk(t, 4);
    if (disk === undefined) return;
    const store = path.join(folder, 'store');
    assert.equal(run(['models', 'import', bundled, '--id', 'local/small', '--store', store]).status, 0);
    refuses(
      ['models', 'export', 'local/small', path.join(disk.folder, 'out'), '--store', store],
      /has .* free, but .* needed/,
    );
    assert.deepEqual(filesBelow(disk.folder), []);
    disk.fill();
    refuses(
      ['models', 'download', 'owner/name', '--store', disk.folder],
      /disk is full|log of network requests.*cannot be written/,
    );
  });

  test('standard output says in a sentence that it is full', () => {
    const { status, stderr } = run(fillMask, openSync('/dev/full', 'w'));
    assert.equal(status, 1);
    assert.match(stderr, /^Standard output cannot be written to \(ENOSPC\)\. Free up space .*\n$/);
  });
});

describe('a disk that cannot be written', () => {
  test('is told as that, whatever was to be written', (t) => {
    const disk = smallDisk(t, 1);
    if (disk === undefined) return;
    disk.setReadOnly();
    const place = path.join(disk.folder, 'new/one');
    const message = /small-disk-\w+\/new.*" is on a read-only disk\. Choose another folder\./;
    refuses(train(place, 1), message);
    refuses(['adapt', 'bundled', table, '--out', place], message);
    refuses(['models', 'import', bundled, '--store', place], message);
    refuses(
      [...fillMask, '--cache', place],
      /cannot be used \(EROFS.*Check that it is a folder that may be written to\.$/,
    );
    assert.equal(run(['models', 'list', '--store', place]).status, 0);
  });

  test('a file system that takes no folders does not hang', { skip: process.platform !== 'linux' }, () => {
    refuses([...fillMask, '--cache', '/proc/x/y'], /“\/proc\/x.*cannot be used/);
    refuses(train('/proc/x/y', 1), /"\/proc\/x" is on a read-only disk/);
  });
});

test('an id names the checked model also where a folder has its name, and both are told apart', () => {
  const here = path.join(folder, 'here');
  const store = path.join(here, 'store');
  cpSync(bundled, path.join(here, 'local/model'), { recursive: true });
  writeFileSync(path.join(here, 'local/model/config.json'), '{}');
  mkdirSync(store, { recursive: true });
  const ask = (model: string) =>
    spawnSync(
      process.execPath,
      [program, 'fill-mask', model, 'For a [MASK] time.', '--store', store, '--cache', cache],
      {
        cwd: here,
        encoding: 'utf8',
      },
    );
  assert.match(
    ask('local/model').stderr,
    /^Using the folder local\/model: there is no model of that name in .*\n.*model_type/,
  );
  assert.equal(run(['models', 'import', bundled, '--id', 'local/model', '--store', store]).status, 0);
  const { status, stderr } = ask('local/model');
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^Using the model local\/model in .*To use the folder of that name, write \.\/local\/model\.$/m);
  assert.match(ask('./local/model').stderr, /model_type/);
});
