import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { build } from 'esbuild';
import { withClaim } from '../../../src/hub/store/folderClaim';
import { temporaryFolder } from '../testStore';

const folder = temporaryFolder();
const file = path.join(folder, 'model.claim');

/** The number of a process that is gone. */
async function goneProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

describe('a claim', () => {
  test('of a process that works is respected, and released when its work is over', async () => {
    await withClaim(file, 'The model', async () => {
      await assert.rejects(
        withClaim(file, 'The model', async () => assert.fail('both work')),
        {
          name: 'DownloadError',
          message: /The model is in use by another window or terminal \(process \d+\)/,
        },
      );
    });
    await withClaim(file, 'The model', async () => undefined);
    assert.deepEqual(readdirSync(folder), []);
  });

  for (const [what, pid, time] of [
    ['whose process is gone', goneProcess, 0],
    ['that was not renewed for an hour', () => process.ppid, -3600],
    ['whose time is yet to come', () => process.ppid, 3600],
  ] as const) {
    test(`${what} is left over`, async () => {
      writeFileSync(file, `${await pid()}`);
      const index = Date.now() / 1000 + time;
      utimesSync(file, index, index);
      await withClaim(file, 'The model', async () => {
        assert.ok(Math.abs(statSync(file).mtimeMs - Date.now()) < 60_000);
      });
      assert.deepEqual(readdirSync(folder), []);
    });
  }

  test('that is left over is taken by one of many processes at once, never by two', async () => {
    const program = path.join(folder, 'claimant.js');
    const contents = `
      import { withClaim } from ${JSON.stringify(path.join(__dirname, '../../../src/hub/store/folderClaim'))};
      import { mkdirSync, rmdirSync } from 'node:fs';
      const file = process.argv[2];
      process.stdin.once('data', async () => {
        for (let round = 0; round < 40; round++) {
          await withClaim(file, 'x', async () => {
            // Fails where another one is at work.
            mkdirSync(file + '.working');
            await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
            rmdirSync(file + '.working');
            // Left over, as by a process that was killed.
            require('node:fs').writeFileSync(file, '4194305');
          }).then(() => process.stdout.write('.'), (error) => {
            if (error.name !== 'DownloadError') throw error;
          });
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 2));
        }
        process.exit();
      });
      process.stdout.write('ready');`;
    await build({
      stdin: { contents, resolveDir: folder, loader: 'ts' },
      outfile: program,
      bundle: true,
      platform: 'node',
    });
    const children = Array.from({ length: 4 }, () => spawn(process.execPath, [program, file]));
    const faults: string[] = [];
    let turns = 0;
    const ready = children.map((child) => new Promise<void>((resolve) => child.stdout.once('data', () => resolve())));
    for (const child of children) {
      child.stdout.on('data', (data: Buffer) => (turns += data.toString().split('.').length - 1));
      child.stderr.on('data', (data: Buffer) => faults.push(data.toString()));
    }
    const ended = children.map((child) => new Promise<void>((resolve) => child.once('close', () => resolve())));
    await Promise.all(ready);
    for (const child of children) child.stdin.write('go');
    await Promise.all(ended);
    assert.deepEqual(faults, []);
    assert.ok(turns > 10, `${turns} turns`);
    rmSync(program);
  });
});
