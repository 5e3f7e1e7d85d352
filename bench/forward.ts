import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { LoadedModel } from '../src/engine/loadedModel';
import { compiledGraph } from '../src/engine/runtime/compiledGraph';
import { openSession } from '../src/engine/runtime/openSession';
import { int64 } from '../src/engine/batch/inputTensors';
import { floorGraph, floorInputs } from './floorGraph';
import { medians, row } from './measure';
import type { ModelSize } from './randomCheckpoint';
import { base, randomCheckpoint, v3Small } from './randomCheckpoint';

/**
 * Forward time of the encoder (replaced-token head) against its floor, the bare matrix products of the same shapes, and
 * of filling one mask out of 128,100 words against the encoder. Both of a ratio's times come from the same run.
 */
async function main(): Promise<void> {
  const directory = path.join(os.tmpdir(), 'deberta-bench');
  await mkdir(directory, { recursive: true });
  console.log(row('model', 'tokens', 'floor ms', 'encoder ms', 'fill ms', 'enc/floor', 'fill/enc'));
  for (const size of [v3Small, base]) await benchSize(size, directory);
}

async function benchSize(size: ModelSize, directory: string): Promise<void> {
  const options = { cacheDirectory: path.join(directory, 'compiled'), provider: 'cpu', threads: 0 } as const;
  const discriminator = await LoadedModel.open(await randomCheckpoint(directory, size, 'discriminator'), options);
  const generator = await LoadedModel.open(await randomCheckpoint(directory, size, 'generator'), options);
  const { config, weights } = discriminator.checkpoint;
  const floor = await compiledGraph(path.join(directory, `floor-${size.name}`), 'floor', {
    identity: discriminator.checkpoint.fingerprint,
    graph: () => floorGraph(config),
    weights,
  });
  const { session } = await openSession(floor, 'cpu', 0);
  const vocabulary = { size: 128_001, mask: 128_000 };
  for (const tokens of [16, 32, 64, 128, 256, 512]) {
    const ids = Array.from({ length: tokens }, (_, i) => (7919 * (i + 1)) % 128_000);
    const inputs = { input_ids: int64(ids, [1, tokens]) };
    const masks = {
      masked_positions: int64([0, tokens / 2], [1, 2]),
      candidate_count: int64([100], [1]),
      target_ids: int64([], [0]),
    };
    const products = floorInputs(config, tokens);
    const time = await medians(
      {
        floor: () => session.run(products),
        encoder: () => discriminator.graphs({}).run({ kind: 'rtd', padded: false }, inputs),
        fill: () =>
          generator
            .graphs({})
            .run({ kind: 'fill', padded: false, vocabulary, search: 'quantized' }, { ...inputs, ...masks }),
      },
      tokens > 128 ? 11 : 25,
    );
    const { floor: least = 0, encoder = 0, fill = 0 } = time;
    console.log(row(size.name, `${tokens}`, least, encoder, fill, encoder / least, fill / encoder));
  }
  await session.release();
  await discriminator.close();
  await generator.close();
}

void main();
