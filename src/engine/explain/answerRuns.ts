import { attentionTerms } from '../../protocol/attentionTrace';
import type { ExplanationBaseline } from '../../protocol/explanations';
import { int64 } from '../batch/inputTensors';
import type { ModelRunner } from '../batch/modelRunner';
import { floats, type FloatTensor, type Tensors } from '../runtime/session';
import { termOutput } from './answerGraph';
import type { ScoredAnswer } from './scoredAnswer';

/** What one point on the way from the baseline to the text gives. */
export interface AnswerPoint {
  readonly answer: number;
  /** Slope × difference of each token; empty without gradient. */
  readonly contributions: Float32Array;
  /** [applications of a layer, heads, 3]; empty without gradient. */
  readonly terms: readonly number[];
}

/** Tokens of all texts in a run: every activation is kept for the gradient. */
const maxRunTokens = 2048;

/** A score that no softmax survives. */
const excluded = -1e9;

/**
 * The answer at several points, each given by the distance of every token from the text: 0 where the text has its word,
 * 1 at the baseline. `varies` says which tokens have a baseline at all.
 */
export async function answersAt(
  model: ModelRunner,
  scored: ScoredAnswer,
  points: readonly (readonly number[])[],
  { baseline, varies, gradient }: { baseline: ExplanationBaseline; varies: readonly boolean[]; gradient: boolean },
): Promise<AnswerPoint[]> {
  const { head, encoding } = scored;
  const tokens = encoding.ids.length;
  const size = Math.max(1, Math.floor(maxRunTokens / tokens));
  const common = commonInputs(scored, baseline);
  const found: AnswerPoint[] = [];
  for (let from = 0; from < points.length; from += size) {
    const some = points.slice(from, from + size);
    const inputs = { ...common, ...rowInputs(model, scored, some, { baseline, varies, gradient }) };
    const outputs = await model.run({ kind: 'explain', head, gradient, padded: false }, inputs);
    found.push(...some.map((_, row) => pointOf(outputs, row, some.length, gradient ? tokens : 0)));
  }
  return found;
}

function commonInputs({ others, outputs, temperature }: ScoredAnswer, baseline: ExplanationBaseline): Tensors {
  const isCompared = new Float32Array(outputs).fill(excluded);
  for (const index of others.length > 0 ? others : [0]) isCompared[index] = 0;
  return {
    others: float(isCompared, [outputs]),
    other_share: float([others.length > 0 ? 1 : 0], [1]),
    temperature_inverse: float([1 / temperature], [1]),
    baseline_scale: float([baseline === 'zero' ? 0 : 1], [1]),
  };
}

function rowInputs(
  model: ModelRunner,
  { encoding, position, chosen, others }: ScoredAnswer,
  points: readonly (readonly number[])[],
  { baseline, varies, gradient }: { baseline: ExplanationBaseline; varies: readonly boolean[]; gradient: boolean },
): Tensors {
  const { special } = model.tokenizer;
  const { ids, types } = encoding;
  const stand = baseline === 'padding' ? special.pad : special.mask;
  const repeated = (row: readonly number[]) =>
    int64(
      points.flatMap(() => row),
      [points.length, ids.length],
    );
  const each = (value: number) =>
    int64(
      points.map(() => value),
      [points.length, 1],
    );
  const rows = [points.length * ids.length, 1];
  return {
    input_ids: repeated(ids),
    ...(model.config.typeVocabSize > 0 ? { token_type_ids: repeated(types) } : undefined),
    ...(position === undefined
      ? undefined
      : {
          masked_positions: int64(
            points.flatMap((_, row) => [row, position]),
            [points.length, 2],
          ),
        }),
    baseline_ids: repeated(ids.map(() => stand)),
    distance: float(points.flat(), rows),
    ...(gradient
      ? {
          varies: float(
            points.flatMap(() => varies.map(Number)),
            rows,
          ),
        }
      : undefined),
    chosen: each(chosen),
    other: each(others[0] ?? 0),
  };
}

function pointOf(outputs: Tensors, row: number, rows: number, tokens: number): AnswerPoint {
  const answer = floats(outputs, 'answer').data[row]!;
  if (tokens === 0) return { answer, contributions: new Float32Array(), terms: [] };
  const contributions = floats(outputs, 'contributions').data.slice(row * tokens, (row + 1) * tokens);
  const terms: number[] = [];
  for (let application = 0; termOutput('c2c', application) in outputs; application++) {
    const byTerm = attentionTerms.map((term) => {
      const name = termOutput(term, application);
      return name in outputs ? floats(outputs, name).data : undefined;
    });
    const heads = byTerm[0]!.length / rows;
    for (let head = 0; head < heads; head++) terms.push(...byTerm.map((values) => values?.[row * heads + head] ?? 0));
  }
  return { answer, contributions, terms };
}

function float(values: Iterable<number> & { readonly length: number }, shape: readonly number[]): FloatTensor {
  return { type: 'float32', shape, data: values instanceof Float32Array ? values : Float32Array.from(values) };
}
