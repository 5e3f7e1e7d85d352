import type { TextRange } from '../protocol/text';
import type { ProseBlock } from './proseBlock';
import type { ProseDocument } from './proseDocument';

/** A block and the sentences around it, each as a model should read it. */
export interface ProsePassage {
  readonly block: ProseBlock;
  /**
   * Sentences of the blocks before and after it, in the order of the document; those of notes, which stand apart, are
   * left out.
   */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Characters of a document in which one character of prose is looked for; what lies beyond more markup and code than
 * that is left out.
 */
const markupShare = 3;

/**
 * The block at an offset, with about so many characters of sentences on both sides; undefined where there is no prose.
 */
export function passageAt(document: ProseDocument, offset: number, characters: number): ProsePassage | undefined {
  const block = document.blockAt(offset);
  if (block === undefined) return undefined;
  const { start, end } = block.range;
  const reach = characters * markupShare;
  const sentencesIn = (range: TextRange, isBeside: (other: TextRange) => boolean) =>
    document
      .blocks(range)
      .filter(({ kind, range: other }) => kind !== 'note' && isBeside(other))
      .flatMap(({ text, sentences }) => sentences.map((sentence) => text.slice(sentence.start, sentence.end)));
  return {
    block,
    before: sentencesIn({ start: Math.max(0, start - reach), end: start }, (other) => other.end <= start),
    after: sentencesIn({ start: end, end: end + reach }, (other) => other.start >= end),
  };
}
