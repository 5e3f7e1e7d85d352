import { minOf } from '../../base/extremes';
import type { TextToClassify } from '../../protocol/engineApi';
import { parseTemplate, type CandidateLabels } from '../../protocol/labelTemplate';
import type { TextScores, ProblemType } from '../../protocol/predictions';
import { decodeRows } from '../batch/decodeMasks';
import type { ModelRunner } from '../batch/modelRunner';
import { textTokens, textWindows } from '../batch/textWindows';
import { pooledScores } from './classifyTrained';
import { clozePrompts, promptRow, type ClozePrompt } from './clozePrompt';

/**
 * Classification with a masked language model: each label is put into the prompt, its pieces are masked together, and
 * its logit is the mean log-probability of the pieces, less what it is whatever the text is (`labelPriors`): otherwise
 * words that are likely anywhere would win everywhere. Scores are the softmax over labels that exclude each other; the
 * sigmoid of the logit for independent ones: one half if the text says no more than others.
 * @throws RequestError when the template or the labels leave no room for the text
 */
export async function classifyCloze(
  model: ModelRunner,
  texts: readonly TextToClassify[],
  { labels, template }: CandidateLabels,
  { problemType, maxWindows }: { readonly problemType: ProblemType; readonly maxWindows: number },
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
    return pooledScores(logits, problemType, 1, covered);
  });
}

/**
 * How likely each label's words are whatever the text is, by label index: the mean of what they score in their prompt
 * without a text, and of what they score with plain texts (docs/classification.md compares this with other ways).
 * `tokensOf` tokenizes a text with what the template sets close to it. Kept with the model.
 */
export async function labelPriors(
  model: ModelRunner,
  template: string,
  labels: readonly string[],
  prompts: readonly ClozePrompt[],
  tokensOf: (text: string) => readonly number[],
): Promise<readonly number[]> {
  const keys = labels.map((label) => JSON.stringify([template, label]));
  const known = keys.map((key) => model.labelPriors.get(key));
  if (known.every((prior) => prior !== undefined)) return known;
  // Labels so long that little room is left for a text still have a prior.
  const room = minOf(prompts.map((prompt) => prompt.room));
  const texts = ['', ...plainTexts].map((text) => tokensOf(text).slice(0, room));
  const [without, ...others] = await labelLogProbabilities(model, prompts, texts);
  return keys.map((key, label) => {
    const withPlain = others.reduce((sum, ofText) => sum + ofText[label]!, 0) / others.length;
    const prior = (without![label]! + withPlain) / 2;
    model.labelPriors.set(key, prior);
    return prior;
  });
}

// cspell:ignore kilometres
/**
 * Plain statements, each about something else: what a label's words score with them tells how likely the words are
 * whatever the text is (`labelPriors`). They are as long as sentences of an encyclopedia, and say nothing of feelings.
 */
export const plainTexts: readonly string[] = [
  'The town lies on the west bank of the river, about forty kilometres from the border.',
  'The second edition was printed in 1874 and contains a longer introduction and several maps.',
  'Its wings are grey above and white below, with a narrow dark line along the edge.',
  'After the reform, the council was elected every four years by the members of both chambers.',
  'The line was extended to the harbour in 1912, and a second track was added eight years later.',
  'He studied law in the capital before he was appointed judge in the southern province.',
  'The album was recorded in three weeks and released in the spring of the following year.',
  'Most of the species are found in dry grassland between five hundred and nine hundred metres.',
  'The building has two floors, a flat roof and a row of narrow windows on the north side.',
  'In the third round the team lost to the champions of the previous season by two goals.',
  'The method compares each sample with the one before it and keeps the smaller of the two values.',
  'The regiment left the fort in October and marched along the coast towards the old port.',
  'The company produced bicycles at first and turned to small motor cars after the war.',
  'The play is set in a village inn and follows three families over the course of one winter.',
  'The mineral is usually found together with quartz and forms long, thin crystals.',
  'Around six thousand people worked in the mills at the end of the century.',
];

/** Mean log-probability of each label's pieces, by label, for each text, given as tokens that fit every prompt. */
export async function labelLogProbabilities(
  model: ModelRunner,
  prompts: readonly ClozePrompt[],
  texts: readonly (readonly number[])[],
): Promise<number[][]> {
  const result = texts.map(() => [] as number[]);
  for (const prompt of prompts) {
    const rows = texts.map((text) => promptRow(model, prompt, text));
    const targetIds = [...new Set(prompt.labels.flatMap(({ pieces }) => pieces))];
    const columns = new Map(targetIds.map((id, column) => [id, column]));
    const decoded = await decodeRows(model, rows, { topK: 0, targetIds, padding: true });
    for (const { index, pieces } of prompt.labels) {
      const targets = pieces.map((id) => columns.get(id)!);
      decoded.forEach((masks, text) => {
        const sum = targets.reduce((total, column, i) => total + masks[i]!.targets[column]!.logProbability, 0);
        result[text]![index] = sum / pieces.length;
      });
    }
  }
  return result;
}
