import { maxOf } from '../../base/extremes';
import { plain } from '../../base/plainText';
import type { CandidateLabels, TextToClassify } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import { hypothesis } from '../../protocol/labelTemplate';
import type { Scoring, TextScores } from '../../protocol/predictions';
import { classifyRows } from './classifyRows';
import { minRoom } from './classifyTrained';
import type { ModelRunner } from '../batch/modelRunner';
import type { NliLabels } from './nliLabels';
import { pairRow, roomFor, textTokens } from '../batch/pairRow';
import { pooledScores } from './pooledScores';
import { windowTokens } from '../batch/rowBatches';
import { textWindows } from '../batch/textWindows';

/** How texts are compared with hypotheses. */
export interface NliOptions extends NliLabels {
  readonly scoring: Scoring;
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
  { scoring, maxWindows, entailment, against }: NliOptions,
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
    return scoring === 'exclusive' ? values[entailment]! : values[entailment]! - values[against]!;
  };
  return premises.map(({ covered }) => {
    const windows = covered.windows.map(() => hypotheses.map(labelLogit));
    return pooledScores(windows, scoring, model.temperature, covered);
  });
}
