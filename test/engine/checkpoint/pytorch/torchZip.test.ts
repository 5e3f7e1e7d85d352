import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { RandomAccessFile } from '../../../../src/engine/checkpoint/randomAccessFile';
import { readFloat32 } from '../../../../src/engine/checkpoint/storedTensor';
import { readTensorFile } from '../../../../src/engine/checkpoint/checkpoint';
import { CheckpointError } from '../../../../src/protocol/errors';
import { folderWith } from '../fixtures';
import { op, pickledDictionary, pickledTensor, pickleOf, stackGlobal, zipFile } from './torchFile';

const storage = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer);
const matrix = { key: '0', storageElements: 6, shape: [2, 2], stride: [2, 1] };

/** Writes a file and reads its tensors' numbers. */
async function readFile(folder: string, content: Uint8Array): Promise<Record<string, number[]>> {
  const target = path.join(folder, 'pytorch_model.bin');
  writeFileSync(target, content);
  const file = await RandomAccessFile.open(target);
  try {
    const numbers: Record<string, number[]> = {};
    for (const tensor of (await readTensorFile(file)).tensors) numbers[tensor.name] = [...(await readFloat32(tensor))];
    return numbers;
  } finally {
    await file.close();
  }
}

function torchFile(pickle: Uint8Array, more: Readonly<Record<string, Uint8Array>> = {}): Buffer {
  return zipFile({ 'm/data.pkl': pickle, 'm/data/0': storage, ...more });
}

function checks(t: TestContext) {
  const folder = folderWith(t, {});
  const reads = async (content: Uint8Array, expected: Record<string, number[]>) =>
    assert.deepEqual(await readFile(folder, content), expected);
  const refuses = (content: Uint8Array, message: RegExp) =>
    assert.rejects(readFile(folder, content), (error) => {
      assert.ok(error instanceof CheckpointError, String(error));
      assert.match(error.message, message);
      return true;
    });
  return { reads, refuses };
}

test('state dictionaries in all their forms', async (t) => {
  const { reads } = checks(t);
  const first = pickledTensor(matrix);
  const second = pickledTensor({ ...matrix, start: 3, shape: [3], stride: [1] });
  const plain = pickledDictionary({ first, second, steps: op.integer(7) });
  const expected = { first: [1, 2, 3, 4], second: [4, 5, 6] };
  await reads(torchFile(pickleOf(plain)), expected);
  await reads(torchFile(pickleOf(pickledDictionary({ epoch: op.integer(3), model: plain }))), expected);
  await reads(torchFile(pickleOf(pickledDictionary({ state_dict: plain }))), expected);
  const withMetadata = Buffer.concat([plain, pickledDictionary({ _metadata: op.dictionary }), op.build]);
  await reads(torchFile(pickleOf(withMetadata)), expected);
  const row = pickledTensor({ ...matrix, shape: [1, 2], stride: [99, 1] });
  await reads(torchFile(pickleOf(pickledDictionary({ row }))), { row: [1, 2] });
  const parameter = [op.global('torch._utils', '_rebuild_parameter'), op.mark, first, op.false, op.emptyTuple];
  const wrapped = Buffer.concat([...parameter, op.tuple, op.reduce]);
  await reads(torchFile(pickleOf(pickledDictionary({ wrapped }))), { wrapped: [1, 2, 3, 4] });
  const seed = pickledDictionary({ first, second, seed: op.long(2n ** 63n + 5n) });
  await reads(torchFile(pickleOf(seed)), expected);
  const modern = [op.mark, pickledTensor(matrix, stackGlobal), op.false, op.emptyTuple, op.tuple, op.reduce];
  const named = Buffer.concat([stackGlobal('torch._utils', '_rebuild_parameter'), ...modern]);
  // The names are kept as 0 and 1, and the function that they name as 2.
  const recalled = Buffer.concat([Buffer.from('h\x02'), ...modern]);
  await reads(torchFile(pickleOf(op.frame(pickledDictionary({ named, recalled })))), {
    named: [1, 2, 3, 4],
    recalled: [1, 2, 3, 4],
  });
});

test('pickles that could run code, or aren’t lists of weights', async (t) => {
  const { refuses } = checks(t);
  const check = (value: Buffer, message: RegExp) => refuses(torchFile(pickleOf(value)), message);
  const system = [op.global('os', 'system'), op.mark, op.text('echo'), op.tuple, op.reduce];
  await check(Buffer.concat(system), /"os.system".*could run code.*safetensors/);
  await check(op.global('builtins', 'eval'), /"builtins.eval"/);
  await check(op.global('torch', 'load'), /"torch.load"/);
  await check(stackGlobal('posix', 'system'), /"posix.system"/);
  await check(Buffer.concat([op.integer(1), op.text('torch'), op.stackGlobal]), /by something other than text/);
  await check(op.stackGlobal, /empty stack/);
  await check(op.memoize, /empty stack/);
  await check(Buffer.from([0x95, 1]), /ends too early/);
  await check(Buffer.from('i__builtin__\neval\n'), /instruction 0x69/);
  await check(Buffer.from('\x81', 'latin1'), /instruction 0x81/);
  await check(Buffer.alloc(400_001, '}'), /more than \d+ instructions/);
  await check(Buffer.concat([op.dictionary, Buffer.from('r\xff\xff\xff\xff', 'latin1')]), /no named weights/);
  await check(Buffer.from('j\xff\xff\xff\xff', 'latin1'), /never stored/);
  await check(Buffer.from('X\xff\xff\xff\xff', 'latin1'), /ends too early/);
  await check(Buffer.from('X\x01\x00\x00\x00\xff', 'latin1'), /not UTF-8/);
  await check(op.long(2n ** 70n), /no named weights/);
  await check(Buffer.from(`c${'a'.repeat(1000)}`), /without an end/);
  await check(Buffer.from('t'), /no mark/);
  await check(Buffer.from('}R'), /empty stack/);
  await check(Buffer.from('})R'), /other than a function/);
  await check(op.dictionary, /no named weights/);
  await check(op.integer(5), /no named weights/);
  await refuses(torchFile(Buffer.from('}')), /ends too early/);
});

test('views of a storage: transposed, with gaps, of three axes', async (t) => {
  const { reads } = checks(t);
  const view = (change: object) => pickledTensor({ ...matrix, ...change });
  const views = {
    transposed: view({ shape: [3, 2], stride: [1, 3] }),
    column: view({ start: 1, shape: [2], stride: [3] }),
    axes: view({ shape: [1, 3, 2], stride: [7, 1, 3] }),
    empty: view({ shape: [0, 2], stride: [1, 1] }),
  };
  await reads(torchFile(pickleOf(pickledDictionary(views))), {
    transposed: [1, 4, 2, 5, 3, 6],
    column: [2, 5],
    axes: [1, 4, 2, 5, 3, 6],
    empty: [],
  });
});

test('tensors that do not fit their storage', async (t) => {
  const { refuses } = checks(t);
  const check = (change: Partial<Parameters<typeof pickledTensor>[0]>, message: RegExp) =>
    refuses(torchFile(pickleOf(pickledDictionary({ w: pickledTensor({ ...matrix, ...change }) }))), message);
  await check({ key: '7' }, /"w".*no data/);
  await check({ key: '../data.pkl' }, /"w".*no data/);
  await check({ storageElements: 7 }, /"w".*too little data/);
  await check({ storageClass: 'DoubleStorage' }, /"w".*too little data/);
  await check({ storageClass: 'QInt8Storage' }, /"torch.QInt8Storage"/);
  await check({ start: 3 }, /past the end of its storage/);
  await check({ start: -1 }, /a tensor that cannot exist/);
  await check({ shape: [-2, -2] }, /a tensor that cannot exist/);
  await check({ shape: Array<number>(9).fill(2 ** 30) }, /a tensor that cannot exist/);
  await check({ stride: [1] }, /a tensor that cannot exist/);
  await check({ stride: [1, -1] }, /a tensor that cannot exist/);
  await check({ stride: [4, 2] }, /past the end of its storage/);
  await check({ shape: [9, 2], stride: [0, 1] }, /"w".*repeats its numbers/);
});

test('zip files that PyTorch does not write', async (t) => {
  const { refuses } = checks(t);
  const pickle = pickleOf(pickledDictionary({ w: pickledTensor(matrix) }));
  const files = { 'm/data.pkl': pickle, 'm/data/0': storage };
  await refuses(zipFile(files, { 'm/data/0': { method: 8 } }), /"m\/data\/0" compressed/);
  await refuses(zipFile(files, { 'm/data.pkl': { method: 8 } }), /"m\/data.pkl" compressed/);
  await refuses(zipFile(files, { 'm/data/0': { size: 1e9 } }), /overflows/);
  await refuses(zipFile(files, { 'm/data/0': { offset: 1e9 } }), /cut off/);
  await refuses(zipFile(files, { 'm/data/0': { offset: 3 } }), /damaged/);
  await refuses(zipFile({ 'word/document.xml': pickle }), /another zip file/);
  await refuses(zipFile({ ...files, 'n/data.pkl': pickle }), /another zip file/);
  await refuses(zipFile({ ...files, 'm/constants.pkl': pickle }), /TorchScript/);
  await refuses(zipFile({ ...files, 'm/byteorder': Buffer.from('big') }), /big-endian/);
  await refuses(zipFile({ ...files, '../escape': pickle }), /damaged/);
  await refuses(Buffer.from('<html>'), /web page/);
  await refuses(Buffer.alloc(0), /empty/);
  const whole = zipFile(files);
  for (let length = 0; length < whole.length; length += 7)
    await refuses(whole.subarray(0, length), /damaged|not a file of weights/);
});
