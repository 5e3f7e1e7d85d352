import { outside } from '../../../protocol/wordTags';
import { argMax, softmax } from '../../batch/probability';
import type { DebertaConfig } from '../../checkpoint/debertaConfig';
import { requireFinite } from '../../runtime/requireFinite';
import { floats } from '../../runtime/session';
import type { ParameterSet } from '../graphs/parameterSet';
import type { TrainingSession } from '../graphs/trainingSession';
import { sortedBatches } from '../steps/batches';
import { batchInputs } from '../steps/encodedExamples';
import type { EncodedWords } from '../steps/encodedWords';

const batchSize = 32;

/** The likeliest tag of each word of a text, and its probability. */
export interface TaggedWords {
  readonly tags: readonly string[];
  readonly confidences: readonly number[];
}

export interface TagPredictions {
  /** In the order of the texts. */
  readonly texts: readonly TaggedWords[];
  /** Mean cross-entropy of the tagged words. */
  readonly loss: number;
}

/**
 * The tags of texts, without dropout, as inference computes them. `tags` are the model's own in canonical form, and
 * `lengths` the numbers of words; a word without a token, such as a zero-width space, is outside of all entities.
 */
export async function predictTags(
  session: TrainingSession,
  parameters: ParameterSet,
  config: DebertaConfig,
  examples: readonly EncodedWords[],
  { tags, lengths }: { readonly tags: readonly string[]; readonly lengths: readonly number[] },
  signal?: AbortSignal,
): Promise<TagPredictions> {
  const texts = lengths.map((length) => ({
    tags: Array.from({ length }, () => outside),
    confidences: Array.from({ length }, () => 1),
  }));
  let [loss, count] = [0, 0];
  const sizes = examples.map(({ ids }) => ids.length);
  for (const indices of sortedBatches(sizes, batchSize)) {
    signal?.throwIfAborted();
    const batch = indices.map((index) => examples[index]!);
    const result = await session.run(parameters, batchInputs(batch, config));
    requireFinite(result, 'The model');
    const { data, shape } = floats(result, 'logits');
    const [, tokens = 0, outputs = 0] = shape;
    batch.forEach(({ text, words, tags: expected }, row) =>
      words.forEach((word, token) => {
        if (word < 0) return;
        const from = (row * tokens + token) * outputs;
        const probabilities = softmax([...data.subarray(from, from + outputs)]);
        const best = argMax(probabilities);
        texts[text]!.tags[word] = tags[best]!;
        texts[text]!.confidences[word] = probabilities[best]!;
        if (expected[token]! < 0) return;
        loss -= Math.log(probabilities[expected[token]!]!);
        count++;
      }),
    );
  }
  return { texts, loss: count === 0 ? 0 : loss / count };
}
