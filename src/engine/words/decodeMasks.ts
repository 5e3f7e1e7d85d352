import { fasterSearch } from '../model/heads/candidates';
import { floats, integers } from '../runtime/session';
import type { MaskedEncoding } from '../tokenizer/tokenizer';
import { int64, rowTensors } from '../batch/inputTensors';
import type { ModelRunner } from '../batch/modelRunner';

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

/** A text's ids, [CLS] and [SEP] included, and the indexes of the masks among them that are asked about. */
export interface MaskedRow {
  readonly ids: readonly number[];
  readonly positions: readonly number[];
}

/** Rows of one forward pass: enough to use the processor well, few enough that memory stays small. */
const rowsAtOnce = 16;

/** One forward pass over a text with masks; one result a mask, in the order of `positions`. */
export async function decodeMasks(
  model: ModelRunner,
  { encoding, positions }: MaskedEncoding,
  options: DecodeOptions,
): Promise<DecodedMask[]> {
  const [masks = []] = await decodeRows(model, [{ ids: encoding.ids, positions }], options);
  return masks;
}

/** As `decodeMasks`, for many texts: those of one length share forward passes, so that nothing has to be padded. Results in the order of `rows`. */
export async function decodeRows(
  model: ModelRunner,
  rows: readonly MaskedRow[],
  options: DecodeOptions,
): Promise<DecodedMask[][]> {
  const byLength = new Map<number, number[]>();
  rows.forEach(({ ids }, index) => byLength.set(ids.length, [...(byLength.get(ids.length) ?? []), index]));
  const results: DecodedMask[][] = [];
  for (const indexes of byLength.values()) {
    for (let first = 0; first < indexes.length; first += rowsAtOnce) {
      const part = indexes.slice(first, first + rowsAtOnce);
      const decoded = await decodeBatch(
        model,
        part.map((index) => rows[index]!),
        options,
      );
      part.forEach((index, i) => (results[index] = decoded[i]!));
    }
  }
  return results;
}

/** One forward pass over texts of one length. */
async function decodeBatch(
  model: ModelRunner,
  rows: readonly MaskedRow[],
  { topK, targetIds = [] }: DecodeOptions,
): Promise<DecodedMask[][]> {
  const { size, special } = model.tokenizer;
  const vocabulary = { size: Math.min(size, model.config.vocabSize), mask: special.mask };
  const count = Math.min(2 * topK + spareCandidates, vocabulary.size - 1);
  const places = rows.flatMap(({ positions }, row) => positions.map((position) => [row, position]));
  const outputs = await model.run(
    { head: 'fill', padded: false, vocabulary, search: fasterSearch(model.config) },
    {
      ...rowTensors(
        model,
        'fill',
        rows.map(({ ids }) => ids),
      ),
      masked_positions: int64(places.flat(), [places.length, 2]),
      candidate_count: int64([count], [1]),
      target_ids: int64(targetIds, [targetIds.length]),
    },
  );
  const { data: ids } = integers(outputs, 'candidate_ids');
  const { data: logits } = floats(outputs, 'candidate_logits');
  const { data: targetLogits } = floats(outputs, 'target_logits');
  const { data: normalisers } = floats(outputs, 'log_normaliser');
  const decoded = (mask: number): DecodedMask => {
    const normaliser = normalisers[mask]!;
    const scored = (id: number, logit: number) => ({ id, logit, logProbability: logit - normaliser });
    return {
      candidates: Array.from({ length: count }, (_, i) =>
        scored(Number(ids[mask * count + i]), logits[mask * count + i]!),
      ),
      targets: targetIds.map((id, i) => scored(id, targetLogits[mask * targetIds.length + i]!)),
    };
  };
  let mask = 0;
  return rows.map(({ positions }) => positions.map(() => decoded(mask++)));
}
