import type { MaskedRow, MaskScore } from '../../../protocol/engineApi';
import type { Measured } from './task';

/** One token in seven is masked: 14 %, nearly the share of masked-language-model training, and never two neighbors. */
const stride = 7;

/** A row of tokens, and which of them are words that nobody knows: masked, but not asked for. */
export interface TokenRow {
  readonly ids: readonly number[];
  readonly unknown: ReadonlySet<number>;
}

/** How well masked tokens are predicted. */
export type MaskedAccuracy = {
  readonly rows: number;
  readonly masks: number;
  /** Share of the masks whose token is the likeliest; among the five likeliest. */
  readonly top1: number;
  readonly top5: number;
  /** Mean negative log-probability of the masked tokens, in nats. */
  readonly loss: number;
};

/**
 * Masks every seventh token of each row, all of a row at once, beginning at a place that differs from row to row, and
 * compares what is predicted with what was there. The same rows always get the same masks.
 */
export async function maskedAccuracy({ scorer }: Measured, rows: readonly TokenRow[]): Promise<MaskedAccuracy> {
  const asked = rows.map(maskedRow);
  const scores = await scorer.score(asked, 5);
  const answers = asked.flatMap(({ masks }, row) =>
    masks.flatMap(({ targetIds: [id] }, i) => (id === undefined ? [] : [{ id, score: scores[row]![i]! }])),
  );
  return { rows: rows.length, ...summary(answers) };
}

/** The mean outcome of masks that each had one right answer. */
export function summary(answers: readonly { readonly id: number; readonly score: MaskScore }[]) {
  const share = (count: number) =>
    answers.filter(({ id, score: { best } }) => best.slice(0, count).includes(id)).length / answers.length;
  const loss = answers.reduce((sum, { score: { targets } }) => sum - targets[0]!, 0) / answers.length;
  return { masks: answers.length, top1: share(1), top5: share(5), loss };
}

function maskedRow({ ids, unknown }: TokenRow, row: number): MaskedRow {
  const masks = ids.slice(1, -1).flatMap((id, i) => {
    const position = i + 1;
    if (unknown.has(position)) return [{ position, targetIds: [] }];
    return i % stride === (3 + 5 * row) % stride ? [{ position, targetIds: [id] }] : [];
  });
  return { ids, masks };
}

/** The first tokens of a text, as many as fit into a row, between [CLS] and [SEP]. */
export function cutRow(ids: readonly number[], maxTokens: number): readonly number[] {
  return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), ids.at(-1)!];
}
