import { maxOf } from '../../base/extremes';
import { plain } from '../../base/plainText';
import type { TextToClassify } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import { inferenceOf, type Inference, type InferenceLabels } from '../../protocol/inference';
import { hypothesis, type CandidateLabels } from '../../protocol/labelTemplate';
import type { TextScores, ProblemType } from '../../protocol/predictions';
import type { ModelRunner } from '../batch/modelRunner';
import { windowTokens } from '../batch/rowBatches';
import { pairRow, roomFor, textTokens, textWindows } from '../batch/textWindows';
import type { DebertaConfig } from '../checkpoint/debertaConfig';
import { classifyRows, minRoom, pooledScores } from './classifyTrained';

export interface NliOptions extends NliLabels {
  readonly problemType: ProblemType;
  readonly maxWindows: number;
}

/**
 * Zero-shot classification by natural language inference (Yin et al. 2019): the text is the premise, the template with
 * each label a hypothesis. Labels that exclude each other share a softmax of their entailment logits; independent ones
 * each have the softmax of entailment against contradiction. Premises are tokenized once and cut to windows; hypotheses
 * are never cut.
 * @throws RequestError when a hypothesis leaves no room for the text
 */
export async function classifyNli(
  model: ModelRunner,
  texts: readonly TextToClassify[],
  { labels, template }: CandidateLabels,
  { problemType, maxWindows, entailment, against }: NliOptions,
): Promise<TextScores[]> {
  const hypotheses = labels.map((label) => textTokens(model, hypothesis(template, label)));
  const longest = maxOf(hypotheses.map(({ length }) => length));
  const room = roomFor(model, windowTokens(model, 'classify'), longest);
  if (room < minRoom) {
    throw new RequestError(
      plain`A label and its template have ${longest} tokens, which leaves no room for the text. Shorten them.`,
    );
  }
  const premises = texts.map(({ text }) => {
    const tokens = textTokens(model, text);
    return { tokens, covered: textWindows(tokens.length, room, maxWindows) };
  });
  const rows = premises.flatMap(({ tokens, covered }) =>
    covered.windows.flatMap(({ start, end }) => {
      const premise = tokens.slice(start, end);
      return hypotheses.map((tokensOfLabel) => pairRow(model, premise, tokensOfLabel));
    }),
  );
  const logits = await classifyRows(model, rows);
  let row = 0;
  const labelLogit = () => {
    const values = logits[row++]!;
    return problemType === 'single_label_classification' ? values[entailment]! : values[entailment]! - values[against]!;
  };
  return premises.map(({ covered }) => {
    const windows = covered.windows.map(() => hypotheses.map(labelLogit));
    return pooledScores(windows, problemType, model.temperature, covered);
  });
}

/** Logits for natural language inference: the hypothesis follows, and it is contradicted or does not follow. */
interface NliLabels {
  readonly entailment: number;
  readonly against: number;
}

/**
 * The two labels by their names in `label2id` and `id2label`, contradiction before not_entailment; undefined unless
 * each is found exactly once, so also when the two tables contradict each other.
 */
export function findNliLabels({ labels, label2id }: Pick<DebertaConfig, 'labels' | 'label2id'>): NliLabels | undefined {
  const names = [...labels.map((label, id) => [label, id] as const), ...label2id];
  const ids = (wanted: Inference) => {
    const found = names.filter(([label, id]) => inferenceOf(label) === wanted && id < labels.length);
    return [...new Set(found.map(([, id]) => id))];
  };
  const entailment = ids('supported');
  const contradiction = ids('contradicted');
  const against = contradiction.length > 0 ? contradiction : ids('unsupported');
  if (entailment.length !== 1 || against.length !== 1 || entailment[0] === against[0]) return undefined;
  return { entailment: entailment[0]!, against: against[0]! };
}

/** What MiniCheck's authors call their two labels: "a binary label - 1 for supported and 0 for unsupported". */
const binaryLabels = ['0', '1'].join();

/** The labels by which a model checks one text against another; undefined for a model that cannot. */
export function inferenceLabels(
  name: string,
  config: Pick<DebertaConfig, 'labels' | 'label2id'>,
): InferenceLabels | undefined {
  if (/MiniCheck/i.test(name) && config.labels.join() === binaryLabels) return { supported: 1 };
  const found = findNliLabels(config);
  if (found === undefined) return undefined;
  const { entailment: supported, against: contradicted } = found;
  return config.labels.length > 2 ? { supported, contradicted } : { supported };
}

/** As `findNliLabels`. @throws RequestError naming the labels if there is no such pair: an index is never guessed */
export function nliLabels({ config, description }: ModelRunner): NliLabels {
  const found = findNliLabels(config);
  if (found !== undefined) return found;
  const names = config.labels.map((label) => plain`“${label}”`).join(', ');
  throw new RequestError(
    plain`${description.name} cannot compare labels of your own: its labels are ${names}, and none or several of them mean entailment and contradiction (or not_entailment). Use a model of natural language inference, e.g. cross-encoder/nli-deberta-v3-small, or correct label2id in its config.json.`,
  );
}
