import { Random } from '../../../base/random';
import { beginStep } from '../../../base/workSteps';
import type { DebertaConfig } from '../../checkpoint/debertaConfig';
import type { IntegerTensor, Tensors } from '../../runtime/session';
import { shortened, type InputRow } from '../../tokenizer/rowTemplate';
import type { Tokenizer } from '../../tokenizer/tokenizer';
import { batchInputs } from './encodedExamples';

/** Which tokens are masked, and what of them the model sees. */
export interface Masking {
  /** Share of a text's tokens that are asked for; at least one of them. */
  readonly share: number;
  /** Of these, one in ten is left as it is and one in ten shows a random token, as in BERT; the others show [MASK]. */
  readonly mixed: boolean;
}

/** Texts as tokens, cut at `maxTokens`; those without a word are left out. */
export function encodeProse(tokenizer: Tokenizer, texts: readonly string[], maxTokens: number): InputRow[] {
  return texts.flatMap((text) => {
    beginStep();
    const row = tokenizer.encode(text);
    return row.ids.length < 4 ? [] : [shortened(row, maxTokens)];
  });
}

/** The inputs of a masked step over texts, with one weight for all masks: the mean over them, times `weight`. */
export function maskedBatch(
  examples: readonly InputRow[],
  tokenizer: Tokenizer,
  config: DebertaConfig,
  masking: Masking,
  seed: number,
  weight = 1,
): { readonly inputs: Tensors; readonly masks: number } {
  const random = new Random(seed);
  const [positions, targets]: [number[], number[]] = [[], []];
  const shown = examples.map(({ ids, types }, row) => {
    const changed = [...ids];
    const places = Array.from({ length: ids.length - 2 }, (_, i) => i + 1);
    const count = Math.max(1, Math.round(masking.share * places.length));
    const chosen = random
      .shuffled(places)
      .slice(0, count)
      .sort((a, b) => a - b);
    for (const column of chosen) {
      positions.push(row, column);
      targets.push(ids[column]!);
      changed[column] = replacement(ids[column]!, tokenizer, masking, random);
    }
    return { ids: changed, types };
  });
  const masks = targets.length;
  return {
    masks,
    inputs: {
      ...batchInputs(shown, config),
      masked_positions: integers(positions, [masks, 2]),
      targets: integers(targets, [masks, 1]),
      mask_weights: { type: 'float32', shape: [masks], data: new Float32Array(masks).fill(weight / masks) },
    },
  };
}

function replacement(id: number, tokenizer: Tokenizer, { mixed }: Masking, random: Random): number {
  const draw = random.uniform();
  if (!mixed || draw < 0.8) return tokenizer.special.mask;
  if (draw < 0.9) return id;
  const other = Math.floor(random.uniform() * tokenizer.size);
  return tokenizer.isCandidate(other) ? other : tokenizer.special.mask;
}

function integers(values: readonly number[], shape: readonly number[]): IntegerTensor {
  return { type: 'int64', shape, data: BigInt64Array.from(values, BigInt) };
}
