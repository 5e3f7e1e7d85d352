import { word } from '../../../base/word';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import type { TextRange } from '../../../protocol/text';

/** A word that does not fit where it stands. `strength` grows with how odd it is, from 0 to 1. */
export interface OddWord {
  readonly range: TextRange;
  readonly word: string;
  readonly strength: number;
}

/** From this probability on a replaced-token head takes a word for odd. */
const replacedProbability = 0.7;
/** By masked probability a word is odd when it is less likely than this (in nats), … */
const minLogProbability = -10;
/** … and this far behind what the model would have written. */
const minGap = 7;
const shortest = 3;

/**
 * The words of a sentence that do not fit, by the model's replaced-token head or, without one, by how likely each word
 * is in its place. Names, words in capitals, and words that the vocabulary does not know as a whole are left alone: a
 * model cannot judge what it cannot spell. Rejects as the engine does.
 */
export async function oddWords(
  engine: Pick<EngineApi, 'describe' | 'detectReplaced' | 'judgeWords'>,
  text: string,
  { model, precision, ...call }: ModelRequest & CallOptions,
): Promise<OddWord[]> {
  const ranges = wordsToJudge(text);
  if (ranges.length === 0) return [];
  const request = { model, precision, text };
  const { heads } = await engine.describe({ model, precision }, call);
  if (heads.includes('rtd')) {
    const tokens = await engine.detectReplaced(request, call);
    return ranges.flatMap((range) => {
      const parts = tokens.filter((token) => token.range.start < range.end && token.range.end > range.start);
      const strength = Math.max(0, ...parts.map(({ probability }) => probability));
      return strength >= replacedProbability ? [oddWord(text, range, strength)] : [];
    });
  }
  const judged = await engine.judgeWords({ ...request, ranges }, call);
  return judged.flatMap(({ range, pieces, logProbability, bestLogProbability }) => {
    const isOdd = logProbability <= minLogProbability && bestLogProbability - logProbability >= minGap;
    return pieces === 1 && isOdd ? [oddWord(text, range, 1 - Math.exp(logProbability - bestLogProbability))] : [];
  });
}

/** Words in small letters, and the first of the sentence. */
function wordsToJudge(text: string): TextRange[] {
  return [...text.matchAll(word)].flatMap(({ index, 0: one }) => {
    const isFirst = text.slice(0, index).trim() === '';
    const isName = one !== one.toLowerCase() && !(isFirst && one.slice(1) === one.slice(1).toLowerCase());
    return isName || one.length < shortest ? [] : [{ start: index, end: index + one.length }];
  });
}

function oddWord(text: string, range: TextRange, strength: number): OddWord {
  return { range, word: text.slice(range.start, range.end), strength };
}
