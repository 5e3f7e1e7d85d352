import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeText } from '../../src/base/files';
import { linesOf } from '../../src/terminal/textFile';

const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-16 little-endian': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16 big-endian': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
};

/** In pieces of `size` bytes: characters and line ends are cut anywhere. */
async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
  await Promise.resolve();
}

describe('lines have offsets in the text as it is', () => {
  for (const [encoding, encode] of Object.entries(encodings)) {
    for (const end of ['\n', '\r\n', '\r']) {
      for (const last of ['', end]) {
        test(`${encoding}, ${JSON.stringify(end)} ${last === '' ? 'between' : 'after'} lines`, async () => {
          const texts = ['first 😀 line', '', 'second', 'ünd'];
          const bytes = encode(texts.join(end) + last);
          const whole = decodeText(bytes, true);
          for (const size of [1, 2, 3, 7, 1000]) {
            const lines = [];
            for await (const line of linesOf(pieces(bytes, size))) lines.push(line);
            assert.deepEqual(
              lines.map(({ text }) => text),
              texts,
            );
            for (const { text, start, end: to } of lines) assert.equal(whole.slice(start, to), text);
          }
        });
      }
    }
  }
});

test('a byte order mark is not part of the first line, and counts in offsets', async () => {
  const bytes = Buffer.from('\ufeffone\ntwo');
  const lines = [];
  for await (const line of linesOf(pieces(bytes, 4))) lines.push(line);
  assert.deepEqual(lines, [
    { text: 'one', start: 1, end: 4 },
    { text: 'two', start: 5, end: 8 },
  ]);
  assert.equal(decodeText(bytes), 'one\ntwo');
});
