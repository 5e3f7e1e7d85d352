import { isWord } from '../../../base/word';
import type { TextRange } from '../../../protocol/text';
import type { WordFrequencies } from './wordFrequencies';

/** What stands between white space around the cursor, as far as it is looked at. */
const reach = 40;
const minShare = 0.6;
/** Every text gets this many known words in advance, so that a few unknown ones say little. */
const credit = 4;
const weightOfCode = 3;

const aroundWord = /^["'“”‘’«»¿¡([*_~#>–—]+|["'“”‘’«»)\]*_~.,;:!?…–—-]+$/gu;
const beginsSentence = /(?:^|[.!?:]["'”’)*_]*\s+|\n\s*(?:[-*•]\s+)?)$/u;
const address = /:\/\/|\w@\w|^www\./u;
const numbered = /^(?=[^\p{N}]*\p{N})[\p{L}\p{N}.,:/%-]+$/u;

/**
 * Whether the text around a range is English prose: most words that tell are known. Names, numbers and addresses tell
 * nothing. What isn't a word, such as an operator or a call, counts against it.
 */
export function isEnglishProse(text: string, { start, end }: TextRange, frequencies: WordFrequencies): boolean {
  const before = weights(text.slice(0, start), frequencies).slice(-reach);
  const after = weights(text.slice(end), frequencies).slice(0, reach - before.length);
  let [known, all] = [credit, credit];
  for (const weight of [...before, ...after]) {
    known += Math.max(0, weight);
    all += Math.abs(weight);
  }
  return known / all >= minShare;
}

/** Of everything that tells: 1 for a known word, -1 for an unknown one, -3 for code. */
function weights(text: string, frequencies: WordFrequencies): number[] {
  return [...text.matchAll(/\S+/gu)].flatMap(({ 0: token, index }) => {
    if (!/\p{L}/u.test(token)) return /[{}]/.test(token) ? -weightOfCode : [];
    const bare = token.replace(aroundWord, '').replaceAll('’', "'");
    if (address.test(token) || numbered.test(bare)) return [];
    const parts = bare.split(/[-–—/]/u);
    if (!parts.every(isWord)) return -weightOfCode;
    const isName = /^\p{Lu}/u.test(bare) && !beginsSentence.test(text.slice(Math.max(0, index - reach), index));
    if (isName) return [];
    return parts.every((part) => isKnown(part, frequencies)) ? 1 : -1;
  });
}

/** Whether a word is known, in the possessive or abbreviated too. */
function isKnown(word: string, frequencies: WordFrequencies): boolean {
  return frequencies.frequency(word) > 0 || frequencies.frequency(word.replace(/'\p{L}+$/u, '')) > 0;
}
