import { AddedTokenMatcher, type AddedToken } from './addedTokens';
import { AlignedText } from './steps/alignedText';
import type { Normalizer } from './steps/normalizers';
import type { PreTokenizer } from './steps/preTokenizers';
import type { Piece, Segmenter, Stretch, Vocabulary, VocabularyModel } from './segmenter';

/** The parts of a tokenizer.json. */
export interface JsonPipeline {
  readonly normalizers: readonly Normalizer[];
  readonly preTokenizers: readonly PreTokenizer[];
  readonly model: VocabularyModel;
  /** The character that stands for a space before a word; absent when spaces are left out. */
  readonly mark: string | undefined;
  /** Added tokens that are found in the normalized text. */
  readonly added: readonly AddedToken[];
}

/** A tokenizer.json: a text is normalized, cut at added tokens, cut into words, and words are cut into entries. */
export class JsonSegmenter implements Segmenter {
  readonly vocabulary: Vocabulary;
  readonly #added: AddedTokenMatcher;

  constructor(private readonly pipeline: JsonPipeline) {
    this.vocabulary = pipeline.model;
    this.#added = new AddedTokenMatcher(
      pipeline.added.map((token) => ({ ...token, text: this.#normalize(AlignedText.from(token.text, [])).text })),
    );
  }

  segment({ text, masks, isFirst }: Stretch, maskId: number): Piece[] {
    const normalized = this.#normalize(AlignedText.from(text, masks));
    const pieces: Piece[] = [];
    for (const { start, end, id } of this.#added.cut(normalized.text, (from, to) => normalized.hasMask(from, to))) {
      if (id !== undefined) pieces.push({ id, ...normalized.range(start, end) });
      else for (const word of this.#words(normalized.slice(start, end), isFirst)) this.#cut(word, maskId, pieces);
    }
    return pieces;
  }

  #normalize(text: AlignedText): AlignedText {
    return this.pipeline.normalizers.reduce((changed, step) => step(changed), text);
  }

  #words(text: AlignedText, isFirst: boolean): AlignedText[] {
    const isFilled = ({ length }: AlignedText) => length > 0;
    return this.pipeline.preTokenizers.reduce(
      (parts, step) => parts.flatMap((part) => step(part, isFirst)).filter(isFilled),
      [text].filter(isFilled),
    );
  }

  /** A word with masks in it is cut at the masks; a mask takes the space before it, as any word's first piece does. */
  #cut(word: AlignedText, maskId: number, pieces: Piece[]): void {
    let from = 0;
    for (const part of word.hasMask(0, word.length) ? word.aroundMasks() : [word]) {
      const { length } = part;
      if (part.isMask(0) && length === 1) pieces.push({ id: maskId, ...part.range(0, 1) });
      else {
        const isBeforeMask = from + length < word.length;
        const takesMark = isBeforeMask && this.pipeline.mark !== undefined && part.text.endsWith(this.pipeline.mark);
        const own = takesMark ? part.slice(0, length - 1) : part;
        if (own.length > 0) {
          for (const { id, start, end } of this.pipeline.model.cut(own.text, from > 0))
            pieces.push({ id, ...own.range(start, end) });
        }
      }
      from += length;
    }
  }
}
