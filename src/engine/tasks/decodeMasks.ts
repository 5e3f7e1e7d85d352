import { fasterSearch } from '../model/heads/candidates';
import { floats, integers } from '../runtime/session';
import type { MaskedEncoding } from '../tokenizer/tokenizer';
import { inputTensors, int64 } from './inputTensors';
import type { ModelRunner } from './modelRunner';

/** What the model says of one mask. Log-probabilities are taken among all real tokens of the vocabulary. */
export interface DecodedMask {
  /** The best tokens, best first; special tokens and fragments are still among them. */
  readonly candidates: readonly ScoredToken[];
  /** The tokens asked for, in the order given. */
  readonly targets: readonly ScoredToken[];
}

export interface ScoredToken {
  readonly id: number;
  readonly logit: number;
  readonly logProbability: number;
}

/** What to bring back of each mask: at least so many candidates that may fill it, and tokens by id. */
export interface DecodeOptions {
  readonly topK: number;
  readonly targetIds?: readonly number[];
}

/** Candidates beyond those asked for, to make up for special tokens and bare bytes among them. */
const spareCandidates = 64;

/** One forward pass over a text with masks; one result a mask, in the order of `positions`. */
export async function decodeMasks(
  model: ModelRunner,
  { encoding, positions }: MaskedEncoding,
  { topK, targetIds = [] }: DecodeOptions,
): Promise<DecodedMask[]> {
  const { size, special } = model.tokenizer;
  const vocabulary = { size: Math.min(size, model.config.vocabSize), mask: special.mask };
  const count = Math.min(2 * topK + spareCandidates, vocabulary.size - 1);
  const outputs = await model.run(
    { head: 'fill', padded: false, vocabulary, search: fasterSearch(model.config) },
    {
      ...inputTensors(model, 'fill', encoding),
      masked_positions: int64(
        positions.flatMap((position) => [0, position]),
        [positions.length, 2],
      ),
      candidate_count: int64([count], [1]),
      target_ids: int64(targetIds, [targetIds.length]),
    },
  );
  const { data: ids } = integers(outputs, 'candidate_ids');
  const { data: logits } = floats(outputs, 'candidate_logits');
  const { data: targetLogits } = floats(outputs, 'target_logits');
  return positions.map((_, mask) => {
    const normaliser = floats(outputs, 'log_normaliser').data[mask]!;
    const scored = (id: number, logit: number) => ({ id, logit, logProbability: logit - normaliser });
    return {
      candidates: Array.from({ length: count }, (_, i) =>
        scored(Number(ids[mask * count + i]), logits[mask * count + i]!),
      ),
      targets: targetIds.map((id, i) => scored(id, targetLogits[mask * targetIds.length + i]!)),
    };
  });
}
