import { plain } from '../../base/plainText';
import type { AnswerCandidate, ExplainedLabel } from '../../protocol/explanations';
import { RequestError } from '../../protocol/errors';
import { hypothesis, type CandidateLabels } from '../../protocol/labelTemplate';
import { gliclassPrompt, gliclassRow } from '../batch/gliclassRows';
import { int64 } from '../batch/inputTensors';
import type { ModelRunner } from '../batch/modelRunner';
import { classify } from '../classify/classify';
import { nliLabels } from '../classify/classifyNli';
import { clozeScores } from './clozeScores';
import { requireExplainable } from './explainable';
import { placed, tokensOfWords, tokensWithin, wordsOf } from './rowWords';
import type { ExplainedPlace, LabelScores, Score, ScoredAnswer, ScoredRow } from './scoredAnswer';

/** Candidates that are named. */
export const maxCandidates = 10;

/** A label is compared with others that have rows of their own up to so many. */
const maxRows = 32;

/** @throws RequestError for a label that the model doesn't have, or a text that is too long */
export async function scoredLabel(model: ModelRunner, of: ExplainedLabel): Promise<ScoredAnswer> {
  const { text, textPair, own, against } = of;
  const found = await classify(model, { model: '', texts: [{ text, textPair }], own });
  const { labels, problemType } = found;
  const { scores: given } = found.texts[0]!;
  const best = given.indexOf(given.reduce((a, b) => Math.max(a, b)));
  const { chosen, rival } = comparedLabels(labels, best, of);
  const words = wordsOf(textPair === undefined ? [text] : [text, textPair]);
  const { rows, scores, contrary, temperature } = await labelScores(model, of, words);
  const others = labels.map((_, label) => label).filter((label) => label !== chosen);
  const rivals = (): Score[] => {
    if (rival !== undefined) return [scores[rival]!];
    if (problemType === 'single_label_classification') return others.map((label) => scores[label]!);
    return contrary === undefined ? [] : [contrary[chosen]!];
  };
  const measure = against !== undefined ? 'logitDifference' : problemType === 'regression' ? 'value' : 'logOdds';
  const isProbable = problemType !== 'regression';
  const candidates = labels.map((answer, label) => ({ answer, ...(isProbable ? { probability: given[label]! } : {}) }));
  return compact(
    model,
    merged({
      ...{ answer: labels[chosen]!, against, measure: measure, words, rows, temperature },
      candidates: bestCandidates(candidates, chosen),
      scores: [scores[chosen]!, ...rivals()],
    }),
  );
}

/** The likeliest candidates, and the one that is explained. */
export function bestCandidates(all: readonly AnswerCandidate[], chosen: number): AnswerCandidate[] {
  const rank = ({ probability = 0 }: AnswerCandidate) => -probability;
  const best = [...all].sort((a, b) => rank(a) - rank(b)).slice(0, maxCandidates);
  return best.includes(all[chosen]!) ? best : [...best.slice(0, -1), all[chosen]!];
}

/**
 * Which label is explained, `best` where none is named, and which one it's compared with.
 * @throws RequestError for a label that there isn't
 */
export function comparedLabels(
  labels: readonly string[],
  best: number,
  { answer, against }: Pick<ExplainedLabel, 'answer' | 'against'>,
): { readonly chosen: number; readonly rival: number | undefined } {
  const chosen = answer === undefined ? best : labelIndex(labels, answer);
  const rival = against === undefined ? undefined : labelIndex(labels, against);
  if (rival === chosen) throw new RequestError(plain`Compare “${labels[chosen]!}” with another label.`);
  return { chosen, rival };
}

function labelIndex(labels: readonly string[], label: string): number {
  const index = labels.indexOf(label);
  if (index >= 0) return index;
  throw new RequestError(plain`There is no label “${label}”. Choose one of ${labels.slice(0, 50).join(', ')}.`);
}

async function labelScores(
  model: ModelRunner,
  { text, textPair, own }: ExplainedLabel,
  words: readonly ExplainedPlace[],
): Promise<LabelScores> {
  if (own === undefined) return trainedScores(model, text, textPair, words);
  const { zeroShot } = model.description;
  if (zeroShot === 'gliclass') return gliclassScores(model, text, own, words);
  return zeroShot === 'cloze' ? clozeScores(model, text, own, words) : inferenceScores(model, text, own, words);
}

function trainedScores(
  model: ModelRunner,
  text: string,
  textPair: string | undefined,
  words: readonly ExplainedPlace[],
): LabelScores {
  const row = encodedRow(model, text, textPair, words);
  const outputs = model.config.labels.length;
  const picked = Array.from({ length: outputs }, (_, label) => label);
  return {
    rows: [{ head: 'classify', ...row, outputs, picked, groups: [] }],
    scores: picked.map((label) => pick(0, label)),
    temperature: model.temperature,
  };
}

/** Each label has a row with its own hypothesis. */
function inferenceScores(
  model: ModelRunner,
  text: string,
  { labels, template }: CandidateLabels,
  words: readonly ExplainedPlace[],
): LabelScores {
  const { entailment, against } = nliLabels(model);
  const outputs = model.config.labels.length;
  const rows = labels.map((label): ScoredRow => {
    const row = encodedRow(model, text, hypothesis(template, label), words);
    return { head: 'classify', ...row, outputs, picked: [entailment, against], groups: [] };
  });
  return {
    rows,
    scores: rows.map((_, row) => pick(row, 0)),
    contrary: rows.map((_, row) => pick(row, 1)),
    temperature: model.temperature,
  };
}

function gliclassScores(
  model: ModelRunner,
  text: string,
  { labels }: CandidateLabels,
  words: readonly ExplainedPlace[],
): LabelScores {
  const config = model.config.gliclass!;
  const prompt = gliclassPrompt(model, config, labels);
  const marker = '<<SEP>>';
  const { ids, ranges } = config.promptFirst
    ? tokensWithin(model, marker, text, '')
    : tokensWithin(model, '', text, '<<LABEL>>');
  const inside = config.promptFirst ? { from: 1, to: ids.length } : { from: 0, to: ids.length - 1 };
  const tokens = ids.slice(inside.from, inside.to);
  const row = gliclassRow(model, config, prompt, tokens);
  const first = 1 + (config.promptFirst ? prompt.ids.length : 0);
  const picked = labels.map((_, label) => label);
  return {
    rows: [
      {
        ...{ head: 'gliclass' as const, ids: row.ids, types: row.types, outputs: labels.length, picked, groups: [] },
        words: tokensOfWords(words, placed(ranges.slice(inside.from, inside.to), 0, first)),
        inputs: (count) => ({
          label_positions: int64(Array.from({ length: count }, () => row.labels).flat(), [count, labels.length]),
          text_positions: int64(new Array<number>(count).fill(row.text), [count, 1]),
        }),
      },
    ],
    scores: picked.map((label) => pick(0, label)),
    temperature: model.temperature,
  };
}

/** A text or a pair as the model reads it. */
function encodedRow(model: ModelRunner, text: string, textPair: string | undefined, words: readonly ExplainedPlace[]) {
  const { ids, types, ranges, sequence } = model.tokenizer.encode(text, textPair);
  const tokens = ranges.map((range, token) => ({ range, sequence: sequence[token]!, token }));
  return { ids, types, words: tokensOfWords(words, tokens) };
}

/** The score of one logit that is taken of a row. */
function pick(row: number, place: number): Score {
  return { row, weights: [...new Array<number>(place).fill(0), 1] };
}

/** Logits of one row that are compared with, as one group: then slopes don't depend on values (`isCurved`). */
function merged(scored: ScoredAnswer): ScoredAnswer {
  const [own, ...others] = scored.scores;
  const outputs = others.map(({ row, weights, constant }) => {
    const isLogit = row === own!.row && constant === undefined && weights.at(-1) === 1;
    return isLogit ? scored.rows[row]!.picked[weights.length - 1]! : undefined;
  });
  const group = outputs.filter((output) => output !== undefined);
  if (others.length < 2 || group.length < others.length) return scored;
  const rows = scored.rows.map((row, index) => (index === own!.row ? { ...row, groups: [group] } : row));
  const before = rows[own!.row]!.picked.length;
  return { ...scored, rows, scores: [own!, { row: own!.row, weights: [...new Array<number>(before).fill(0), 1] }] };
}

/** Only the rows that are asked about; each has to be short enough. */
function compact(model: ModelRunner, scored: ScoredAnswer): ScoredAnswer {
  const used = [...new Set(scored.scores.map(({ row }) => row))];
  if (used.length > maxRows)
    throw new RequestError(
      plain`A label can be compared with ${maxRows - 1} others at once. Give fewer labels, or one to compare it with.`,
    );
  const rows = used.map((row) => scored.rows[row]!);
  return requireExplainable(model, {
    ...scored,
    rows,
    scores: scored.scores.map((score) => ({ ...score, row: used.indexOf(score.row) })),
  });
}
