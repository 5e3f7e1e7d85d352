import type { MaskedRow } from '../../../protocol/engineApi';
import type { Encoding, TextRange } from '../../../protocol/text';
import { spread, parseJson, wrongFormat, type TaskFile } from './taskFile';
import type { Measured, TaskRun } from './task';

/** A substitute is acceptable when at least half of the annotators accept it, as SWORDS has it. */
const acceptable = 0.5;

/**
 * SWORDS: the substitutes of a word in its context, ranked by how likely the model holds their pieces in its place, the
 * mean log-probability with all of them masked. Measured are the generalized average precision, weighted by the share
 * of annotators who accept a substitute, and the share of acceptable ones among the first k. Words without any
 * acceptable substitute are left out.
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

/** A row of at most `length` tokens with all tokens of a range masked, and as much context on both sides as fits. */
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

/**
 * Generalized average precision (Kishida 2005) of gold weights, at least one of them positive, in the order of a
 * ranking: the mean weight down to each relevant item, summed, over the same sum of the ideal order. 1 is the best.
 */
export function generalizedAveragePrecision(weights: readonly number[]): number {
  return cumulatedMeans(weights) / cumulatedMeans([...weights].sort((a, b) => b - a));
}

function cumulatedMeans(weights: readonly number[]): number {
  let sum = 0;
  return weights.reduce((total, weight, i) => {
    sum += weight;
    return weight > 0 ? total + sum / (i + 1) : total;
  }, 0);
}

/** Share of right items among the first `k` of a ranking; of fewer where the ranking is shorter. */
export function precisionAt(k: number, isRight: readonly boolean[]): number {
  const first = isRight.slice(0, k);
  return first.filter(Boolean).length / first.length;
}

/** A word in its context, and substitutes for it with the share of annotators who accept each. */
export interface LexicalTarget {
  readonly context: string;
  readonly range: TextRange;
  readonly substitutes: readonly { readonly text: string; readonly weight: number }[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads SWORDS' JSON: `contexts`, `targets`, `substitutes`, `substitute_labels`. @throws RequestError otherwise */
export function readSwords(file: TaskFile): LexicalTarget[] {
  const tables = fields(file, parseJson(file, file.text), 'the file');
  const table = (name: string) => fields(file, tables[name], name);
  const [contexts, targets, labels] = [table('contexts'), table('targets'), table('substitute_labels')];
  const byTarget = new Map<string, { text: string; weight: number }[]>();
  for (const [id, value] of Object.entries(table('substitutes'))) {
    const { target_id: target, substitute } = fields(file, value, id);
    const votes = labels[id];
    if (typeof target !== 'string' || typeof substitute !== 'string' || !Array.isArray(votes) || votes.length === 0) {
      throw wrongFormat(file, `substitute ${id} needs target_id, substitute and labels`);
    }
    const weight = votes.filter((vote) => vote === 'TRUE' || vote === 'TRUE_IMPLICIT').length / votes.length;
    byTarget.set(target, [...(byTarget.get(target) ?? []), { text: substitute, weight }]);
  }
  return Object.entries(targets).map(([id, value]) => {
    const { context_id: contextId, target, offset } = fields(file, value, id);
    const { context } = fields(
      file,
      typeof contextId === 'string' ? contexts[contextId] : undefined,
      `${id}'s context`,
    );
    const isPlaced =
      typeof context === 'string' &&
      typeof target === 'string' &&
      typeof offset === 'number' &&
      context.startsWith(target, offset);
    if (!isPlaced || target === '') throw wrongFormat(file, `target ${id} is not at its offset in its context`);
    const range = { start: offset, end: offset + target.length };
    return { context, range, substitutes: byTarget.get(id) ?? [] };
  });
}

function fields(file: TaskFile, value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongFormat(file, `${name} is not an object`);
  }
  return value as Fields;
}
