import { plain } from '../../base/plainText';
import type { ExplainedAnswer, ExplainedLabel, ExplainedMeasure, ExplainedWord } from '../../protocol/explanations';
import { RequestError } from '../../protocol/errors';
import { hypothesis, type CandidateLabels } from '../../protocol/labelTemplate';
import type { Encoding } from '../../protocol/text';
import { decodeMasks } from '../batch/decodeMasks';
import { requireFits } from '../batch/inputTensors';
import type { ModelRunner } from '../batch/modelRunner';
import { tokenWindow } from '../batch/tokenWindow';
import { headProblemType } from '../classify/classify';
import { nliLabels } from '../classify/classifyNli';
import { classifyRows } from '../classify/classifyTrained';

/** The tokens of a text, and which output of a head is explained. */
export interface ScoredAnswer {
  readonly head: 'classify' | 'mlm';
  readonly encoding: Encoding;
  /** Of the mask. */
  readonly position?: number;
  readonly answer: string;
  readonly against?: string;
  readonly measure: ExplainedMeasure;
  /** Indices of outputs: the answer's, and those that it is compared with; none for a value. */
  readonly chosen: number;
  readonly others: readonly number[];
  readonly outputs: number;
  readonly temperature: number;
}

/** Longer texts are refused: the memory of gradients grows with the square of the tokens. */
const maxExplainedTokens = 512;

/** @throws RequestError when the text is too long, or the model has no such answer */
export function scoredAnswer(model: ModelRunner, of: ExplainedAnswer): Promise<ScoredAnswer> {
  switch (of.kind) {
    case 'label':
      return scoredLabel(model, of);
    case 'word':
      return scoredWord(model, of);
    default:
      throw new RequestError(plain`Only labels and words for masks can be explained.`);
  }
}

async function scoredLabel(model: ModelRunner, of: ExplainedLabel): Promise<ScoredAnswer> {
  const { text, textPair, own, answer, against } = of;
  if (own !== undefined) return scoredHypothesis(model, of, own);
  const encoding = fitting(model, model.tokenizer.encode(text, textPair));
  const { labels } = model.config;
  const indexOf = (label: string) => {
    const index = labels.indexOf(label);
    if (index >= 0) return index;
    throw new RequestError(plain`The model has no label “${label}”. Choose one of ${labels.slice(0, 50).join(', ')}.`);
  };
  const chosen = answer === undefined ? await bestLabel(model, encoding) : indexOf(answer);
  const rival = against === undefined ? undefined : indexOf(against);
  if (rival === chosen) throw new RequestError(plain`Compare “${labels[chosen]!}” with another label.`);
  const isExclusive = headProblemType(model.config) === 'single_label_classification';
  const all = labels.map((_, index) => index).filter((index) => index !== chosen);
  return {
    ...{ head: 'classify', encoding, answer: labels[chosen]!, against, chosen },
    others: rival === undefined ? (isExclusive ? all : []) : [rival],
    measure: measureOf(against, headProblemType(model.config) === 'regression'),
    outputs: labels.length,
    temperature: model.temperature,
  };
}

/** A label that the model was not trained on: whether it follows from the text, or the contrary. */
function scoredHypothesis(
  model: ModelRunner,
  { text, textPair, answer, against }: ExplainedLabel,
  { template }: CandidateLabels,
): ScoredAnswer {
  if (answer === undefined || against !== undefined || textPair !== undefined)
    throw new RequestError(plain`With a template, give one label and one text.`);
  const { entailment, against: contrary } = nliLabels(model);
  return {
    ...{ head: 'classify', answer, chosen: entailment, others: [contrary], measure: 'logOdds' },
    encoding: fitting(model, model.tokenizer.encode(text, hypothesis(template, answer))),
    outputs: model.config.labels.length,
    temperature: model.temperature,
  };
}

async function scoredWord(model: ModelRunner, of: ExplainedWord): Promise<ScoredAnswer> {
  const { text, mask, answer, against } = of;
  const whole = model.tokenizer.encodeMasked(text, [mask]);
  const masked = tokenWindow(whole, Math.min(model.maxTokens('mlm'), maxExplainedTokens));
  const [position = 0] = masked.positions;
  const guess = answer === undefined ? await bestWord(model, masked) : tokenOf(model, text, mask, answer);
  const rival = against === undefined ? undefined : tokenOf(model, text, mask, against);
  const { size, special } = model.tokenizer;
  const outputs = model.config.vocabSize;
  const real = Array.from({ length: Math.min(size, outputs) }, (_, id) => id);
  return {
    ...{ head: 'mlm', encoding: masked.encoding, position, chosen: guess, against },
    answer: model.tokenizer.surface(guess).text,
    others: rival === undefined ? real.filter((id) => id !== guess && id !== special.mask) : [rival],
    measure: measureOf(against, false),
    outputs,
    temperature: 1,
  };
}

function measureOf(against: string | undefined, isValue: boolean): ExplainedMeasure {
  if (against !== undefined) return 'logitDifference';
  return isValue ? 'value' : 'logOdds';
}

async function bestLabel(model: ModelRunner, { ids, types }: Encoding): Promise<number> {
  const [logits = new Float32Array(1)] = await classifyRows(model, [{ ids, types }]);
  return logits.indexOf(logits.reduce((a, b) => Math.max(a, b)));
}

async function bestWord(model: ModelRunner, masked: Parameters<typeof decodeMasks>[1]): Promise<number> {
  const [mask] = await decodeMasks(model, masked, { topK: 1 });
  const best = mask?.candidates.find(({ id }) => model.tokenizer.isCandidate(id));
  if (best === undefined) throw new RequestError(plain`The model has no word for the mask.`);
  return best.id;
}

/** The token of a word in the mask's place. @throws RequestError when it takes several */
function tokenOf(
  model: ModelRunner,
  text: string,
  { start, end }: { start: number; end: number },
  word: string,
): number {
  const { ids, ranges } = model.tokenizer.encode(`${text.slice(0, start)}${word}${text.slice(end)}`);
  const at = ranges.flatMap((range, i) => (range.end > start && range.start < start + word.length ? [ids[i]!] : []));
  if (at.length === 1) return at[0]!;
  throw new RequestError(plain`“${word}” isn't one token of the model's vocabulary. Choose another word.`);
}

function fitting(model: ModelRunner, encoding: Encoding): Encoding {
  requireFits(model, 'classify', encoding.ids.length);
  if (encoding.ids.length <= maxExplainedTokens) return encoding;
  throw new RequestError(
    plain`The text has ${encoding.ids.length} tokens; at most ${maxExplainedTokens} can be explained. Choose a shorter part of it.`,
  );
}
