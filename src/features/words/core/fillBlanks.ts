import { capitalized } from '../../../base/word';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import type { TextRange } from '../../../protocol/text';
import { sentenceIndexAt, toSource, toText } from '../../../prose/proseBlock';
import type { ProsePassage } from '../../../prose/prosePassage';
import { beginsSentence } from '../../../prose/sentences';
import { contextWindow } from './contextWindow';
import { contentWordsOf, isFunctionWord } from './functionWords';
import { minFunctionWord } from './worthListing';

/** Blanks of one block, with the text around them. */
export interface BlanksPlace {
  readonly text: string;
  /** In `text`, ascending. */
  readonly blanks: readonly TextRange[];
  /** In the document, in the same order. */
  readonly sources: readonly TextRange[];
  /** The sentences that hold them, in `text`. */
  readonly sentences: TextRange;
}

/**
 * One answer: a word for every blank, their sentences with them in place, and the probability of a word, on average.
 */
export interface BlanksAnswer {
  readonly words: readonly string[];
  readonly preview: string;
  readonly probability: number;
}

const mark = /\[MASK\]|(?<![\p{L}\p{N}_])_{2,}(?![\p{L}\p{N}_])/gu;
const maxBlanks = 8;
const judgedAnswers = 20;
const maxAnswers = 6;
/** How much less likely than the best an answer may be, per word. */
const minShare = 0.1;

/**
 * The blanks to fill, in about `characters` of context: marks (`___`, `[MASK]`) in the selections or, when nothing is
 * selected, around the caret in its block; without any mark the selections themselves. Undefined where there are none.
 */
export function blanksIn(
  passage: ProsePassage | undefined,
  selections: readonly TextRange[],
  characters: number,
): BlanksPlace | undefined {
  if (passage === undefined) return undefined;
  const { block } = passage;
  const ranges = selections.flatMap(({ start, end }) => {
    const [from, to] = [toText(block, start), toText(block, end)];
    return from === undefined || to === undefined ? [] : [{ start: from, end: to }];
  });
  const chosen = ranges.filter(({ start, end }) => end > start);
  const marks = [...block.text.matchAll(mark)].map(({ index, 0: one }) => ({ start: index, end: index + one.length }));
  const within = chosen.length > 0 ? chosen : ranges.map((caret) => around(caret, characters / 2));
  const marked = marks.filter((one) => within.some(({ start, end }) => start <= one.start && one.end <= end));
  const blanks = (marked.length > 0 ? marked : chosen).toSorted((a, b) => a.start - b.start).slice(0, maxBlanks);
  const [first] = blanks;
  const last = blanks.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { before, after } = contextWindow(passage, { start: first.start, end: last.end }, characters);
  const shift = before.length - first.start;
  return {
    text: before + block.text.slice(first.start, last.end) + after,
    blanks: blanks.map(({ start, end }) => ({ start: start + shift, end: end + shift })),
    sources: blanks.map((blank) => toSource(block, blank)),
    sentences: {
      start: Math.max(0, (block.sentences[sentenceIndexAt(block, first.start)]?.start ?? 0) + shift),
      end: (block.sentences[sentenceIndexAt(block, last.start)]?.end ?? block.text.length) + shift,
    },
  };
}

function around({ start, end }: TextRange, characters: number): TextRange {
  return { start: start - characters, end: end + characters };
}

/**
 * Words for all blanks together, best first, at most six; none where each answer repeats a word, of its sentences or of
 * its own, or needs an unlikely word of grammar. Rejects as the engine does.
 */
export async function fillBlanks(
  engine: Pick<EngineApi, 'fillBlanks'>,
  { text, blanks, sentences }: BlanksPlace,
  { model, precision, pieces, ...call }: ModelRequest & CallOptions & { readonly pieces: number },
): Promise<BlanksAnswer[]> {
  const request = { model, precision, text, blanks, topK: judgedAnswers, pieces };
  const found = await engine.fillBlanks(request, call);
  const around = contentWordsOf(filledIn(text, sentences, blanks, []));
  const good = found.filter(({ words }) => {
    const known = new Set(around);
    return words.every((word) =>
      isFunctionWord(word.text)
        ? Math.exp(word.logProbability) >= minFunctionWord
        : !known.has(word.text.toLowerCase()) && known.add(word.text.toLowerCase()),
    );
  });
  const min = (good[0]?.meanLogProbability ?? 0) + Math.log(minShare);
  return good
    .filter(({ meanLogProbability }) => meanLogProbability >= min)
    .slice(0, maxAnswers)
    .map(({ words, meanLogProbability }) => {
      const fitted = words.map((word, i) =>
        beginsSentence(text.slice(0, blanks[i]!.start)) ? capitalized(word.text) : word.text,
      );
      return {
        words: fitted,
        preview: filledIn(text, sentences, blanks, fitted),
        probability: Math.exp(meanLogProbability),
      };
    });
}

function filledIn(
  text: string,
  { start: from, end: to }: TextRange,
  blanks: readonly TextRange[],
  words: readonly string[],
): string {
  let position = from;
  const parts = blanks.map(({ start, end }, i) => {
    const part = text.slice(position, start) + (words[i] ?? '');
    position = end;
    return part;
  });
  return parts.join('') + text.slice(position, to);
}
