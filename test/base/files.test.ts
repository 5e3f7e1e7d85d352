import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { FileRefused, wholeFile } from '../../src/base/files';

const folder = mkdtempSync(path.join(os.tmpdir(), 'whole-'));
after(() => rmSync(folder, { recursive: true }));

test('a file is read whole up to the limit, and refused beyond it', async () => {
  const file = path.join(folder, 'file');
  const bytes = Buffer.alloc(1_000_000, 'ab\0');
  writeFileSync(file, bytes);
  assert.ok((await wholeFile(file, bytes.length)).equals(bytes));
  await assert.rejects(wholeFile(file, bytes.length - 1), FileRefused);
  writeFileSync(file, '');
  assert.equal((await wholeFile(file, 0)).length, 0);
});

test(
  'what a file holds counts, not the size that it is said to have',
  { skip: process.platform !== 'linux' },
  async () => {
    assert.match((await wholeFile('/proc/self/status', 1e6)).toString(), /^Name:/);
    await assert.rejects(wholeFile('/proc/self/status', 10), FileRefused);
  },
);

test('a large file costs no more memory than the limit', async () => {
  const file = path.join(folder, 'sparse');
  writeFileSync(file, '');
  truncateSync(file, 3e9);
  const before = process.memoryUsage().arrayBuffers;
  await assert.rejects(wholeFile(file, 1e6), /larger than 1 MB/);
  assert.ok(process.memoryUsage().arrayBuffers - before < 1e8);
});

test("devices are refused, a folder's error is the system's", async () => {
  if (process.platform !== 'win32') await assert.rejects(wholeFile('/dev/zero', 1e6), /is a pipe or a device/);
  await assert.rejects(wholeFile(folder, 1e6), { code: 'EISDIR' });
  await assert.rejects(wholeFile(path.join(folder, 'none'), 1e6), { code: 'ENOENT' });
});
