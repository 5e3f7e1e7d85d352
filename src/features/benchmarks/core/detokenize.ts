/** Pieces that the tokenizers of corpora split off or rewrote → how people write them. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/ @(.)@ /g, '$1'],
  [/`` ?| ?''/g, '"'],
  [/ ([.,;:!?%)\]}])/g, '$1'],
  [/([([{$]) /g, '$1'],
  [/ (n't|'(?:s|re|ve|ll|d|m))\b/gi, '$1'],
  [/(^| )" ([^"]*?) ?"/g, '$1"$2"'],
  [/\s+/g, ' '],
];

/** Text as people write it out of text with spaces between all tokens (WikiText, LAMBADA), without white space around it. */
export function detokenize(text: string): string {
  return rules.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text).trim();
}
