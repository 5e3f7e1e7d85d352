import { mixSeeds, Random } from '../../base/random';

/** A sentence and the document that it stands in. */
export interface ProseSentence {
  readonly text: string;
  readonly document: string;
}

/** Sentences of each document in a row, joined to texts of at most `mostCharacters` (a longer sentence is a text by itself). Texts that occur twice are there once. */
export function proseChunks(sentences: Iterable<ProseSentence>, mostCharacters: number): string[] {
  const chunks = new Set<string>();
  let [open, document] = ['', ''];
  for (const sentence of sentences) {
    const fits = sentence.document === document && open.length + sentence.text.length < mostCharacters;
    if (!fits && open !== '') chunks.add(open);
    open = fits && open !== '' ? `${open} ${sentence.text}` : sentence.text;
    document = sentence.document;
  }
  if (open !== '') chunks.add(open);
  return [...chunks];
}

/** Holds a share of the texts out, at least one; the same seed gives the same split. */
export function splitChunks(chunks: readonly string[], share: number, seed: number) {
  const shuffled = new Random(mixSeeds(seed, 23)).shuffled(chunks);
  const count = Math.max(1, Math.round(share * chunks.length));
  return { heldOut: shuffled.slice(0, count), train: shuffled.slice(count) };
}

/** Words of texts, as a person counts them. */
export function countWords(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.split(/\s+/).filter((word) => word !== '').length, 0);
}
