import type { Piece, Segmenter, Stretch } from '../segmenter';
import { spaceMark, type SentencePieceNormalizer, type NormalizedText } from './sentencePieceNormalizer';
import { UnigramModel } from '../models/unigramModel';
import { byteIds, type UnigramPiece } from '../models/unigramVocabulary';

const encoder = new TextEncoder();

/** Unigram segmentation (v2, v3) of an spm.model, with SentencePiece's offsets, and bytes for unknown characters. */
export class UnigramSegmenter implements Segmenter {
  readonly vocabulary: UnigramModel;
  readonly #bytes: readonly number[] | undefined;
  readonly #crossing: ReadonlySet<string>;

  /** `pieces` must have passed `checkUnigramPieces`. */
  constructor(
    pieces: readonly UnigramPiece[],
    private readonly normalizer: SentencePieceNormalizer,
  ) {
    // "[SEP]" or "<0x41>" in a writer's text is text: SentencePiece keeps such entries out of its trie.
    this.vocabulary = new UnigramModel(pieces, ({ type }) => type === 'normal' || type === 'userDefined');
    this.#bytes = byteIds(pieces);
    this.#crossing = charactersBeforeSpace(pieces);
  }

  segment({ text, masks }: Stretch, maskId: number): Piece[] {
    const normalized = this.normalizer.normalize(text, masks);
    const pieces: Piece[] = [];
    let from = 0;
    for (const mask of normalized.masks) {
      // A word's first piece holds the space before it, and so does the mask that replaces the piece.
      const start = mask > from && normalized.text[mask - 1] === spaceMark ? mask - 1 : mask;
      this.#segmentStretch(normalized, from, start, pieces);
      pieces.push({ id: maskId, ...range(normalized, start, mask + 1) });
      from = mask + 1;
    }
    this.#segmentStretch(normalized, from, normalized.text.length, pieces);
    return pieces;
  }

  /**
   * Word by word: a path can only cross a space where some entry has that space inside, so that cutting elsewhere
   * changes no result, and words that were cut before are known.
   */
  #segmentStretch(normalized: NormalizedText, from: number, to: number, pieces: Piece[]): void {
    const { text } = normalized;
    let start = from;
    while (start < to) {
      let end = text.indexOf(spaceMark, start + 1);
      while (end >= 0 && end < to && this.#crossing.has(text.charAt(end - 1))) end = text.indexOf(spaceMark, end + 1);
      if (end < 0 || end > to) end = to;
      for (const { id, length } of this.vocabulary.path(text.slice(start, end))) {
        this.#append(id, normalized, start, start + length, pieces);
        start += length;
      }
    }
  }

  #append(id: number, normalized: NormalizedText, from: number, to: number, pieces: Piece[]): void {
    const { start, end } = range(normalized, from, to);
    if (id !== this.vocabulary.unknownId) {
      pieces.push({ id, start, end });
    } else if (this.#bytes) {
      // As in SentencePiece the last byte has the character's range, the others none.
      const encoded = encoder.encode(normalized.text.slice(from, to));
      encoded.forEach((byte, i) =>
        pieces.push({ id: this.#bytes?.[byte] ?? id, start, end: i === encoded.length - 1 ? end : start }),
      );
    } else {
      // A run of unknown characters is one piece (sentencepiece_processor.cc, PopulateSentencePieceText).
      const before = pieces.at(-1);
      if (before?.id === id) pieces[pieces.length - 1] = { ...before, end };
      else pieces.push({ id, start, end });
    }
  }
}

function range(normalized: NormalizedText, start: number, end: number): { start: number; end: number } {
  return { start: normalized.origins[start] ?? 0, end: normalized.origins[end] ?? 0 };
}

function charactersBeforeSpace(pieces: readonly UnigramPiece[]): Set<string> {
  const characters = new Set<string>();
  for (const { text } of pieces) {
    for (let offset = text.indexOf(spaceMark, 1); offset >= 0; offset = text.indexOf(spaceMark, offset + 1))
      characters.add(text.charAt(offset - 1));
  }
  return characters;
}
