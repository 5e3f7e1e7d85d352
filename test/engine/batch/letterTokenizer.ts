/** The `tokenizer.json` of a tokenizer of letters, which fits the 120 embeddings of the reference models. */
export function letterTokenizer(): object {
  const special = ['[PAD]', '[CLS]', '[SEP]', '[UNK]'];
  const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,?!'];
  const pieces = [...special, '▁', ...letters, ...letters.slice(0, 52).map((letter) => `▁${letter}`)];
  return {
    added_tokens: [...special, '[MASK]'].map((content, i) => ({
      id: i < special.length ? i : pieces.length,
      content,
      special: true,
    })),
    normalizer: { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
    model: { type: 'Unigram', unk_id: 3, vocab: pieces.map((piece) => [piece, piece.length === 2 ? -1 : -2]) },
  };
}
