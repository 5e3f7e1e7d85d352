import { open } from 'node:fs/promises';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { layoutConfig, type LayoutSize } from './layoutConfig';

/** 1.57 billion parameters. */
export const xxlarge: LayoutSize = { hidden: 1536, layers: 48, heads: 24, vocabulary: 128_100 };

/** Numbers of the pool that weights are cut from: writing gigabytes of them is then no more than copying. */
const poolNumbers = (1 << 22) + 4093;

/**
 * Writes config.json and model.safetensors in the layout of v2-xxlarge into `folder`: a convolution beside the first
 * layer, the mask head, fp16, random in ±0.035, the scales of norms 1. Biases and the shifts of norms are 0 and, where
 * the file system can, a hole in the file.
 * @returns bytes of the weights
 */
export async function writeLargeCheckpoint(folder: string, size: LayoutSize): Promise<number> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'config.json'),
    JSON.stringify({ ...layoutConfig(size), conv_kernel_size: 3, conv_act: 'gelu' }),
  );
  const shapes = tensorShapes(size);
  const count = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
  let end = 0;
  const header = Object.fromEntries(
    shapes.map(([name, shape]) => [name, { dtype: 'F16', shape, data_offsets: [end, (end += 2 * count(shape))] }]),
  );
  const json = Buffer.from(JSON.stringify(header));
  const start = Buffer.alloc(8 + json.length + (-json.length & 7), ' ');
  start.writeBigUInt64LE(BigInt(start.length - 8));
  json.copy(start, 8);

  const pool = randomHalves();
  const file = await open(path.join(folder, 'model.safetensors'), 'w');
  try {
    await file.write(start, 0, start.length, 0);
    await file.truncate(start.length + end);
    for (const [name, shape] of shapes) {
      if (name.endsWith('.bias')) continue;
      const ones = Buffer.from(new Uint16Array(count(shape)).fill(0x3c00).buffer);
      const source = name.endsWith('LayerNorm.weight') ? ones : pool;
      const [begin, stop] = header[name]!.data_offsets as [number, number];
      for (let offset = begin; offset < stop;) {
        const { bytesWritten } = await file.write(
          source,
          0,
          Math.min(source.length, stop - offset),
          start.length + offset,
        );
        offset += bytesWritten;
      }
    }
  } finally {
    await file.close();
  }
  return start.length + end;
}

function tensorShapes({ hidden, layers, vocabulary }: LayoutSize): [name: string, shape: number[]][] {
  const shapes: [string, number[]][] = [];
  const linear = (name: string, output: number, input: number) =>
    shapes.push([`${name}.weight`, [output, input]], [`${name}.bias`, [output]]);
  const norm = (name: string) =>
    shapes.push([`${name}.LayerNorm.weight`, [hidden]], [`${name}.LayerNorm.bias`, [hidden]]);
  shapes.push(['deberta.embeddings.word_embeddings.weight', [vocabulary, hidden]]);
  shapes.push(['deberta.embeddings.position_embeddings.weight', [512, hidden]]);
  norm('deberta.embeddings');
  shapes.push(['deberta.encoder.rel_embeddings.weight', [512, hidden]]);
  norm('deberta.encoder');
  shapes.push(['deberta.encoder.conv.conv.weight', [hidden, hidden, 3]], ['deberta.encoder.conv.conv.bias', [hidden]]);
  norm('deberta.encoder.conv');
  for (let layer = 0; layer < layers; layer++) {
    const prefix = `deberta.encoder.layer.${layer}`;
    for (const name of ['query_proj', 'key_proj', 'value_proj']) {
      linear(`${prefix}.attention.self.${name}`, hidden, hidden);
    }
    linear(`${prefix}.attention.output.dense`, hidden, hidden);
    norm(`${prefix}.attention.output`);
    linear(`${prefix}.intermediate.dense`, 4 * hidden, hidden);
    linear(`${prefix}.output.dense`, hidden, 4 * hidden);
    norm(`${prefix}.output`);
  }
  linear('lm_predictions.lm_head.dense', hidden, hidden);
  norm('lm_predictions.lm_head');
  shapes.push(['lm_predictions.lm_head.bias', [vocabulary]]);
  return shapes;
}

/** Random fp16 numbers with magnitudes from 2^-12 to 0.035, by a generator that gives the same ones every time. */
function randomHalves(): Buffer {
  const halves = new Uint16Array(poolNumbers);
  let state = 20_201_203;
  for (let i = 0; i < halves.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // Sign, an exponent of 3 to 9 (2^-12 to 2^-6), ten bits of the mantissa.
    halves[i] = ((state >>> 31) << 15) | ((3 + ((state >>> 11) % 7)) << 10) | ((state >>> 16) & 0x3ff);
  }
  return Buffer.from(halves.buffer);
}
