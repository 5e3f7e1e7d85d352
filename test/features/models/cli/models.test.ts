import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { lockName } from '../../../../src/hub/store/modelLock';
import { HubServer, token } from '../../../hub/hubServer';
import { classifier, v3Small } from '../../../hub/repositories';
import { filesBelow, temporaryFolder } from '../../../hub/testStore';

/** The built program, as a user runs it: `npm test` builds it first. */
const program = path.join(__dirname, '../../../../dist/cli.js');
const small = 'microsoft/deberta-v3-small';
const home = temporaryFolder();
let server: HubServer;

before(async () => {
  server = await HubServer.start({ [small]: v3Small(), 'someone/classifier': { ...classifier(), isPrivate: true } });
});
after(() => server.stop());

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(words: readonly string[], variables: Record<string, string> = {}) {
  const child = spawn(process.execPath, [program, ...words, '--cache', path.join(home, 'cache')], {
    env: {
      ...process.env,
      HF_ENDPOINT: server.endpoint,
      HF_HOME: path.join(home, 'hf'),
      XDG_DATA_HOME: home,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) => child.once('close', (status) => resolve({ status, stdout, stderr })));
  return { child, ended };
}

const run = (words: readonly string[], variables?: Record<string, string>) => start(words, variables).ended;

async function json(words: readonly string[]): Promise<Record<string, unknown>> {
  const { status, stdout, stderr } = await run([...words, '--json']);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

test('a model is downloaded, listed, used by its id, checked, exported, removed and imported again', async () => {
  assert.deepEqual((await json(['models', 'list']))['installed'], []);
  assert.deepEqual((await json(['models', 'log']))['requests'], [], 'nothing is asked of the network unasked');

  const model = await json(['models', 'download', small]);
  assert.deepEqual(
    [model['id'], model['abilities'], model['license'], model['commit'], model['intact']],
    [small, ['rtd'], 'mit', v3Small().commit, true],
  );
  assert.equal(path.dirname(path.dirname(String(model['folder']))), path.join(home, 'deberta'));
  const list = await run(['models', 'list']);
  assert.match(
    list.stdout,
    /^bundled {2}fp32, chosen \(fp16 .* as fp32, .* nats; int8 .*\)\nIn .*\n {2}microsoft\/deberta-v3-small {2}\d+ kB {2}odd-words {2}mit {2}fp32 {2}PyTorch pickle, read without running anything in it {2}a36c7390\n\nTo download:\n/,
  );
  const { tokens } = await json(['tokenize', small, 'Two ways.']);
  assert.deepEqual(tokens, ['[CLS]', '▁Two', '▁ways', '.', '[SEP]']);

  const out = path.join(home, 'bundle');
  assert.equal((await run(['models', 'export', small, out])).status, 0);
  assert.match((await run(['models', 'verify', small])).stdout, /verified: all checksums match/);
  writeFileSync(path.join(String(model['folder']), 'spm.model'), 'x');
  const damaged = await run(['models', 'verify', small]);
  assert.deepEqual([damaged.status, damaged.stdout], [1, '']);
  assert.match(damaged.stderr, /is damaged: spm\.model \(size\)/);
  assert.equal((await run(['models', 'remove', small])).status, 0);
  assert.deepEqual((await json(['models', 'list']))['installed'], []);

  const imported = await json(['models', 'import', out, '--id', 'someone/else']);
  assert.deepEqual([imported['id'], imported['source'], imported['files']], ['someone/else', 'import', model['files']]);
  const taken = await run(['models', 'import', out, '--id', 'someone/else']);
  assert.deepEqual([taken.status, taken.stdout], [1, '']);
  assert.match(taken.stderr, /someone\/else is in the store already\. Add --replace/);
  assert.equal((await json(['models', 'import', out, '--id', 'someone/else', '--replace']))['intact'], true);
  const { requests } = await json(['models', 'log']);
  assert.equal((requests as unknown[]).length, server.seen.length);
});

test('an imported model is compared with itself in fp32, and used in 8 bits when it mostly says the same', async () => {
  const id = 'local/bundled';
  const folder = path.join(home, 'bundled');
  cpSync(path.join(__dirname, '../../../../models/bundled'), folder, { recursive: true });
  // With it the folder would be a bundle.
  rmSync(path.join(folder, lockName));
  const model = await json(['models', 'import', folder]);
  const { fp16, int8 } = model['comparisons'] as Record<string, { agreement: number; meanDivergence: number }>;
  assert.ok(fp16!.agreement > 0.98 && fp16!.meanDivergence < int8!.meanDivergence / 10, JSON.stringify(fp16));
  assert.deepEqual([model['precision'], model['isChosen']], [int8!.agreement >= 0.95 ? 'int8' : 'fp32', false]);
  const { stdout } = await run(['models', 'list']);
  const line =
    /local\/bundled.* {2}(\w+) \(fp16 [\d.]+ % as fp32, \S+ nats; int8 [\d.]+ % as fp32, \S+ nats\) {2}imported/;
  assert.equal(line.exec(stdout)?.[1], model['precision']);
  const chosen = await json(['models', 'precision', id, 'fp16']);
  assert.deepEqual([chosen['precision'], chosen['isChosen']], ['fp16', true]);
  const unchosen = await json(['models', 'precision', id, 'auto']);
  assert.deepEqual([unchosen['precision'], unchosen['isChosen']], [model['precision'], false]);
  const compiled = readdirSync(path.join(home, 'cache'));
  assert.equal(
    compiled.filter((name) => name.startsWith('local--bundled')).length,
    1,
    'only what is used stays compiled',
  );
  assert.equal((await run(['models', 'remove', id])).status, 0);
  assert.deepEqual(
    readdirSync(path.join(home, 'cache')).filter((name) => name.startsWith('local--bundled')),
    [],
  );
});

test('a private model needs the token, and HF_TOKEN goes to another Hub than huggingface.co only when that is asked for', async () => {
  const words = ['models', 'download', 'someone/classifier'];
  server.seen.length = 0;
  for (const value of ['', token]) {
    const refused = await run(words, { HF_TOKEN: value });
    assert.deepEqual([refused.status, refused.stdout], [1, '']);
    assert.match(refused.stderr, /HF_TOKEN/);
  }
  assert.ok(server.seen.every(({ headers }) => headers.authorization === undefined));
  const { status, stdout, stderr } = await run([...words, '--send-token'], { HF_TOKEN: token });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /classification {2}apache-2\.0/);
});

test('an interrupt stops a download, and the same command resumes it', async () => {
  const store = ['--store', path.join(home, 'other store')];
  server.pause = 20;
  server.seen.length = 0;
  const { child, ended } = start(['models', 'download', small, ...store]);
  while (server.bytesSent() < 150_000 && child.exitCode === null) await delay(2);
  child.kill('SIGINT');
  const { status, stdout, stderr } = await ended;
  assert.deepEqual([status, stdout], [130, '']);
  assert.match(stderr, /^Canceled\. Run the same command to resume\.\n$/);
  assert.ok(filesBelow(path.join(home, 'other store')).some((file) => file.endsWith('spm.model.incomplete')));
  assert.match(
    (await run(['models', 'list', ...store])).stdout,
    /no models yet\n {2}microsoft\/deberta-v3-small {2}interrupted at/,
  );
  server.pause = 0;
  server.seen.length = 0;
  assert.equal((await run(['models', 'download', small, ...store])).status, 0);
  assert.ok(server.contents('spm.model')[0]?.headers.range !== undefined);
});

test('an address of a Hub with a password is neither asked, shown nor logged', async () => {
  server.seen.length = 0;
  const endpoint = server.endpoint.replace('//', '//user:secret@');
  const { status, stdout, stderr } = await run(['models', 'download', small, '--send-token'], {
    HF_ENDPOINT: endpoint,
  });
  assert.deepEqual([status, stdout, server.seen.length], [1, '', 0]);
  assert.match(stderr, /contains a user name or a password.*HF_ENDPOINT/);
  assert.doesNotMatch(stderr + (await run(['models', 'log'])).stdout, /secret/);
});

const failures: readonly { name: string; words: string[]; status: number; message: RegExp }[] = [
  { name: 'no action', words: ['models'], status: 2, message: /models needs one of list, download/ },
  { name: 'no id', words: ['models', 'download'], status: 2, message: /download takes ID/ },
  {
    name: 'a precision that is none',
    words: ['models', 'precision', 'a/b', 'fp8'],
    status: 2,
    message: /one of fp32, fp16, int8, auto/,
  },
  { name: 'a word too many', words: ['models', 'list', 'a'], status: 2, message: /list takes nothing more/ },
  { name: 'an id that is none', words: ['models', 'remove', '../x'], status: 1, message: /not a model's id/ },
  {
    name: 'a model that is not there',
    words: ['models', 'verify', 'a/b'],
    status: 1,
    message: /not among the downloaded/,
  },
  {
    name: 'an id in place of a folder',
    words: ['tokenize', 'a/b', 'x'],
    status: 1,
    message: /deberta models download a\/b/,
  },
];
for (const { name, words, status, message } of failures) {
  test(`fails in a sentence: ${name}`, async () => {
    const ended = await run(words);
    assert.deepEqual([ended.status, ended.stdout], [status, '']);
    assert.match(ended.stderr, message);
  });
}
