import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pickledDictionary, pickledTensor, pickleOf, zipFile } from '../engine/checkpoint/pytorch/torchFile';
import { letterTokenizer } from '../engine/batch/letterTokenizer';
import type { Repository } from './hubServer';

const references = path.join(__dirname, '../fixtures/reference');

/** Tensors of a safetensors file, as it describes them and with their bytes. */
export type StoredTensors = Readonly<
  Record<string, { readonly dtype: string; readonly shape: readonly number[]; readonly bytes: Buffer }>
>;

/** The tensors of a reference model that is kept in safetensors. */
export function referenceTensors(name: string): StoredTensors {
  const file = readFileSync(path.join(references, name, 'model.safetensors'));
  const start = 8 + Number(file.readBigUInt64LE());
  const header = JSON.parse(file.toString('utf8', 8, start)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  delete header['__metadata__'];
  return Object.fromEntries(
    Object.entries(header).map(
      ([
        tensor,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => [tensor, { dtype, shape, bytes: file.subarray(start + from, start + to) }],
    ),
  );
}

/** A safetensors file with these tensors. */
export function safetensors(tensors: StoredTensors): Buffer {
  let index = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape, bytes }]) => [
      name,
      { dtype, shape, data_offsets: [index, (index += bytes.length)] },
    ]),
  );
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...Object.values(tensors).map(({ bytes }) => bytes)]);
}

/** The configuration of a reference model, changed. */
export function configOf(name: string, change: object = {}): object {
  const config = JSON.parse(readFileSync(path.join(references, name, 'config.json'), 'utf8')) as object;
  return { ...config, ...change };
}

/** What a repository's files hold: bytes, text, or what is written as JSON; null for a file that is not there. */
export type Contents = Readonly<Record<string, Buffer | string | object | null>>;

/** A repository with a reference model (v2-conv/classify: three labels) and a tokenizer of letters, changed. */
export function tinyRepository(changes: Contents = {}, name = 'v2-conv/classify'): Repository {
  const files: Record<string, Buffer> = {};
  const all: Contents = {
    'config.json': configOf(name),
    'tokenizer.json': letterTokenizer(),
    'tokenizer_config.json': { tokenizer_class: 'DebertaV2Tokenizer' },
    ...('model.safetensors' in changes ? {} : { 'model.safetensors': safetensors(referenceTensors(name)) }),
    ...changes,
  };
  for (const [file, content] of Object.entries(all)) {
    if (content === null) continue;
    files[file] = Buffer.isBuffer(content)
      ? content
      : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  }
  return { commit: '5'.repeat(40), license: 'mit', files };
}

/** All tensors except these. */
export function without(all: StoredTensors, left: RegExp): StoredTensors {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !left.test(name)));
}

/** The weights of a classifier with three outputs, with the first one alone. */
export function oneOutput(tensors: StoredTensors): Buffer {
  const first = Object.entries(tensors).map(([name, tensor]) => {
    if (!name.startsWith('classifier.')) return [name, tensor] as const;
    const shape = [1, ...tensor.shape.slice(1)];
    return [name, { ...tensor, shape, bytes: tensor.bytes.subarray(0, tensor.bytes.length / 3) }] as const;
  });
  return safetensors(Object.fromEntries(first));
}

/** PyTorch's file, its matrices stored column by column. */
export function transposedFile(tensors: StoredTensors): Buffer {
  const storages: Record<string, Buffer> = {};
  const pickled = Object.entries(tensors).map(([name, { shape, bytes }], i) => {
    const [rows = 1, columns = 1] = shape;
    const isMatrix = shape.length === 2;
    const data = Buffer.alloc(bytes.length);
    for (let index = 0; index < bytes.length / 4; index++) {
      const place = isMatrix ? (index % columns) * rows + Math.floor(index / columns) : index;
      data.writeFloatLE(bytes.readFloatLE(4 * index), 4 * place);
    }
    storages[`archive/data/${i}`] = data;
    const stride = isMatrix ? [1, rows] : shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
    return [name, pickledTensor({ key: `${i}`, storageElements: bytes.length / 4, shape, stride })];
  });
  const stateDict = pickledDictionary(Object.fromEntries(pickled) as Record<string, Buffer>);
  return zipFile({ 'archive/data.pkl': pickleOf(stateDict), ...storages });
}

/** Weights in two parts and their index; the parts that are `left` out are not there. */
export function weightsInParts(tensors: StoredTensors, left: readonly number[] = []): Contents {
  const names = Object.keys(tensors);
  const name = (i: number) => `model-0000${i + 1}-of-00002.safetensors`;
  const part = (i: number) =>
    safetensors(Object.fromEntries(Object.entries(tensors).filter((_, index) => index % 2 === i)));
  return {
    'model.safetensors': null,
    'model.safetensors.index.json': { weight_map: Object.fromEntries(names.map((one, i) => [one, name(i % 2)])) },
    ...Object.fromEntries([0, 1].filter((i) => !left.includes(i)).map((i) => [name(i), part(i)])),
  };
}
