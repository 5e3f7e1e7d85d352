const token = /\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*|\d[\d.,]*|[.!?]+|[,;:]/gu;

/** A sentence's end or beginning, among the tokens of a text. */
export const sentenceEnd = '.';
/** Any number. */
export const number = '0';

/**
 * Words, commas, colons, numbers (all as one) and the ends of sentences, in order; `training/phrases.py` cuts text in
 * the same way.
 */
export function phraseTokens(text: string): string[] {
  return [...text.matchAll(token)].map(([one]) => {
    const first = one.charAt(0);
    if ('.!?'.includes(first)) return sentenceEnd;
    return first >= '0' && first <= '9' ? number : one.replaceAll('’', "'");
  });
}

/** Characters in which the last `wordsOfContext` words end, about. */
const reach = 160;

/** The last words before a place, the nearest last; a beginning of the text counts as the end of a sentence. */
export function contextTokens(before: string, words: number): string[] {
  const near = before.slice(-reach);
  const whole = near.length < before.length ? near.replace(/^\S*\s/u, '') : near;
  const tokens = phraseTokens(whole);
  return (whole === before ? [sentenceEnd, ...tokens] : tokens).slice(-words);
}
