import { Unigram } from '@huggingface/tokenizers';
import type { SentencePieceNormalizer, NormalizedText } from './sentencePieceNormalizer';
import { spaceMark } from './sentencePieceNormalizer';
import type { Piece, Segmenter } from './segmenter';
import type { Surface } from './tokenizer';
import { byteIds, byteOfPiece, type UnigramPiece } from './unigramVocabulary';

/**
 * Put before entries that text must never match (controls, bytes, unused): a lone surrogate, which normalised text never has. The library
 * would match any entry, so that "[SEP]" or "<0x41>" in a writer's text would become that token; SentencePiece keeps them out of its trie.
 */
const unmatchable = '\uD800';

/** UTF-16 units in one lattice, and how many at its end are cut again; the longest entry of the v3 vocabulary has 32. */
const longestWindow = 2048;
const unsettled = 256;

/** Words whose pieces are kept: 100 kB of prose took 30 ms instead of 250. */
const rememberedWords = 20_000;
const longestRemembered = 64;

const encoder = new TextEncoder();

/** SentencePiece's unigram segmentation (v2, v3): the library's Viterbi over one word at a time; offsets and byte fallback are ours. */
export class UnigramSegmenter implements Segmenter {
  readonly size: number;
  private readonly unknownId: number;
  private readonly model: Unigram;
  private readonly bytes: readonly number[] | undefined;
  private readonly crossing: ReadonlySet<string>;
  private readonly ids = new Map<string, number>();
  private readonly words = new Map<string, readonly string[]>();

  /** `pieces` must have passed `checkUnigramPieces`. */
  constructor(
    private readonly pieces: readonly UnigramPiece[],
    private readonly normalizer: SentencePieceNormalizer,
  ) {
    this.size = pieces.length;
    this.unknownId = pieces.findIndex((piece) => piece.type === 'unknown');
    this.model = new Unigram({ type: 'Unigram', unk_id: this.unknownId, vocab: libraryVocabulary(pieces) }, '');
    this.bytes = byteIds(pieces);
    this.crossing = charactersBeforeSpace(pieces);
    pieces.forEach((piece, id) => {
      if (!isMatchable(piece)) this.ids.set(piece.text, id);
    });
  }

  idOf(token: string): number | undefined {
    return this.ids.get(token) ?? this.model.tokens_to_ids.get(token);
  }

  token(id: number): string | undefined {
    return this.pieces[id]?.text;
  }

  surface(id: number): Surface {
    const piece = this.pieces[id];
    if (piece === undefined) return { text: '', startsWord: false };
    const byte = piece.type === 'byte' ? byteOfPiece(piece.text) : undefined;
    if (byte !== undefined) return { text: byte < 0x80 ? String.fromCharCode(byte) : '\uFFFD', startsWord: false };
    const startsWord = piece.text.startsWith(spaceMark);
    return { text: piece.text.slice(startsWord ? 1 : 0).replaceAll(spaceMark, ' '), startsWord };
  }

  isText(id: number): boolean {
    const piece = this.pieces[id];
    return piece?.type === 'normal' && piece.text.replaceAll(spaceMark, '').length > 0;
  }

  segment(text: string, masks: readonly number[], maskId: number): Piece[] {
    const normalized = this.normalizer.normalize(text, masks);
    const pieces: Piece[] = [];
    let from = 0;
    for (const mask of normalized.masks) {
      // A word's first piece holds the space before it, and so does the mask that replaces the piece.
      const start = mask > from && normalized.text[mask - 1] === spaceMark ? mask - 1 : mask;
      this.segmentStretch(normalized, from, start, pieces);
      pieces.push({ id: maskId, ...range(normalized, start, mask + 1) });
      from = mask + 1;
    }
    this.segmentStretch(normalized, from, normalized.text.length, pieces);
    return pieces;
  }

  /**
   * Word by word: a path through the lattice can only cross a space where some entry has that space inside, so that cutting elsewhere
   * changes no result, and keeps the library's lattice, some hundred bytes a node, as small as the longest word.
   */
  private segmentStretch(normalized: NormalizedText, from: number, to: number, pieces: Piece[]): void {
    const { text } = normalized;
    let start = from;
    while (start < to) {
      let end = text.indexOf(spaceMark, start + 1);
      while (end >= 0 && end < to && this.crossing.has(text.charAt(end - 1))) end = text.indexOf(spaceMark, end + 1);
      if (end < 0 || end > to) end = to;
      for (const token of this.cut(text.slice(start, end))) {
        this.append(token, normalized, start, pieces);
        start += token.length;
      }
    }
  }

  private cut(word: string): readonly string[] {
    if (word.length > longestWindow) return this.cutLong(word);
    const known = this.words.get(word);
    if (known) return known;
    const tokens = this.model.tokenize(word);
    if (word.length > longestRemembered) return tokens;
    if (this.words.size >= rememberedWords) this.words.clear();
    // Joined anew: a slice as the key would keep the whole text it was cut from alive.
    this.words.set(tokens.join(''), tokens);
    return tokens;
  }

  /**
   * A word of thousands of characters (a line of base64, text without spaces) would need gigabytes in one lattice. It goes through in
   * windows, of which the last part, where the best path may still depend on what follows, is cut again with the next window.
   */
  private cutLong(word: string): string[] {
    const tokens: string[] = [];
    let start = 0;
    while (start < word.length) {
      const window = this.model.tokenize(word.slice(start, start + longestWindow));
      const settled = start + longestWindow < word.length ? start + longestWindow - unsettled : word.length;
      for (const token of window) {
        tokens.push(token);
        start += token.length;
        if (start >= settled) break;
      }
    }
    return tokens;
  }

  private append(token: string, normalized: NormalizedText, start: number, pieces: Piece[]): void {
    const { start: begin, end } = range(normalized, start, start + token.length);
    const id = this.model.tokens_to_ids.get(token);
    if (id !== undefined) {
      pieces.push({ id, start: begin, end });
    } else if (this.bytes) {
      // Byte fallback is missing in the library. As in SentencePiece the last byte has the character's range, the others none.
      const encoded = encoder.encode(token);
      encoded.forEach((byte, i) =>
        pieces.push({
          id: this.bytes?.[byte] ?? this.unknownId,
          start: begin,
          end: i === encoded.length - 1 ? end : begin,
        }),
      );
    } else {
      // A run of unknown characters is one piece (sentencepiece_processor.cc, PopulateSentencePieceText).
      const before = pieces.at(-1);
      if (before?.id === this.unknownId) pieces[pieces.length - 1] = { ...before, end };
      else pieces.push({ id: this.unknownId, start: begin, end });
    }
  }
}

function range(normalized: NormalizedText, start: number, end: number): { start: number; end: number } {
  return { start: normalized.origins[start] ?? 0, end: normalized.origins[end] ?? 0 };
}

function isMatchable(piece: UnigramPiece): boolean {
  return piece.type === 'normal' || piece.type === 'userDefined';
}

/** Entries with the scores the Viterbi works with; a user-defined symbol always wins (sentencepiece/src/unigram_model.cc). */
function libraryVocabulary(pieces: readonly UnigramPiece[]): [string, number][] {
  const best = pieces.reduce((max, piece) => (piece.type === 'normal' ? Math.max(max, piece.score) : max), -Infinity);
  return pieces.map((piece) => [
    isMatchable(piece) ? piece.text : unmatchable + piece.text,
    piece.type === 'userDefined' ? Buffer.byteLength(piece.text) * best - 0.1 : piece.score,
  ]);
}

function charactersBeforeSpace(pieces: readonly UnigramPiece[]): Set<string> {
  const characters = new Set<string>();
  for (const { text } of pieces) {
    for (let at = text.indexOf(spaceMark, 1); at >= 0; at = text.indexOf(spaceMark, at + 1))
      characters.add(text.charAt(at - 1));
  }
  return characters;
}
