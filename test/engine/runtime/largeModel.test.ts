import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openCheckpoint, type Checkpoint } from '../../../src/engine/checkpoint/checkpoint';
import type { Graph } from '../../../src/engine/graph/graph';
import { modelGraph } from '../../../src/engine/model/modelGraph';
import { convertToFloat16 } from '../../../src/engine/rewrite/convertToFloat16';
import { foldConstants } from '../../../src/engine/rewrite/foldConstants';
import { quantizeWeights } from '../../../src/engine/rewrite/quantizeWeights';
import { compiledGraph } from '../../../src/engine/runtime/compiledGraph';
import type { WeightSource } from '../../../src/engine/runtime/packWeights';
import { writeLargeCheckpoint } from '../checkpoint/largeLayout';
import type { LayoutSize } from '../checkpoint/layoutConfig';

/** `bench/bigModel.ts` does the same with the real size. */
const size: LayoutSize = { hidden: 96, layers: 3, heads: 4, vocabulary: 40_000 };
const folder = mkdtempSync(path.join(os.tmpdir(), 'large-'));
const reductions: Readonly<Record<string, (graph: Graph) => Graph>> = {
  fp32: (graph) => graph,
  fp16: convertToFloat16,
  int8: quantizeWeights,
};
let checkpoint: Checkpoint;

before(async () => {
  await writeLargeCheckpoint(path.join(folder, 'model'), size);
  checkpoint = await openCheckpoint(path.join(folder, 'model'));
});
after(async () => {
  await checkpoint.close();
  rmSync(folder, { recursive: true });
});

/** The checkpoint's weights, and the most numbers of one tensor that were asked for at once. */
function watched(): { readonly weights: WeightSource; readonly most: () => number } {
  let most = 0;
  const seen = (numbers: Float32Array<ArrayBuffer>) => {
    most = Math.max(most, numbers.length);
    return numbers;
  };
  return {
    most: () => most,
    weights: {
      readFloat32: async (name) => seen(await checkpoint.weights.readFloat32(name)),
      streamFloat32: async function* (name) {
        for await (const chunk of checkpoint.weights.streamFloat32(name)) yield seen(chunk);
      },
    },
  };
}

describe('a model in the layout of v2-xxlarge', () => {
  for (const [precision, reduce] of Object.entries(reductions)) {
    const compile = (directory: string, weights: WeightSource, options: Parameters<typeof compiledGraph>[3]) => {
      const graph = () =>
        reduce(foldConstants(modelGraph(checkpoint.config, checkpoint.weights, { kind: 'mlm', padded: false })));
      return compiledGraph(directory, 'mlm', { identity: precision, graph, weights }, options);
    };

    test(`${precision}: is converted in a stream, and progress only grows`, async () => {
      const { weights, most } = watched();
      const shares: number[] = [];
      await compile(path.join(folder, precision), weights, { onProgress: (done, total) => shares.push(done / total) });
      assert.ok(shares.length > 50);
      assert.deepEqual(
        shares,
        shares.toSorted((a, b) => a - b),
      );
      assert.equal(shares.at(-1), 1);
      // 4 MiB, whatever the tensor; the table of words has 15 MB.
      assert.ok(most() <= 1 << 20, `${most()} numbers at once`);
    });

    test(`${precision}: a conversion that is canceled anywhere leaves nothing`, async () => {
      for (const share of [0, 0.4, 0.9]) {
        const directory = path.join(folder, `${precision}-canceled`);
        const controller = new AbortController();
        const onProgress = (done: number, total: number) => done / total > share && controller.abort();
        const options = { signal: controller.signal, onProgress };
        await assert.rejects(compile(directory, watched().weights, options), { name: 'AbortError' });
        assert.deepEqual(readdirSync(directory), []);
      }
    });
  }
});
