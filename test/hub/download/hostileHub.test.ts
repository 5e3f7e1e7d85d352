import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { redirected, canCarryToken } from '../../../src/hub/download/hubAccess';
import type { TransferProgress } from '../../../src/hub/store/transferProgress';
import { verifyModel } from '../../../src/hub/store/verifyModel';
import { Canceled, DownloadError } from '../../../src/protocol/errors';
import { HubServer, token, type Fault } from '../hubServer';
import { v3Small } from '../repositories';
import { filesBelow, openStore, shortPatience, temporaryFolder, tokenFor } from '../testStore';

const small = 'microsoft/deberta-v3-small';
const isJson = { 'content-type': 'application/json' };
const impatient = { stallMilliseconds: shortPatience };
const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
let server: HubServer;

before(async () => {
  server = await HubServer.start({});
});
after(() => server.stop());
beforeEach(() => server.reset({ [small]: v3Small() }));

/** Blanks for ever, a chunk a time, as fast as they are taken or one each so many milliseconds. */
function endless(response: http.ServerResponse, bytes: number, milliseconds?: number): void {
  response.writeHead(200, isJson);
  const chunk = Buffer.alloc(bytes, 0x20);
  if (milliseconds !== undefined) {
    const timer = setInterval(() => response.write(chunk), milliseconds);
    response.on('close', () => clearInterval(timer));
    return;
  }
  const go = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', go);
  };
  go();
}

/** Begins to answer with the part of a file that is asked for, and returns where that begins. */
function rangeStart(request: http.IncomingMessage, response: http.ServerResponse, length: number): number {
  const start = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
  response.writeHead(start > 0 ? 206 : 200, {
    etag: '"a"',
    'content-length': length - start,
    'content-range': `bytes ${start}-${length - 1}/${length}`,
  });
  return start;
}

const page = (request: http.IncomingMessage, response: http.ServerResponse, entries: unknown, next: string) => {
  const link = `<${next}${request.url?.split('?')[0]}?cursor=${Math.random()}>; rel="next"`;
  response.writeHead(200, { ...isJson, link }).end(JSON.stringify(entries));
};
const entry = (name: string, size = 1) => ({ type: 'file', path: name, size, oid: '0'.repeat(40) });
const many = (count: number, name: (i: number) => string) =>
  Buffer.from(JSON.stringify(Array.from({ length: count }, (_, i) => entry(name(i)))));
const redirect = (location: string): Partial<Fault> => ({ status: 302, headers: { location } });

interface Attack {
  readonly name: string;
  readonly fault: () => Fault;
  readonly message: RegExp;
  /** Maximum number of requests. */
  readonly requests: number;
  readonly isSlow?: boolean;
}

const attacks: readonly Attack[] = [
  {
    name: 'a listing whose pages never end',
    fault: () => ({
      kind: 'tree',
      answer: (request, response) => page(request, response, [entry('x')], server.endpoint),
    }),
    message: /pages without end/,
    requests: 18,
  },
  {
    name: 'a listing of empty pages',
    fault: () => ({ kind: 'tree', answer: (request, response) => page(request, response, [], server.endpoint) }),
    message: /pages without end/,
    requests: 18,
  },
  {
    name: 'a listing that continues on another server',
    fault: () => ({ kind: 'tree', answer: (request, response) => page(request, response, [], server.blobs) }),
    message: /a page on another server/,
    requests: 2,
  },
  {
    name: 'a listing of a million files',
    fault: () => ({ kind: 'tree', status: 200, headers: isJson, body: many(1e6, (i) => `${i}`) }),
    message: /a page of more than 4\.2 MB/,
    requests: 2,
  },
  {
    name: 'a listing of many files on few bytes',
    fault: () => ({ kind: 'tree', status: 200, headers: isJson, body: many(20_000, (i) => `${i}`) }),
    message: /more than 10,000 files/,
    requests: 2,
  },
  {
    name: 'a listing of weights in thousands of parts',
    fault: () => ({
      kind: 'tree',
      status: 200,
      headers: isJson,
      body: many(5000, (i) =>
        i === 0 ? 'model.safetensors.index.json' : `model-${`${i}`.padStart(5, '0')}-of-05000.safetensors`,
      ),
    }),
    message: /more than 256 parts/,
    requests: 2,
  },
  {
    name: 'a listing nested without end',
    fault: () => ({ kind: 'tree', status: 200, headers: isJson, body: Buffer.alloc(4_000_000, '[') }),
    message: /web page instead of the list/,
    requests: 2,
  },
  {
    name: 'an endless description',
    fault: () => ({ kind: 'info', answer: (_, response) => endless(response, 1 << 16) }),
    message: /a page of more than 4\.2 MB/,
    requests: 1,
  },
  {
    name: 'a description that unpacks to fifty megabytes',
    fault: () => ({ kind: 'info', status: 200, headers: { ...isJson, 'content-encoding': 'gzip' }, body: bomb }),
    message: /a page of more than 4\.2 MB/,
    requests: 1,
  },
  {
    name: 'a description that comes a byte at a time',
    fault: () => ({ kind: 'info', answer: (_, response) => endless(response, 1, 20) }),
    message: /less than 1 kB\/s arrived/,
    requests: 4,
    isSlow: true,
  },
  {
    name: 'no answer at all',
    fault: () => ({ kind: 'info', answer: () => undefined }),
    message: /nothing arrived/,
    requests: 4,
    isSlow: true,
  },
  {
    name: 'headers without end',
    fault: () => ({ kind: 'info', status: 200, headers: { 'x-long': 'y'.repeat(100_000) } }),
    message: /headers that are too long/,
    requests: 1,
  },
  {
    name: 'a redirect to a file',
    fault: () => ({ kind: 'info', ...redirect('file:///etc/passwd') }),
    message: /not safe to follow/,
    requests: 1,
  },
  {
    name: 'a redirect with a password',
    fault: () => ({ kind: 'info', ...redirect('http://user:secret@127.0.0.1:1/') }),
    message: /not safe to follow/,
    requests: 1,
  },
  {
    name: 'a redirect to itself',
    fault: () => ({
      kind: 'info',
      answer: (request, response) => void response.writeHead(302, { location: request.url }).end(),
    }),
    message: /redirects in circles/,
    requests: 6,
  },
  {
    name: 'an endless file',
    fault: () => ({ kind: 'blob', answer: (_, response) => endless(response, 1 << 16) }),
    message: /longer than listed/,
    requests: 9,
  },
  {
    name: 'a file that unpacks to fifty megabytes',
    fault: () => ({ kind: 'blob', status: 200, headers: { 'content-encoding': 'gzip' }, body: bomb }),
    message: /longer than listed/,
    requests: 9,
  },
  {
    name: 'a file that comes a byte at a time',
    fault: () => ({ kind: 'blob', answer: (_, response) => endless(response, 1, 20) }),
    message: /less than 1 kB\/s arrived.*resumes where it stopped/,
    requests: 30,
    isSlow: true,
  },
  {
    name: 'a file of which each connection brings some bytes',
    fault: () => ({
      kind: 'blob',
      answer: (request, response) => {
        rangeStart(request, response, v3Small().files['spm.model']!.length);
        response.write(Buffer.alloc(1000));
        setTimeout(() => response.destroy(), 5);
      },
    }),
    message: /resumes where it stopped/,
    requests: 30,
  },
];

describe('a Hub cannot make a download endless with', () => {
  for (const { name, fault, message, requests, isSlow } of attacks) {
    test(name, async () => {
      server.faults.push(fault());
      const { root, store, downloads } = openStore(server, undefined, isSlow === true ? impatient : {});
      await assert.rejects(downloads.download(small), (error: Error) => {
        assert.ok(error instanceof DownloadError, error.stack);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
      assert.ok(server.seen.length <= requests, `${server.seen.length} requests`);
      const log = await store.requests.read();
      assert.deepEqual([log.requests.length, log.dropped], [server.seen.length, 0], 'every request is in the log');
      assert.deepEqual(await store.list(), []);
      assert.ok(!filesBelow(root).some((file) => readFileSync(path.join(root, file)).includes('secret')));
    });
  }

  test('more requests than a thousand', async () => {
    const { network, store } = openStore(server);
    const one = network.forOneAsk();
    server.faults.push({ kind: 'other', status: 204 });
    for (let i = 0; i < 1000; i++) await (await one.get(`${server.endpoint}/x`)).body.discard();
    await assert.rejects(one.get(`${server.endpoint}/x`), /took 1,000 requests/);
    const { requests, dropped } = await store.requests.read();
    assert.deepEqual([requests.length, dropped], [1000, 0]);
    await (await network.forOneAsk().get(`${server.endpoint}/x`)).body.discard();
  });
});

test('a file that came a byte at a time is resumed when the server is itself again', async () => {
  const content = v3Small().files['spm.model']!;
  server.faults.push({
    kind: 'blob',
    path: /spm/,
    answer: (request, response) => {
      const start = rangeStart(request, response, content.length);
      response.write(content.subarray(start, start + 100_000));
      let index = start + 100_000;
      const timer = setInterval(() => response.write(content.subarray(index, ++index)), 20);
      response.on('close', () => clearInterval(timer));
    },
  });
  const { store, downloads } = openStore(server, undefined, impatient);
  const abort = new AbortController();
  const trouble: string[] = [];
  const onProgress = (progress: TransferProgress) => {
    if (progress.trouble !== undefined) trouble.push(progress.trouble);
    if (trouble.length > 2) abort.abort();
  };
  await assert.rejects(downloads.download(small, { onProgress, signal: abort.signal }), Canceled);
  assert.match(trouble[0] ?? '', /less than 1 kB\/s arrived for 0\.25 s, trying again in 1 s$/);
  const [{ kind, size } = { kind: '', size: 0 }] = await store.unfinished();
  assert.ok(kind === 'download' && size > 200_000, `${kind} ${size}`);
  server.reset({ [small]: v3Small() });
  await downloads.download(small);
  assert.deepEqual(await verifyModel(store, small), []);
  assert.match(server.contents('spm.model')[0]?.headers.range ?? '', /^bytes=\d{6}-$/);
});

describe('a token', () => {
  const seenTokens = () =>
    server.seen.filter(({ headers }) => headers.authorization !== undefined).map(({ kind }) => kind);
  const refused = { isPrivate: true };

  test('for another Hub is not sent, and the message says so', async () => {
    Object.assign(server.repositories[small]!, refused);
    const { downloads } = openStore(server, undefined, {
      token: async () => ({ value: token, origin: 'https://huggingface.co' }),
    });
    await assert.rejects(
      downloads.download(small),
      /token was not sent, because HF_TOKEN is for huggingface\.co.*--send-token/,
    );
    assert.deepEqual(seenTokens(), []);
  });

  test('is not sent where another server redirects to', async () => {
    const back = redirect(`${server.endpoint}/api/models/${small}/tree/main`);
    server.faults.push({ kind: 'info', ...redirect(`${server.blobs}/back`) }, { kind: 'blob', path: /back/, ...back });
    const { downloads } = openStore(server, undefined, { token: async () => tokenFor(server, token) });
    await assert.rejects(downloads.download(small), DownloadError);
    assert.deepEqual(
      server.seen.map(({ kind }) => kind),
      ['info', 'blob', 'tree'],
    );
    assert.deepEqual(seenTokens(), ['info']);
  });

  test('with characters that no header takes is refused without being shown', async () => {
    const { store, downloads } = openStore(server, undefined, { token: async () => tokenFor(server, `${token}\nx`) });
    await assert.rejects(
      downloads.download(small),
      (error: Error) => !error.message.includes(token) && /no token has/.test(error.message),
    );
    assert.deepEqual((await store.requests.read()).requests, []);
  });

  const outside = Object.values(os.networkInterfaces())
    .flat()
    .find((one) => one?.internal === false && one.family === 'IPv4')?.address;
  const skip = outside === undefined && 'this machine has no address beside loopback';
  test('never leaves the machine over plain http', { skip }, async () => {
    const remote = await HubServer.start({ [small]: { ...v3Small(), ...refused } }, outside);
    try {
      const { downloads } = openStore(remote, undefined, { token: async () => tokenFor(remote, token) });
      await assert.rejects(downloads.download(small), /token was not sent, because the address is not encrypted/);
      assert.deepEqual(
        remote.seen.map(({ headers }) => headers.authorization),
        [undefined],
      );
    } finally {
      await remote.stop();
    }
  });
});

describe('an address of a Hub', () => {
  const refused = [
    'https://user:secret@hub.example',
    'https://secret@hub.example',
    'user:secret@hub.example',
    'https://us er:secret@hub',
  ];
  for (const endpoint of refused) {
    test(`with a password is refused without showing it: ${endpoint}`, () => {
      assert.throws(
        () => openStore({ endpoint }, temporaryFolder()),
        (error: Error) => {
          assert.ok(error instanceof DownloadError);
          assert.match(error.message, /contains a user name or a password/);
          return !error.message.includes('secret');
        },
      );
    });
  }
  for (const endpoint of ['', 'hub.example', 'ftp://hub.example', 'file:///etc', 'https://hub.example/?key=1']) {
    test(`is refused: "${endpoint}"`, () =>
      assert.throws(() => openStore({ endpoint }, temporaryFolder()), /not the address of a Hub/));
  }
});

test('a redirect leads neither to this machine nor to what only it can reach, however the address is written', () => {
  const from = new URL('http://mirror.example/model');
  const local =
    '127.0.0.1 127.1 0.0.0.0 2130706433 localhost localhost. hub.localhost 169.254.169.254 [::1] [::] [::ffff:127.0.0.1] [fe80::1]';
  for (const host of local.split(' '))
    assert.throws(() => redirected(from, `http://${host}:8765/`), /not safe to follow/, host);
  assert.equal(redirected(from, 'http://files.example/a').href, 'http://files.example/a');
});

test('a token is not sent over plain http to what may leave this machine: another name, or a proxy on the way', () => {
  const proxied = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://proxy.example:8080' };
  assert.equal(canCarryToken(new URL('http://127.0.0.1:80'), {}), true);
  assert.equal(canCarryToken(new URL('http://hub.localhost'), {}), false);
  assert.equal(canCarryToken(new URL('http://127.0.0.1'), proxied), false);
  assert.equal(canCarryToken(new URL('http://127.0.0.1'), { ...proxied, NO_PROXY: 'x,127.0.0.1' }), true);
  assert.equal(canCarryToken(new URL('https://huggingface.co'), proxied), true);
});
