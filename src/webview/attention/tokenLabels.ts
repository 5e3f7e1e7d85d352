import type { AttentionTrace } from '../../protocol/attentionTrace';

/** Tokens as a reader knows them: the text itself, `+` before a piece that continues a word, special tokens by name. */
export function tokenLabels({ tokens, ranges }: Pick<AttentionTrace, 'tokens' | 'ranges'>, text: string): string[] {
  return tokens.map((token, index) => {
    const { start, end } = ranges[index] ?? { start: 0, end: 0 };
    const piece = text.slice(start, end).trim();
    if (piece === '') return token;
    return /[\p{L}\p{N}]$/u.test(text.slice(0, start)) && /^[\p{L}\p{N}]/u.test(text.slice(start))
      ? `+${piece}`
      : piece;
  });
}
