import type { DebertaConfig } from '../../checkpoint/debertaConfig';
import { requireFinite } from '../../runtime/requireFinite';
import { floats } from '../../runtime/session';
import type { ParameterSet } from '../graphs/parameterSet';
import type { TrainingSession } from '../graphs/trainingSession';
import { sortedBatches } from '../steps/batches';
import { batchInputs, type EncodedExample } from '../steps/encodedExamples';
import type { Predictions } from './metrics';

const batchSize = 32;

/** The logits of examples, without dropout, as inference computes them; in the examples' order. */
export async function predictLogits(
  session: TrainingSession,
  parameters: ParameterSet,
  config: DebertaConfig,
  examples: readonly EncodedExample[],
  signal?: AbortSignal,
): Promise<Predictions> {
  const logits: number[][] = [];
  for (const batch of sortedBatches(
    examples.map(({ ids }) => ids.length),
    batchSize,
  )) {
    signal?.throwIfAborted();
    const result = await session.run(
      parameters,
      batchInputs(
        batch.map((index) => examples[index]!),
        config,
      ),
    );
    requireFinite(result, 'The model');
    const { data, shape } = floats(result, 'logits');
    const labels = shape[1] ?? 0;
    batch.forEach((index, row) => (logits[index] = [...data.subarray(row * labels, (row + 1) * labels)]));
  }
  return { logits, targets: examples.map(({ target }) => [...target]) };
}
