import { attentionTerms } from '../../protocol/attentionTrace';
import type { ExplanationBaseline, SwitchedOff } from '../../protocol/explanations';
import { checkIndex } from '../batch/checkCount';
import { int64 } from '../batch/inputTensors';
import type { ModelRunner } from '../batch/modelRunner';
import { floats, type FloatTensor, type Tensors } from '../runtime/session';
import { termOutput } from './answerGraph';
import { isCurved, measured, slopes, type ScoredAnswer, type ScoredRow } from './scoredAnswer';

/** An answer, and what stands in the place of its words. */
export interface Problem {
  readonly model: ModelRunner;
  readonly scored: ScoredAnswer;
  readonly baseline: ExplanationBaseline;
}

/** Where the answer is wanted: the distance of every word from the text, 0 where it stands, 1 at the baseline. */
export interface Point {
  readonly distances: readonly number[];
  /** Parts of attention that are switched off; only without slopes. */
  readonly off?: readonly SwitchedOff[];
}

export interface SlopePoint {
  readonly value: number;
  /** Slope × difference of each word. */
  readonly contributions: readonly number[];
  /** [applications of a layer, heads, 3]. */
  readonly terms: readonly number[];
}

/** What a run may hold: tokens of all its rows, whose activations a gradient keeps, and logits that are grouped. */
const maxRunTokens = 2048;
const maxRunLogits = 2 ** 23;

/** A score that no softmax survives. */
const excluded = -1e9;

/** Of how many applications of layers a model's answer is made: the mask decoder applies the last layer twice. */
export function applicationsOf({ config, description }: ModelRunner, { rows }: ScoredAnswer): number {
  const decodes = rows[0]!.head === 'mlm' && description.enhancedMaskDecoder;
  return config.numHiddenLayers + (decodes ? 1 : 0);
}

/** The measure at several points. */
export async function valuesAt(problem: Problem, points: readonly Point[]): Promise<number[]> {
  const { scored } = problem;
  const taken = await takenAt(problem, points);
  return points.map((_, point) => measured(scored, taken[point]!));
}

/** The measure at several points, and how it changes there with the words and the scores of attention. */
export async function slopesAt(problem: Problem, points: readonly Point[]): Promise<SlopePoint[]> {
  const { scored } = problem;
  // Where slopes depend on the values of all rows, these come first.
  const known = isCurved(scored) ? await takenAt(problem, points) : undefined;
  const weights = points.map((_, point) => slopes(scored, known?.[point] ?? []));
  const taken = points.map((): Float32Array[] => []);
  const contributions = points.map(() => new Array<number>(scored.words.length).fill(0));
  const terms = points.map((): number[] => []);
  for (const [index, row] of scored.rows.entries()) {
    await inRuns(
      problem,
      row,
      points,
      true,
      weights.map((ofRows) => ofRows[index]!),
      (outputs, at, point, count) => {
        taken[point]![index] = partOf(outputs, 'taken', at, count);
        const ofTokens = partOf(outputs, 'contributions', at, count);
        row.words.forEach((tokens, word) => {
          for (const token of tokens) contributions[point]![word]! += ofTokens[token]!;
        });
        termsOf(outputs, at, count).forEach((value, i) => (terms[point]![i] = (terms[point]![i] ?? 0) + value));
      },
    );
  }
  return points.map((_, point) => ({
    value: measured(scored, taken[point]!),
    contributions: contributions[point]!,
    terms: terms[point]!,
  }));
}

/** What is taken of each row's logits, by point and row. */
async function takenAt(problem: Problem, points: readonly Point[]): Promise<Float32Array[][]> {
  const taken = points.map((): Float32Array[] => []);
  for (const [index, row] of problem.scored.rows.entries()) {
    await inRuns(problem, row, points, false, [], (outputs, at, point, count) => {
      taken[point]![index] = partOf(outputs, 'taken', at, count);
    });
  }
  return taken;
}

/** Runs a row at all points, as many at once as fit; `read` gets the outputs, the place in them and the point. */
async function inRuns(
  problem: Problem,
  row: ScoredRow,
  points: readonly Point[],
  gradient: boolean,
  weights: readonly (readonly number[])[],
  read: (outputs: Tensors, at: number, point: number, count: number) => void,
): Promise<void> {
  const logits = row.outputs * Math.max(1, row.groups.length);
  const size = Math.max(1, Math.floor(Math.min(maxRunTokens / row.ids.length, maxRunLogits / logits)));
  for (let from = 0; from < points.length; from += size) {
    const some = points.slice(from, from + size);
    const inputs = {
      ...commonInputs(problem, row, some.length),
      ...wordInputs(row, some, gradient),
      ...(gradient ? weightInputs(row, weights.slice(from, from + size)) : switches(problem, some)),
    };
    const outputs = await problem.model.run({ kind: 'explain', head: row.head, gradient, padded: false }, inputs);
    some.forEach((_, at) => read(outputs, at, from + at, some.length));
  }
}

function commonInputs({ model, scored, baseline }: Problem, row: ScoredRow, count: number): Tensors {
  const { mask, pad } = model.tokenizer.special;
  const { ids, types, outputs, picked, inputs } = row;
  // A group that counts for nothing where there is none: no dimension is 0.
  const groups = row.groups.length > 0 ? row.groups : [[0]];
  const members = new Float32Array(groups.length * outputs).fill(excluded);
  groups.forEach((group, place) => group.forEach((output) => (members[place * outputs + output] = 0)));
  return {
    input_ids: repeated(ids, count),
    ...(model.config.typeVocabSize > 0 ? { token_type_ids: repeated(types, count) } : undefined),
    ...inputs?.(count),
    baseline_ids: repeated(
      ids.map(() => (baseline === 'padding' ? pad : mask)),
      count,
    ),
    baseline_scale: float([baseline === 'zero' ? 0 : 1], [1]),
    temperature_inverse: float([1 / scored.temperature], [1]),
    picked: repeated(picked, count),
    members: float(members, [groups.length, outputs]),
    member: {
      ...repeated(
        groups.map(([first = 0]) => first),
        count,
      ),
      shape: [count, groups.length, 1],
    },
  };
}

/** The weights of what is taken of a row, by point; of the group that counts for nothing 0. */
function weightInputs({ picked, groups }: ScoredRow, weights: readonly (readonly number[])[]): Tensors {
  const count = weights.length;
  const ofGroups = weights.flatMap((all) => (groups.length > 0 ? all.slice(picked.length) : [0]));
  return {
    pick_weights: float(
      weights.flatMap((all) => all.slice(0, picked.length)),
      [count, picked.length],
    ),
    group_weights: float(ofGroups, [count, Math.max(1, groups.length)]),
  };
}

/** How far each token is from the text, and whether it is of a word. */
function wordInputs({ ids, words }: ScoredRow, points: readonly Point[], gradient: boolean): Tensors {
  const rows = [points.length * ids.length, 1];
  const distance = new Float32Array(points.length * ids.length);
  const varies = new Float32Array(distance.length);
  points.forEach(({ distances }, point) =>
    words.forEach((tokens, word) => {
      for (const token of tokens) {
        distance[point * ids.length + token] = distances[word]!;
        varies[point * ids.length + token] = 1;
      }
    }),
  );
  return { distance: float(distance, rows), ...(gradient ? { varies: float(varies, rows) } : undefined) };
}

/** @throws RequestError for a part that the model doesn't have */
function switches({ model, scored }: Problem, points: readonly Point[]): Tensors {
  const heads = model.config.numAttentionHeads;
  const applications = applicationsOf(model, scored);
  const terms = attentionTerms.length;
  const keptTerms = new Float32Array(points.length * applications * heads * terms).fill(1);
  const keptHeads = new Float32Array(points.length * applications * heads).fill(1);
  points.forEach(({ off = [] }, point) => {
    for (const { application, head, term } of off) {
      if (application !== undefined) checkIndex('application of a layer', application, applications);
      if (head !== undefined) checkIndex('head', head, heads);
      for (let a = application ?? 0; a <= (application ?? applications - 1); a++)
        for (let h = head ?? 0; h <= (head ?? heads - 1); h++) {
          const place = (point * applications + a) * heads + h;
          if (term === undefined) keptHeads[place] = 0;
          else keptTerms[place * terms + attentionTerms.indexOf(term)] = 0;
        }
    }
  });
  return {
    kept_terms: float(keptTerms, [points.length, applications, heads, terms]),
    kept_heads: float(keptHeads, [points.length, applications, heads]),
  };
}

/** One of `count` equal parts of an output. */
function partOf(outputs: Tensors, name: string, part: number, count: number): Float32Array {
  const { data } = floats(outputs, name);
  const size = data.length / count;
  return data.slice(part * size, (part + 1) * size);
}

/** [applications, heads, 3], over all masks of a row. */
function termsOf(outputs: Tensors, at: number, count: number): number[] {
  const terms: number[] = [];
  for (let application = 0; termOutput('c2c', application) in outputs; application++) {
    const { shape } = floats(outputs, termOutput('c2c', application));
    const heads = shape[1]!;
    const byTerm = attentionTerms.map((term) => {
      const name = termOutput(term, application);
      return name in outputs ? partOf(outputs, name, at, count) : new Float32Array(heads);
    });
    for (let head = 0; head < heads; head++)
      for (const values of byTerm)
        terms.push(values.reduce((sum, value, i) => (i % heads === head ? sum + value : sum), 0));
  }
  return terms;
}

function repeated(row: readonly number[], count: number) {
  return int64(Array.from({ length: count }, () => row).flat(), [count, row.length]);
}

function float(values: Iterable<number> & { readonly length: number }, shape: readonly number[]): FloatTensor {
  return { type: 'float32', shape, data: values instanceof Float32Array ? values : Float32Array.from(values) };
}
