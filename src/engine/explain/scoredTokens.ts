import { plain } from '../../base/plainText';
import type { ExplainedPassage, ExplainedReplacement } from '../../protocol/explanations';
import { RequestError } from '../../protocol/errors';
import { answerQuestion } from '../answers/answerQuestion';
import type { ModelRunner } from '../batch/modelRunner';
import { detectReplaced } from '../words/detectReplaced';
import { requireExplainable } from './explainable';
import { tokensOfPart, tokensOfWords, wordsOf } from './rowWords';
import type { ScoredAnswer } from './scoredAnswer';

const noAnswer = 'no answer';

/** Answers that are named. */
const maxAnswers = 5;

/** The logits of the first and the last token of a part of a text, less those of [CLS], which stand for no answer. */
export async function scoredPassage(
  model: ModelRunner,
  { text, question, passage }: ExplainedPassage,
): Promise<ScoredAnswer> {
  const [found] = await answerQuestion(model, { question, passages: [text], topK: maxAnswers });
  const range = passage ?? found!.answers[0];
  if (range === undefined) throw new RequestError(plain`The model finds no answer in the text. Choose a part of it.`);
  const { ids, types, ranges, sequence } = model.tokenizer.encode(question, text);
  const inside = ranges.flatMap(({ start, end }, token) =>
    sequence[token] === 1 && start < range.end && end > range.start ? [token] : [],
  );
  if (inside.length === 0) throw new RequestError(plain`That part has no word of the text. Choose another one.`);
  const words = wordsOf([text, question]);
  // The question comes first in the row, and second among the words.
  const tokens = ranges.map((place, token) => ({ range: place, sequence: 1 - sequence[token]!, token }));
  return requireExplainable(model, {
    ...{ answer: text.slice(range.start, range.end), against: noAnswer, measure: 'logitDifference', words },
    candidates: [
      ...found!.answers.map(({ start, end, score }) => ({
        ...{ answer: text.slice(start, end), probability: Math.min(1, score), range: { start, end } },
      })),
      { answer: noAnswer, probability: found!.noAnswer },
    ],
    rows: [
      {
        ...{ head: 'qa', ids, types, outputs: 2 * ids.length, groups: [] },
        picked: [2 * inside[0]!, 2 * inside.at(-1)! + 1, 0, 1],
        words: tokensOfWords(words, tokens),
      },
    ],
    scores: [{ row: 0, weights: [1, 1, -1, -1] }],
    temperature: 1,
  });
}

/** The mean logit of a word's tokens: the log-odds that they are not the original ones. */
export async function scoredReplacement(
  model: ModelRunner,
  { text, word }: ExplainedReplacement,
): Promise<ScoredAnswer> {
  const { ids, types, ranges, sequence } = model.tokenizer.encode(text);
  const picked = tokensOfPart(ranges, word);
  // Without [CLS], which comes first.
  const read = await detectReplaced(model, { text });
  const replaced = picked.reduce((sum, token) => sum + read[token - 1]!.probability, 0) / picked.length;
  const words = wordsOf([text]);
  const tokens = ranges.map((range, token) => ({ range, sequence: sequence[token]!, token }));
  return requireExplainable(model, {
    ...{ answer: 'replaced', measure: 'logOdds', words },
    candidates: [
      { answer: 'replaced', probability: replaced },
      { answer: 'original', probability: 1 - replaced },
    ],
    rows: [
      { ...{ head: 'rtd', ids, types, outputs: ids.length, picked, groups: [] }, words: tokensOfWords(words, tokens) },
    ],
    scores: [{ row: 0, weights: picked.map(() => 1 / picked.length) }],
    temperature: 1,
  });
}
