/** A word: letters, joined by apostrophes and hyphens. */
export const word = /\p{L}(?:[\p{L}\p{M}]|['’-](?=\p{L}))*/gu;

const part = String.raw`[\p{L}\p{M}'’-]*`;
const end = new RegExp(`${part}$`, 'u');
const start = new RegExp(`^${part}`, 'u');

const whole = new RegExp(`^${word.source}$`, 'u');
const onlyPart = /^[\p{L}\p{M}'’-]+$/u;

export function isWord(text: string): boolean {
  return whole.test(text);
}

/** Whether all characters can stand in words, so that the text may be a piece of one. */
export function isWordPart(text: string): boolean {
  return onlyPart.test(text);
}

/** The word, or part of one, at the end of `text`, with its apostrophes and hyphens; may be empty. */
export function wordAtEnd(text: string): string {
  return end.exec(text)?.[0] ?? '';
}

export function wordAtStart(text: string): string {
  return start.exec(text)?.[0] ?? '';
}

/** The words right before and right after a place, in lower case. */
export function neighboringWords(before: string, after: string): Set<string> {
  return new Set([wordAtEnd(before.trimEnd()), wordAtStart(after.trimStart())].map((one) => one.toLowerCase()));
}

/** `text` with its first letter in upper case. */
export function capitalized(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}
