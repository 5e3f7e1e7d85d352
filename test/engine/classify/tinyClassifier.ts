import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { SafetensorsFile, writeSafetensors, type TensorData } from '../../../src/engine/checkpoint/safetensors';
import { letterTokenizer } from '../batch/letterTokenizer';

const reference = path.join(__dirname, '../../fixtures/reference/v2-conv/classify');

/** How a copy of the reference classifier (three labels, 64 positions) differs from it. */
interface Variation {
  /** As many rows of the classifier are kept. */
  readonly labels: readonly string[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly temperature?: number;
}

/** A folder with the reference classifier under other labels, and a letter tokenizer for its 120 embeddings. */
export async function tinyClassifier({ labels, config = {}, temperature }: Variation): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'classifier-'));
  after(() => rmSync(folder, { recursive: true }));
  const write = (name: string, value: unknown) => writeFile(path.join(folder, name), JSON.stringify(value));
  const given = JSON.parse(await readFile(path.join(reference, 'config.json'), 'utf8')) as Record<string, unknown>;
  const id2label = Object.fromEntries(labels.entries());
  const label2id = Object.fromEntries(labels.map((label, id) => [label, id]));
  await write('config.json', { ...given, id2label, label2id, ...config });
  await write('tokenizer.json', letterTokenizer());
  if (temperature !== undefined) await write('calibration.json', { temperature });
  const weights = await SafetensorsFile.open(path.join(reference, 'model.safetensors'));
  const tensors = new Map<string, TensorData>();
  for (const name of weights.names) {
    const { shape } = weights.info(name);
    const data = await weights.readFloat32(name);
    const isHead = name.startsWith('classifier.');
    const kept = isHead ? [labels.length, ...shape.slice(1)] : shape;
    const values = isHead
      ? data.slice(
          0,
          kept.reduce((a, b) => a * b, 1),
        )
      : data;
    tensors.set(name, { dtype: 'F32', shape: kept, data: values });
  }
  await weights.close();
  await writeSafetensors(path.join(folder, 'model.safetensors'), tensors);
  return folder;
}
