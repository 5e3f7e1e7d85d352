import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { journalName } from '../../../src/hub/store/downloadJournal';
import { verifyModel } from '../../../src/hub/store/verifyModel';
import { HubServer } from '../hubServer';
import { v3Small } from '../repositories';
import { filesBelow, openStore, temporaryFolder } from '../testStore';

const small = 'microsoft/deberta-v3-small';
const kills = 10;
let server: HubServer;
const program = path.join(temporaryFolder(), 'downloader.js');

/** A process that downloads, to be killed meanwhile: ENDPOINT ROOT ID. */
const downloader = `
  import { openStore } from '../testStore';
  const [endpoint, root, id] = process.argv.slice(2);
  void openStore({ endpoint }, root).downloads.download(id);
`;

before(async () => {
  server = await HubServer.start({ [small]: v3Small() });
  buildSync({
    stdin: { contents: downloader, resolveDir: __dirname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    outfile: program,
  });
});
after(() => server.stop());

/** Downloads into `root` and kills the process after `bytes`; true if it was still running. */
async function killAfter(bytes: number, root: string): Promise<boolean> {
  server.seen.length = 0;
  const child = spawn(process.execPath, [program, server.endpoint, root, small], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  while (server.bytesSent() < bytes && child.exitCode === null) await delay(1);
  child.kill('SIGKILL');
  return (await ended) === 'SIGKILL';
}

test('a process killed at any moment leaves nothing that counts as a model, and the next start completes it', async (t) => {
  server.pause = 2;
  const contents = v3Small().files;
  const needed = ['README.md', 'config.json', 'tokenizer_config.json', 'spm.model', 'pytorch_model.bin'];
  const total = needed.reduce((sum, name) => sum + contents[name]!.length, 0);
  let resumed = 0;
  for (let i = 0; i < kills; i++) {
    const root = temporaryFolder();
    const bytes = Math.floor(((i + Math.random()) / kills) * total);
    t.diagnostic(`killed after ${bytes} of ${total} bytes`);
    const wasRunning = await killAfter(bytes, root);
    const { store, downloads } = openStore(server, root);
    const [model] = await store.list();
    if (model !== undefined) assert.deepEqual([wasRunning, await verifyModel(store, small)], [wasRunning, []]);
    const arrived = arrivedBytes(path.join(root, 'downloads/microsoft--deberta-v3-small'));
    server.seen.length = 0;
    await downloads.download(small);
    assert.deepEqual(await verifyModel(store, small), []);
    // What had arrived does not come again.
    if (model === undefined) assert.equal(contentBytes(needed), total - arrived);
    assert.deepEqual(readdirSync(path.join(root, 'downloads')), []);
    assert.deepEqual(filesBelow(path.join(root, 'models')).length, needed.length + 1);
    if (server.contents('spm.model').some(({ headers }) => headers.range !== undefined)) resumed++;
  }
  assert.ok(resumed >= kills / 2, `resumed ${resumed} times`);
});

/** Bytes of model files that a download has put on the disk, whole or begun. */
function arrivedBytes(folder: string): number {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith(journalName)) : [];
  return names.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
}

/** Bytes of these files that the server has sent. */
function contentBytes(names: readonly string[]): number {
  const requests = names.flatMap((name) => server.contents(name));
  return requests.reduce((sum, { sent }) => sum + sent, 0);
}
