import { fasterSearch } from '../model/heads/candidates';
import { floats, integers } from '../runtime/session';
import type { MaskedEncoding } from '../tokenizer/tokenizer';
import { int64 } from './inputTensors';
import { runMaskedRows, type MaskedRow } from './maskedRows';
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

/** What to bring back of each mask: at least `topK` candidates that may fill it, and tokens by id. */
export interface DecodeOptions {
  readonly topK: number;
  readonly targetIds?: readonly number[];
  /** Whether rows of several lengths may share a batch, which takes a graph more. False when absent. */
  readonly padding?: boolean;
}

/** Candidates beyond those asked for, to make up for special tokens and bare bytes among them. */
const spareCandidates = 64;

/** One forward pass over a text with masks; one result a mask, in the order of `positions`. */
export async function decodeMasks(
  model: ModelRunner,
  { encoding, positions }: MaskedEncoding,
  options: DecodeOptions,
): Promise<DecodedMask[]> {
  const [masks = []] = await decodeRows(model, [{ ids: encoding.ids, positions }], options);
  return masks;
}

/** As `decodeMasks`, for many texts; in the order of `rows`. @throws RequestError when one is too long for the model */
export async function decodeRows(
  model: ModelRunner,
  rows: readonly MaskedRow[],
  { topK, targetIds = [], padding = false }: DecodeOptions,
): Promise<DecodedMask[][]> {
  const { size, special } = model.tokenizer;
  const vocabulary = { size: Math.min(size, model.config.vocabSize), mask: special.mask };
  const count = Math.min(2 * topK + spareCandidates, vocabulary.size - 1);
  const run = {
    graph: (padded: boolean) => ({ kind: 'fill', padded, vocabulary, search: fasterSearch(model.config) }) as const,
    inputs: { candidate_count: int64([count], [1]), target_ids: int64(targetIds, [targetIds.length]) },
    outputs: ['log_normalizer', 'target_logits', ...(topK > 0 ? ['candidate_ids', 'candidate_logits'] : [])],
    padding,
  };
  return runMaskedRows(model, rows, run, (outputs) => {
    const { data: normalizers } = floats(outputs, 'log_normalizer');
    const { data: targetLogits } = floats(outputs, 'target_logits');
    const scored = (mask: number, id: number, logit: number): ScoredToken => ({
      id,
      logit,
      logProbability: logit - normalizers[mask]!,
    });
    const candidates = (mask: number) => {
      const { data: ids } = integers(outputs, 'candidate_ids');
      const { data: logits } = floats(outputs, 'candidate_logits');
      const first = mask * count;
      return Array.from({ length: count }, (_, i) => scored(mask, Number(ids[first + i]), logits[first + i]!));
    };
    return (mask) => ({
      candidates: topK > 0 ? candidates(mask) : [],
      targets: targetIds.map((id, i) => scored(mask, id, targetLogits[mask * targetIds.length + i]!)),
    });
  });
}
