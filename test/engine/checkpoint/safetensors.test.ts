import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { SafetensorsFile, writeSafetensors } from '../../../src/engine/checkpoint/safetensors';
import { CheckpointError } from '../../../src/protocol/errors';
import { folderWith, safetensorsBytes } from './fixtures';

test('what is written is read', async (t) => {
  const file = path.join(folderWith(t, {}), 'out.safetensors');
  const numbers = Float32Array.of(1, -0, NaN, 2 ** -149, Infinity);
  const ids = BigInt64Array.of(-1n, 2n ** 62n);
  await writeSafetensors(
    file,
    new Map([
      ['scores', { dtype: 'F32' as const, shape: [1, 5], data: numbers }],
      ['ids', { dtype: 'I64' as const, shape: [2], data: ids }],
      ['none', { dtype: 'F32' as const, shape: [0, 7], data: new Float32Array() }],
    ]),
  );
  const read = await SafetensorsFile.open(file);
  t.after(() => read.close());
  assert.deepEqual([...read.names].sort(), ['ids', 'none', 'scores']);
  assert.deepEqual(read.info('scores'), { name: 'scores', dtype: 'F32', shape: [1, 5], elements: 5, file });
  assert.deepEqual(await read.readFloat32('scores'), numbers);
  assert.deepEqual(await read.readInt64('ids'), ids);
  assert.equal((await read.readFloat32('none')).length, 0);
  await assert.rejects(read.readInt64('scores'), CheckpointError);
  await assert.rejects(read.readFloat32('ids'), CheckpointError);
  assert.throws(() => read.info('absent'), /"absent"/);
});

test('large tensors come in chunks of 4 MiB, in order', async (t) => {
  const file = path.join(folderWith(t, {}), 'large.safetensors');
  const data = Float32Array.from({ length: (1 << 20) + 5 }, (_, i) => i);
  await writeSafetensors(file, new Map([['x', { dtype: 'F32', shape: [data.length], data }]]));
  const read = await SafetensorsFile.open(file);
  t.after(() => read.close());
  const chunks: Float32Array[] = [];
  for await (const chunk of read.streamFloat32('x')) chunks.push(chunk);
  assert.deepEqual(
    chunks.map((chunk) => [chunk.length, chunk[0]]),
    [
      [1 << 20, 0],
      [5, 1 << 20],
    ],
  );
});

test('tensors of types that nothing is computed with are refused only when they are read', async (t) => {
  const types = { F8_E4M3: 1, U16: 2, C64: 8, 'a type of tomorrow': 3 };
  for (const [type, bytes] of Object.entries(types)) {
    const dtype = type.replaceAll(' ', '_');
    const entries = {
      x: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
      y: { dtype, shape: [3], data_offsets: [8, 8 + 3 * bytes] },
    };
    const folder = folderWith(t, { 'model.safetensors': safetensorsBytes(entries, 8 + 3 * bytes) });
    const file = await SafetensorsFile.open(path.join(folder, 'model.safetensors'));
    t.after(() => file.close());
    assert.deepEqual([...(await file.readFloat32('x'))], [0, 0]);
    await assert.rejects(file.readFloat32('y'), new RegExp(`"y".*holds ${dtype}, not floating-point`));
  }
});

test('damaged and hostile files', async (t) => {
  const folder = folderWith(t, {});
  const check = async (content: Uint8Array, message: RegExp) => {
    const file = path.join(folder, 'model.safetensors');
    writeFileSync(file, content);
    await assert.rejects(SafetensorsFile.open(file), (error) => {
      assert.ok(error instanceof CheckpointError, String(error));
      assert.match(error.message, message);
      return true;
    });
  };
  const tensor = (entry: object) => ({ dtype: 'F32', shape: [2], data_offsets: [0, 8], ...entry });
  const checkHeader = (header: unknown, message: RegExp) => check(safetensorsBytes(header, 8), message);

  const whole = safetensorsBytes({ x: tensor({}) }, 8);
  for (let length = 0; length < whole.length; length++)
    await check(whole.subarray(0, length), /cut off|describes|empty/);
  await check(Buffer.concat([whole, Buffer.from('x')]), /describes/);
  const huge = Buffer.from(whole);
  huge.writeBigUInt64LE(2n ** 60n);
  await check(huge, /not a safetensors file/);
  await check(Buffer.from('<!doctype html><html>sign in</html>'), /web page/);
  await check(Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'), /git lfs pull/);

  await checkHeader('<html></html>', /not valid JSON but a web page/);
  await checkHeader('{"x": ', /not valid JSON/);
  await checkHeader('[]', /JSON object/);
  await checkHeader('['.repeat(100_000), /nests/);
  await checkHeader('{"x": 1, "x": 2}', /"x" twice/);
  await checkHeader('{"x": {"dtype": "F32", "dtype": "F16"}}', /"dtype" twice/);
  await checkHeader({ x: 5 }, /"x".*no description/);
  await checkHeader({ x: tensor({ dtype: 'F8_E4M3' }) }, /"x" .*8 bytes, but its shape \[2\]/);
  await checkHeader({ x: tensor({ dtype: '[F32](x)' }) }, /"x".*impossible type/);
  await checkHeader({ x: tensor({ dtype: 5 }) }, /"x".*impossible type/);
  await checkHeader({ x: tensor({ shape: [-2] }) }, /impossible shape/);
  await checkHeader({ x: tensor({ shape: [2.5] }) }, /impossible shape/);
  await checkHeader({ x: tensor({ shape: [2 ** 40, 2 ** 40] }) }, /impossible shape/);
  await checkHeader({ x: tensor({ shape: Array(1000).fill(1) }) }, /impossible shape/);
  await checkHeader({ x: tensor({ shape: undefined }) }, /impossible shape/);
  await checkHeader({ x: tensor({ shape: [3] }) }, /does not fit/);
  await checkHeader({ x: tensor({ data_offsets: [8, 0] }) }, /impossible data offsets/);
  await checkHeader({ x: tensor({ data_offsets: [-8, 0] }) }, /impossible data offsets/);
  await checkHeader({ x: tensor({ data_offsets: [0, 2 ** 60] }) }, /impossible data offsets/);
  await checkHeader({ x: tensor({ data_offsets: [8, 16] }) }, /gap/);
  await checkHeader({ x: tensor({}), y: tensor({}) }, /"y".*overlaps/);
  await checkHeader({ x: tensor({ shape: [4], data_offsets: [0, 16] }) }, /describes/);
  await checkHeader({ __metadata__: { a: 1 }, x: tensor({}) }, /__metadata__/);
});
