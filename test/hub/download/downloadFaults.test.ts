import assert from 'node:assert/strict';
import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import type { PlainText } from '../../../src/base/plainText';
import { readSnapshot } from '../../../src/hub/download/repository';
import type { TransferProgress } from '../../../src/hub/store/transferProgress';
import { verifyModel } from '../../../src/hub/store/verifyModel';
import { Canceled, CheckpointError, DownloadError, TokenizerError } from '../../../src/protocol/errors';
import { HubServer, html, token, type Fault } from '../hubServer';
import { classifier, v3Small } from '../repositories';
import { filesBelow, openStore, shortPatience, temporaryFolder, tokenFor } from '../testStore';

const small = 'microsoft/deberta-v3-small';
const lfsPointer = Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 9\n`);
const root = temporaryFolder();
let server: HubServer;

before(async () => {
  server = await HubServer.start({});
});
after(() => server.stop());
beforeEach(() => server.reset({ [small]: v3Small(), 'someone/classifier': classifier() }));

interface Refusal {
  readonly name: string;
  readonly faults?: Fault[];
  readonly change?: () => void;
  readonly id?: string;
  readonly token?: string;
  readonly message: RegExp;
  readonly error?: new (message: PlainText) => Error;
  /** What has arrived can still become the model, so it is listed as interrupted. */
  readonly isInterrupted?: boolean;
}

const refusals: readonly Refusal[] = [
  {
    name: 'wrong bytes',
    faults: [
      {
        kind: 'blob',
        path: /spm/,
        body: v3Small().files['spm.model']!.map((byte, i) => (i === 9 ? byte ^ 1 : byte)) as Buffer,
      },
    ],
    message: /"spm\.model".*different content than listed/,
  },
  {
    name: 'a page in place of weights',
    faults: [{ kind: 'blob', path: /pytorch/, body: html }],
    message: /web page instead of "pytorch_model\.bin"/,
    isInterrupted: true,
  },
  {
    name: 'a page in place of a JSON',
    faults: [{ kind: 'resolve', path: /\/config\.json/, body: html }],
    message: /web page instead of "config\.json"/,
  },
  {
    name: 'a page in place of the listing',
    faults: [{ kind: 'tree', body: html }],
    message: /web page instead of the list/,
  },
  {
    name: 'a page in place of a 404',
    id: 'no/model',
    faults: [{ kind: 'info', status: 200, body: html }],
    message: /web page/,
  },
  {
    name: 'an error in place of a file, with status 200',
    faults: [{ kind: 'resolve', path: /\/config\.json/, body: Buffer.from('{"error":"Entry not found"}') }],
    message: /not the file that was listed/,
  },
  { name: 'no such model', id: 'no/model', message: /no model no\/model.*private.*token/ },
  {
    name: 'no such model, with a token',
    id: 'no/model',
    token,
    message: /no model no\/model.*your token has no access/,
  },
  {
    name: 'a token that is not accepted',
    token: 'hf_old',
    faults: [{ kind: 'info', status: 401 }],
    message: /does not accept the token/,
  },
  {
    name: 'a private model without a token',
    change: () => (server.repositories[small]!.isPrivate = true),
    message: /private.*HF_TOKEN/,
  },
  {
    name: 'a gated model without a token',
    change: () => (server.repositories[small]!.isGated = true),
    message: /accept them there\. Create a token/,
  },
  {
    name: 'a gated model with a token',
    token,
    change: () => (server.repositories[small]!.isGated = true),
    message: /accept them there\. Then download again/,
  },
  {
    name: 'a server that stays busy',
    faults: [{ kind: 'blob', status: 429 }],
    message: /status 429.*resumes where it stopped/,
    isInterrupted: true,
  },
  {
    name: 'a server that asks for a long pause',
    faults: [{ kind: 'info', status: 503, headers: { 'retry-after': '3600' } }],
    message: /asks to wait 3600 s/,
  },
  {
    name: 'a redirect in circles',
    faults: [{ kind: 'resolve', status: 302, headers: { location: '/microsoft/deberta-v3-small/resolve/x/y' } }],
    message: /circles/,
  },
  {
    name: 'another kind of model',
    change: () => (server.repositories[small]!.files['config.json'] = Buffer.from('{"model_type":"bert"}')),
    message: /of the type "bert"/,
  },
  {
    name: 'a model without weights',
    change: () => delete server.repositories[small]!.files['pytorch_model.bin'],
    message: /has no weights/,
  },
  {
    name: 'weights that their publisher left as a Git LFS pointer',
    change: () => Object.assign(server.repositories[small]!.files, { 'pytorch_model.bin': lfsPointer }),
    message: /"pytorch_model\.bin" of microsoft\/deberta-v3-small is only a Git LFS pointer/,
  },
  {
    name: 'an index of weights that names a part which is not there, before the other parts come',
    change: () => {
      const { files } = server.repositories[small]!;
      files['model.safetensors.index.json'] = Buffer.from('{"weight_map":{"a":"model-00002-of-00002.safetensors"}}');
      files['model-00001-of-00002.safetensors'] = Buffer.alloc(1_000_000);
    },
    faults: [{ kind: 'blob', path: /-of-/, status: 500 }],
    message: /lacks "model-00002-of-00002\.safetensors"/,
  },
  {
    name: 'a file that is listed and not there',
    faults: [{ kind: 'resolve', path: /\/README\.md/, status: 404 }],
    message: /no longer has a file "README\.md"/,
  },
  { name: 'a repository without a generator', id: 'someone/classifier@generator', message: /has no generator/ },
  {
    name: 'weights that are none',
    change: () => (server.repositories[small]!.files['pytorch_model.bin'] = Buffer.alloc(999)),
    message: /"microsoft\/deberta-v3-small\/pytorch_model\.bin"/,
    error: CheckpointError,
  },
  { name: 'no id', id: '../../etc', message: /not a model's id/ },
  { name: 'an id with a separator too many', id: 'a/b/c', message: /not a model's id/ },
];

describe('a download is refused in a sentence, and leaves no half file:', () => {
  for (const refusal of refusals) {
    const { name, faults = [], change, id = small, token: given, message, error = DownloadError } = refusal;
    test(name, async () => {
      change?.();
      server.faults.push(...faults.map((fault) => ({ ...fault })));
      const { root, store, downloads } = openStore(server, undefined, { token: async () => tokenFor(server, given) });
      await assert.rejects(downloads.download(id), (thrown: Error) => {
        assert.ok(thrown instanceof error, thrown.stack);
        assert.match(thrown.message, message);
        return true;
      });
      assert.deepEqual(await store.list(), []);
      assert.deepEqual(
        (await store.unfinished()).map((one) => one.id),
        refusal.isInterrupted === true ? [id] : [],
      );
      assert.deepEqual(
        filesBelow(root).filter((file) => /incomplete|claim/.test(file)),
        [],
      );
    });
  }

  test('a tokenizer that cannot be read, before its weights are asked for', async () => {
    server.repositories[small]!.files['spm.model'] = Buffer.from('no model');
    const { root, store, downloads } = openStore(server);
    await assert.rejects(downloads.download(small), (thrown: Error) => {
      assert.ok(thrown instanceof TokenizerError, thrown.stack);
      // The folder in which it was read is gone.
      assert.match(thrown.message, /^microsoft\/deberta-v3-small.spm\.model is not a SentencePiece model/);
      return true;
    });
    assert.deepEqual(server.contents('pytorch_model.bin'), []);
    assert.equal(server.contents('spm.model').length, 1);
    assert.deepEqual(await store.unfinished(), []);
    assert.deepEqual(
      filesBelow(root).filter((file) => !file.startsWith('requests')),
      [],
    );
  });

  test('more than the disk holds', async () => {
    const { downloads, store } = openStore(server);
    const listing = [{ type: 'file', path: 'x', size: 1, oid: 'a'.repeat(40) }];
    const lfs = { oid: 'b'.repeat(64), size: 1e15, pointerSize: 1 };
    for (const name of ['config.json', 'spm.model']) listing.push({ ...listing[0]!, path: name });
    const body = Buffer.from(
      JSON.stringify([...listing, { ...listing[0], path: 'model.safetensors', size: 1e15, lfs }]),
    );
    server.faults.push({ kind: 'tree', status: 200, headers: { 'content-type': 'application/json' }, body });
    await assert.rejects(downloads.download(small), /1000 TB are needed/);
    assert.deepEqual(await store.unfinished(), []);
  });

  test('no server', async () => {
    const gone = await HubServer.start({});
    await gone.stop();
    const { downloads, store } = openStore(gone, undefined, { proxyHint: 'A proxy is set' });
    await assert.rejects(
      downloads.download(small),
      /127\.0\.0\.1:\d+: the connection failed \(ECONNREFUSED\)\. A proxy is set\. Check/,
    );
    assert.ok((await store.requests.read()).requests.every(({ failure }) => failure !== undefined));
  });

  test('no network wanted', async () => {
    const { downloads, store } = openStore(server, undefined, { offline: true });
    await assert.rejects(downloads.download(small), /HF_HUB_OFFLINE/);
    assert.deepEqual((await store.requests.read()).requests, []);
  });
});

const troubles: readonly (Fault & { readonly name: string; readonly requests: number })[] = [
  { name: 'a cut', kind: 'blob', path: /spm/, cutAfter: 200_000, times: 1, requests: 2 },
  { name: 'a cut at the redirect', kind: 'resolve', path: /spm/, status: 500, times: 2, requests: 1 },
  { name: 'a stall', kind: 'blob', path: /spm/, stallAfter: 200_000, times: 1, requests: 2 },
  {
    name: 'a busy server',
    kind: 'blob',
    path: /spm/,
    status: 429,
    headers: { 'retry-after': '0' },
    times: 3,
    requests: 4,
  },
  { name: 'a failing server', kind: 'blob', path: /spm/, status: 502, times: 2, requests: 3 },
];

test('listings of any shape are read or refused', async () => {
  const file = fc.record(
    {
      type: fc.constantFrom('file', 'directory', 1),
      path: fc.oneof(fc.constantFrom('config.json', 'spm.model', '../x', 'model.safetensors'), fc.jsonValue()),
      size: fc.oneof(fc.integer(), fc.jsonValue()),
      oid: fc.oneof(fc.constant('a'.repeat(40)), fc.jsonValue()),
      lfs: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const listing = fc.oneof(fc.jsonValue(), fc.array(fc.oneof(file, fc.jsonValue())));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('info' as const, 'tree' as const), listing, async (kind, value) => {
      server.faults.splice(0, Infinity, { kind, status: 200, body: Buffer.from(JSON.stringify(value)) });
      const { network } = openStore(server, root);
      await readSnapshot(network, small).catch((error: unknown) =>
        assert.ok(error instanceof DownloadError, String(error)),
      );
    }),
    { numRuns: 300 },
  );
});

describe('a download survives', () => {
  for (const { name, requests, ...fault } of troubles) {
    test(name, async () => {
      server.faults.push({ ...fault });
      const { store, downloads } = openStore(
        server,
        undefined,
        'stallAfter' in fault ? { stallMilliseconds: shortPatience } : {},
      );
      await downloads.download(small);
      assert.deepEqual(await verifyModel(store, small), []);
      const seen = server.contents('spm.model');
      assert.equal(seen.length, requests);
      const size = v3Small().files['spm.model']!.length;
      assert.ok(seen.reduce((sum, { sent }) => sum + sent, 0) <= size + (1 << 17), 'nothing large comes twice');
    });
  }

  test('a server without ranges, by starting over', async () => {
    server.faults.push(
      { kind: 'blob', path: /spm/, cutAfter: 200_000, times: 1 },
      { kind: 'blob', path: /spm/, ignoreRange: true },
    );
    const { store, downloads } = openStore(server);
    await downloads.download(small);
    assert.deepEqual(await verifyModel(store, small), []);
  });

  test('a partial file that was damaged on the disk, by starting over', async () => {
    const { root, downloads } = openStore(server);
    const abort = new AbortController();
    server.pause = 10;
    const stop = ({ file, done }: TransferProgress) => file === 'spm.model' && done > 200_000 && abort.abort();
    await assert.rejects(downloads.download(small, { signal: abort.signal, onProgress: stop }), Canceled);
    const part = path.join(root, 'downloads/microsoft--deberta-v3-small/spm.model.incomplete');
    const file = openSync(part, 'r+');
    writeSync(file, Buffer.from('damaged'), 0, 7, 1000);
    closeSync(file);
    server.pause = 0;
    server.seen.length = 0;
    const again = openStore(server, root);
    await again.downloads.download(small);
    assert.deepEqual(await verifyModel(again.store, small), []);
    assert.deepEqual(
      server.contents('spm.model').map(({ headers }) => headers.range !== undefined),
      [true, false],
    );
  });

  test('refuses to resume a file that has changed on the server', async () => {
    const other = v3Small().files['spm.model']!.map((byte) => byte ^ 1) as Buffer;
    server.faults.push(
      { kind: 'blob', path: /spm/, cutAfter: 200_000, times: 1 },
      { kind: 'blob', path: /spm/, etag: '"other"', body: Buffer.from(other) },
    );
    const { root, downloads } = openStore(server);
    await assert.rejects(downloads.download(small), /different content than listed|not the file that was listed/);
    assert.deepEqual(
      filesBelow(root).filter((file) => /spm/.test(file)),
      [],
    );
  });
});
