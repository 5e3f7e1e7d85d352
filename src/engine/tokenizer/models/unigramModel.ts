import { PieceTrie } from './pieceTrie';
import { spaceMark } from '../sentencePiece/sentencePieceNormalizer';
import type { Surface } from '../tokenizer';
import { byteOfPiece, type UnigramPiece } from './unigramVocabulary';
import { WordCache } from '../segmenter';

/** An entry in a word, with its length in UTF-16 units. Unknown characters have the id of the unknown entry. */
export interface UnigramCut {
  readonly id: number;
  readonly length: number;
}

/** How far an unknown character is below the least likely entry (sentencepiece/src/unigram_model.cc, kUnkPenalty). */
const unknownPenalty = 10;

/**
 * A unigram vocabulary, and the likeliest way to cut a text into its entries (Viterbi;
 * sentencepiece/src/unigram_model.cc, EncodeOptimized). It is ours because the library's takes some hundred bytes of
 * objects a letter, of vocabulary and of text: hostile files took gigabytes.
 */
export class UnigramModel {
  readonly size: number;
  readonly unknownId: number;
  readonly #trie = new PieceTrie();
  /** Entries that no text matches. */
  readonly #unmatched = new Map<string, number>();
  readonly #scores: Float64Array;
  readonly #unknownScore: number;
  readonly #words = new WordCache<readonly UnigramCut[]>((word) => this.#cut(word));
  /** By offset in the word being cut: score of the best path that ends there, and its last entry's id and length. */
  #best = new Float64Array(0);
  #ids = new Int32Array(0);
  #lengths = new Int32Array(0);

  /** `pieces` must have passed `checkUnigramPieces`; `isMatched` says of an entry whether a text can hold it. */
  constructor(
    readonly pieces: readonly UnigramPiece[],
    isMatched: (piece: UnigramPiece) => boolean,
  ) {
    this.size = pieces.length;
    this.unknownId = pieces.findIndex((piece) => piece.type === 'unknown');
    this.#scores = scoresOf(pieces);
    this.#unknownScore = pieces.reduce((lowest, piece) => Math.min(lowest, piece.score), Infinity) - unknownPenalty;
    pieces.forEach((piece, id) => {
      if (isMatched(piece)) this.#trie.set(piece.text, id);
      else this.#unmatched.set(piece.text, id);
    });
  }

  idOf(token: string): number | undefined {
    return this.#unmatched.get(token) ?? this.#trie.get(token);
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

  /** Cuts a well-formed text. */
  path(word: string): readonly UnigramCut[] {
    return this.#words.get(word);
  }

  #cut(word: string): UnigramCut[] {
    this.#findPaths(word);
    const cuts: UnigramCut[] = [];
    for (let end = word.length; end > 0; end -= cuts.at(-1)?.length ?? end) {
      cuts.push({ id: this.#ids[end] ?? 0, length: this.#lengths[end] ?? 0 });
    }
    return cuts.reverse();
  }

  #findPaths(word: string): void {
    if (this.#best.length <= word.length) {
      const length = 2 * word.length + 1;
      [this.#best, this.#ids, this.#lengths] = [
        new Float64Array(length),
        new Int32Array(length),
        new Int32Array(length),
      ];
    }
    this.#best.fill(-Infinity, 0, word.length + 1);
    this.#best[0] = 0;
    for (let start = 0, width; start < word.length; start += width) {
      width = isHighSurrogate(word.charCodeAt(start)) ? 2 : 1;
      const score = this.#best[start] ?? 0;
      let node: number = PieceTrie.root;
      for (let offset = start; offset < word.length; offset++) {
        node = this.#trie.child(node, word.charCodeAt(offset));
        if (node === PieceTrie.none) break;
        const id = this.#trie.value(node);
        if (id !== PieceTrie.none) this.#extend(start, offset + 1 - start, id, score + (this.#scores[id] ?? 0));
      }
      if (this.#lacks(word, start, width)) this.#extend(start, width, this.unknownId, score + this.#unknownScore);
    }
  }

  #extend(start: number, length: number, id: number, score: number): void {
    const end = start + length;
    // Of equal paths the first one stays, whose last entry is the longest.
    if (score <= (this.#best[end] ?? 0)) return;
    this.#best[end] = score;
    this.#ids[end] = id;
    this.#lengths[end] = length;
  }

  /** Whether the character isn't an entry by itself. */
  #lacks(word: string, start: number, width: number): boolean {
    let node: number = PieceTrie.root;
    for (let offset = start; offset < start + width && node !== PieceTrie.none; offset++)
      node = this.#trie.child(node, word.charCodeAt(offset));
    return node === PieceTrie.none || this.#trie.value(node) === PieceTrie.none;
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

/** A user-defined symbol always wins (sentencepiece/src/unigram_model.cc). */
function scoresOf(pieces: readonly UnigramPiece[]): Float64Array {
  const best = pieces.reduce(
    (highest, piece) => (piece.type === 'normal' ? Math.max(highest, piece.score) : highest),
    -Infinity,
  );
  return Float64Array.from(pieces, (piece) =>
    piece.type === 'userDefined' ? Buffer.byteLength(piece.text) * best - 0.1 : piece.score,
  );
}
