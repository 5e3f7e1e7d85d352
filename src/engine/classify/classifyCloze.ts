import { minOf } from '../../base/extremes';
import type { CandidateLabels, TextToClassify } from '../../protocol/engineApi';
import { parseTemplate } from '../../protocol/labelTemplate';
import type { Scoring, TextScores } from '../../protocol/predictions';
import { clozePrompts } from './clozePrompt';
import { labelPriors } from './labelPriors';
import { labelLogProbabilities } from './labelLogProbabilities';
import type { ModelRunner } from '../batch/modelRunner';
import { textTokens } from '../batch/pairRow';
import { pooledScores } from './pooledScores';
import { textWindows } from '../batch/textWindows';

/**
 * Classification with a masked language model: each label is put into the prompt, its pieces are masked together, and
 * its logit is the mean log-probability of the pieces, less what it is whatever the text is
 * (`labelPriors`): else words that are likely anywhere would win everywhere. Scores are the softmax over labels that
 * exclude each other; the sigmoid of the logit for independent ones: one half where the text tells no more than others.
 * @throws RequestError when the template or the labels leave no room for the text
 */
export async function classifyCloze(
  model: ModelRunner,
  texts: readonly TextToClassify[],
  { labels, template }: CandidateLabels,
  { scoring, maxWindows }: { readonly scoring: Scoring; readonly maxWindows: number },
): Promise<TextScores[]> {
  const parsed = parseTemplate(template);
  const prompts = clozePrompts(model, parsed, labels);
  // Windows are the same for all labels, so that their scores are of the same text.
  const room = minOf(prompts.map((prompt) => prompt.room));
  const lead = parsed.head === '' ? '' : ' ';
  const tokensOf = (text: string) => textTokens(model, `${lead}${parsed.before}${text}${parsed.after}`);
  const priors = await labelPriors(model, template, labels, prompts, tokensOf);
  const read = texts.map(({ text }) => {
    const tokens = tokensOf(text);
    return { tokens, covered: textWindows(tokens.length, room, maxWindows) };
  });
  const windows = read.flatMap(({ tokens, covered }) =>
    covered.windows.map(({ start, end }) => tokens.slice(start, end)),
  );
  const scores = await labelLogProbabilities(model, prompts, windows);
  let window = 0;
  return read.map(({ covered }) => {
    const logits = covered.windows.map(() => scores[window++]!.map((score, label) => score - priors[label]!));
    return pooledScores(logits, scoring, 1, covered);
  });
}
