import { plain } from '../../../base/plainText';
import { mixSeeds, Random } from '../../../base/random';
import { RequestError } from '../../../protocol/errors';

/** A sentence and the document that it stands in. */
export interface ProseSentence {
  readonly text: string;
  readonly document: string;
}

/** What is read of a writer's prose, in characters: more fits into no memory. */
const maxProse = 100_000_000;

/** The sentences of documents, from what is read of them. @throws RequestError when they are too many to learn from */
export async function gatherSentences<Unit extends { readonly text: string }>(
  units: AsyncIterable<Unit>,
  documentOf: (unit: Unit) => string,
): Promise<ProseSentence[]> {
  const sentences: ProseSentence[] = [];
  let characters = 0;
  for await (const unit of units) {
    characters += unit.text.length;
    if (characters > maxProse) {
      throw new RequestError(
        plain`There are more than ${maxProse.toLocaleString('en')} characters of prose, too many to learn from. Choose some of the documents.`,
      );
    }
    sentences.push({ text: unit.text, document: documentOf(unit) });
  }
  return sentences;
}

/** Sentences of each document, joined to texts of at most `maxCharacters`; a longer one stands alone. No text twice. */
export function proseChunks(sentences: Iterable<ProseSentence>, maxCharacters: number): string[] {
  const chunks = new Set<string>();
  let [open, document] = ['', ''];
  for (const sentence of sentences) {
    const fits = sentence.document === document && open.length + sentence.text.length < maxCharacters;
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
