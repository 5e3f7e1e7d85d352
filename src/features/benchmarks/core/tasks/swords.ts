import type { MaskedRow } from '../../../../protocol/engineApi';
import type { Encoding, TextRange } from '../../../../protocol/text';
import { generalizedAveragePrecision, precisionAt } from '../ranking';
import { readSwords, type LexicalTarget } from '../swordsFile';
import { spread } from '../taskFile';
import type { Measured } from '../maskScorer';
import type { TaskRun } from '../task';

/** A substitute is acceptable when at least half of the annotators accept it, as SWORDS has it. */
const acceptable = 0.5;

/**
 * SWORDS: the substitutes of a word in its context, ranked by how likely the model holds their pieces in its place, the
 * mean log-probability with all of them masked. Measured are the generalized average precision, weighted by the share of
 * annotators who accept a substitute, and the share of acceptable ones among the first k. Words without any acceptable
 * substitute are left out.
 */
export const swords: TaskRun = async (measured, file, { limit, length }) => {
  const targets = readSwords(file).filter(({ substitutes }) => substitutes.some(({ weight }) => weight >= acceptable));
  const rankings: number[][] = [];
  for (const target of spread(targets, limit)) rankings.push(await rankedWeights(measured, target, length));
  const mean = (value: (weights: number[]) => number) =>
    rankings.reduce((sum, weights) => sum + value(weights), 0) / rankings.length;
  const precision = (k: number) =>
    mean((weights) =>
      precisionAt(
        k,
        weights.map((weight) => weight >= acceptable),
      ),
    );
  return {
    words: rankings.length,
    gap: mean(generalizedAveragePrecision),
    precisionAt1: precision(1),
    precisionAt3: precision(3),
    precisionAt10: precision(10),
  };
};

/** The weights of a word's substitutes in the order in which the model ranks them. */
async function rankedWeights(
  { scorer, vocabulary }: Measured,
  { context, range, substitutes }: LexicalTarget,
  length: number,
): Promise<number[]> {
  const rows = await Promise.all(
    substitutes.map(async ({ text }) => {
      const whole = `${context.slice(0, range.start)}${text}${context.slice(range.end)}`;
      return maskedPart(await vocabulary.encode(whole), { start: range.start, end: range.start + text.length }, length);
    }),
  );
  const scores = (await scorer.score(rows, 0)).map(
    (masks) => masks.reduce((sum, { targets }) => sum + targets[0]!, 0) / masks.length,
  );
  const order = substitutes.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  return order.map((i) => substitutes[i]!.weight);
}

/** A row of at most `length` tokens in which all tokens of a range are masked, with as much context on both sides as fits. */
function maskedPart({ ids, ranges }: Encoding, range: TextRange, length: number): MaskedRow {
  const inside = ranges.flatMap(({ start, end }, i) => (start < range.end && end > range.start ? [i] : []));
  const first = Math.max(1, Math.min(inside[0]! - ((length - 2 - inside.length) >> 1), ids.length + 1 - length));
  const last = Math.min(ids.length - 1, first + length - 2);
  return {
    ids: [ids[0]!, ...ids.slice(first, last), ids.at(-1)!],
    masks: inside
      .filter((position) => position < last)
      .map((position) => ({ position: position - first + 1, targetIds: [ids[position]!] })),
  };
}
