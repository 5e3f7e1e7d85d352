import { plain } from '../../base/plainText';
import type { Answer, AnswerQuestionRequest, PassageAnswers } from '../../protocol/answers';
import { RequestError } from '../../protocol/errors';
import { withoutSpace } from '../../protocol/text';
import { checkCount } from '../batch/checkCount';
import type { ModelRunner } from '../batch/modelRunner';
import { softmax } from '../batch/probability';
import { windowTokens } from '../batch/rowBatches';
import { readLogits } from '../batch/rowLogits';
import { pairRow, roomFor, textTokens, type TokenWindow } from '../batch/textWindows';
import { bestSpans, toWords, wordRanges, type SpanProbabilities } from './answerSpans';

/** As in Transformers' pipeline: tokens of a window with its question, and how many of them two windows share. */
const maxWindowTokens = 384;
const maxOverlap = 128;

/** Room for fewer tokens of a passage than this isn't enough to find an answer. */
const minRoom = 16;

/** Spans that are looked at beyond those asked for: several become the same words. */
const spareSpans = (topK: number) => 2 * topK + 10;

const maxAnswers = 100;
const maxTokensOfAnswer = 200;

/**
 * The best answers of each passage, by the rules of Transformers' QuestionAnsweringPipeline (4.57): probabilities are
 * those of the ends among a window's tokens and [CLS], and equal answers of a passage add up.
 * @throws RequestError when the question leaves no room for a passage
 */
export async function answerQuestion(
  model: ModelRunner,
  { question, passages, topK = 1, maxAnswerTokens = 15, wholeWords = true }: AnswerQuestionRequest,
): Promise<readonly PassageAnswers[]> {
  checkCount('answers', topK, maxAnswers);
  checkCount('tokens of an answer', maxAnswerTokens, maxTokensOfAnswer);
  if (question.trim() === '') throw new RequestError(plain`The question is empty. Ask something.`);
  const asked = textTokens(model, question);
  const windowSize = Math.min(windowTokens(model, 'qa'), maxWindowTokens);
  const room = roomFor(model, windowSize, asked.length);
  if (room < minRoom) {
    throw new RequestError(
      plain`The question has ${asked.length} tokens, which leaves no room for a text to find the answer in. Ask a shorter one.`,
    );
  }
  const overlap = Math.min(Math.floor(windowSize / 2), maxOverlap, room - 1);
  const inputs = passages.map((text) => {
    const { ids, ranges } = model.tokenizer.encode(text);
    const tokens = ids.slice(1, -1);
    return { text, tokens, ranges: ranges.slice(1, -1), windows: slidingWindows(tokens.length, room, overlap) };
  });
  const rows = inputs.flatMap(({ tokens, windows }) =>
    windows.map(({ start, end }) => pairRow(model, asked, tokens.slice(start, end))),
  );
  const logits: Float32Array[] = [];
  await readLogits(model, 'qa', rows, (values, row) => (logits[row] = values.slice(0, 2 * rows[row]!.ids.length)));
  let row = 0;
  return inputs.map(({ text, ranges, windows }) => {
    const words = wholeWords ? wordRanges(text, model.config.modelType === 'deberta') : undefined;
    const answers = new Map<string, Answer>();
    let noAnswer = 1;
    for (const window of windows) {
      const { none, ...probabilities } = spanProbabilities(logits[row++]!, window);
      noAnswer = Math.min(noAnswer, none);
      for (const { first, last, score } of bestSpans(probabilities, spareSpans(topK), maxAnswerTokens)) {
        const tokens = { start: ranges[window.start + first]!.start, end: ranges[window.start + last]!.end };
        const range = withoutSpace(text, words === undefined ? tokens : toWords(words, tokens));
        const key = text.slice(range.start, range.end).toLowerCase();
        const known = answers.get(key) ?? { ...range, score: 0 };
        if (key !== '') answers.set(key, { ...known, score: known.score + score });
      }
    }
    const best = [...answers.values()].sort((a, b) => b.score - a.score).slice(0, topK);
    return { answers: best, noAnswer };
  });
}

/** Windows of `room` tokens, each sharing `overlap` with the one before; the last one may be shorter. */
function slidingWindows(count: number, room: number, overlap: number): TokenWindow[] {
  const windows: TokenWindow[] = [];
  let start = 0;
  do {
    windows.push({ start, end: Math.min(count, start + room) });
    start += room - overlap;
  } while (windows.at(-1)!.end < count);
  return windows;
}

/**
 * From logits [tokens, 2] of a row `[CLS] question [SEP] window [SEP]`: softmax over the window's tokens and [CLS],
 * which stands for no answer.
 */
function spanProbabilities(logits: Float32Array, { start, end }: TokenWindow): SpanProbabilities & { none: number } {
  const tokens = logits.length / 2;
  const first = tokens - 1 - (end - start);
  const [starts = [], ends = []] = [0, 1].map((side) => {
    const of = (token: number) => logits[2 * token + side]!;
    return softmax([of(0), ...Array.from({ length: end - start }, (_, i) => of(first + i))]);
  });
  return { starts: starts.slice(1), ends: ends.slice(1), none: starts[0]! * ends[0]! };
}
