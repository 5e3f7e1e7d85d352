import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readTaskFiles } from '../../../../src/features/benchmarks/cli/readTaskFiles';
import { takeLines } from '../../../../src/features/benchmarks/core/taskFile';
import { RequestError } from '../../../../src/protocol/errors';

const directory = mkdtempSync(path.join(os.tmpdir(), 'task-files-'));
after(() => rmSync(directory, { recursive: true }));

const write = (name: string, content: string | Uint8Array) => {
  const file = path.join(directory, name);
  writeFileSync(file, content);
  return file;
};

test('a folder gives its text and JSON files by name, packed ones too, and nothing else', async () => {
  write('b.jsonl.gz', gzipSync('{}'));
  write('a.txt', 'text');
  write('README.md', 'about');
  assert.deepEqual(await readTaskFiles(directory), [
    { name: 'a', text: 'text' },
    { name: 'b', text: '{}' },
  ]);
});

function sparse(name: string, size: number): string {
  const file = write(name, '');
  truncateSync(file, size);
  return file;
}

const failures: readonly { name: string; location: () => string; reason: RegExp }[] = [
  { name: 'a file that is not there', location: () => path.join(directory, 'none.txt'), reason: /cannot be read/ },
  {
    name: 'bytes that are not text',
    location: () => write('bytes.txt', Buffer.from([0x61, 0xff, 0xfe])),
    reason: /UTF-8/,
  },
  {
    name: 'a torn gzip',
    location: () => write('torn.gz', gzipSync('a'.repeat(100)).subarray(0, 15)),
    reason: /cannot be read/,
  },
  { name: 'xz, which no library of Node.js unpacks', location: () => write('c.txt.xz', 'x'), reason: /Decompress it/ },
  {
    name: 'a gzip that unpacks to more than a string holds',
    location: () => write('bomb.txt.gz', gzipSync(Buffer.alloc(500_000_001), { level: 1 })),
    reason: /larger than 500 MB when decompressed\. .*split/,
  },
  { name: 'a file that never ends', location: () => '/dev/zero', reason: /not a file/ },
  { name: 'a file that is too large', location: () => sparse('large.txt', 3e9), reason: /larger than 500 MB.*split/i },
];

test('a line that no model reads is refused, empty ones are left out', () => {
  const lines = (text: string) => takeLines({ name: 'a', text }, Infinity);
  assert.deepEqual(lines('\n one\r\n \n\ntwo'), [' one', 'two']);
  assert.throws(() => lines(`one\n${'a'.repeat(1_000_001)}`), /a line of more than 1,000,000 characters/);
});

for (const { name, location, reason } of failures) {
  test(`refused: ${name}`, async () => {
    await assert.rejects(readTaskFiles(location()), (error) => {
      assert.ok(error instanceof RequestError, String(error));
      assert.match(error.message, reason);
      return true;
    });
  });
}
