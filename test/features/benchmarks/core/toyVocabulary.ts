import type { Vocabulary } from '../../../../src/features/benchmarks/core/task';

/** Words and full stops as tokens: [CLS] is 0, [SEP] is 1, others get ids from 2 on as they first occur. */
export function toyVocabulary(): Vocabulary & { readonly ids: ReadonlyMap<string, number> } {
  const ids = new Map<string, number>();
  const idOf = (word: string) => {
    if (!ids.has(word)) ids.set(word, ids.size + 2);
    return ids.get(word)!;
  };
  const words = (text: string) => [...text.matchAll(/[^\s.]+|\./g)];
  return {
    ids,
    maxTokens: 128,
    tokenIds: (texts) => Promise.resolve(texts.map((text) => [0, ...words(text).map(([word]) => idOf(word)), 1])),
    encode: (text) => {
      const inner = words(text).map((match) => ({
        id: idOf(match[0]),
        range: { start: match.index, end: match.index + match[0].length },
      }));
      const end = { start: text.length, end: text.length };
      return Promise.resolve({
        ids: [0, ...inner.map(({ id }) => id), 1],
        tokens: ['[CLS]', ...inner.map(({ range }) => text.slice(range.start, range.end)), '[SEP]'],
        ranges: [{ start: 0, end: 0 }, ...inner.map(({ range }) => range), end],
        sequence: [0, ...inner.map(() => 0), 0],
        types: [0, ...inner.map(() => 0), 0],
      });
    },
  };
}
