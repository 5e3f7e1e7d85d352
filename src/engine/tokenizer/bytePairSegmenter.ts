import { BPE } from '@huggingface/tokenizers';
import { byteCharacters, bytesOfSpelling } from './byteAlphabet';
import type { Piece, Segmenter } from './segmenter';
import type { Surface } from './tokenizer';

/** A GPT-2 style vocabulary: spellings in the byte alphabet with their ids, and merges in order of rank. */
export interface BytePairVocabulary {
  readonly ids: ReadonlyMap<string, number>;
  readonly merges: readonly (readonly [string, string])[];
  readonly unknownId: number;
  /** Whether a text is read as if a space stood before it. */
  readonly addPrefixSpace: boolean;
}

/**
 * GPT-2's cutting into words (encoder.py). `\s` there is Unicode's White_Space; JavaScript's, which the library's `ByteLevel` uses, takes
 * U+FEFF in and leaves U+0085 out.
 */
const wordPattern =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** GPT-2's byte-level BPE (v1): merges by the library, words and offsets by us, since the library returns none. */
export class BytePairSegmenter implements Segmenter {
  readonly size: number;
  private readonly model: BPE;
  private readonly spellings: readonly (string | undefined)[];
  private readonly reachable: ReadonlySet<string>;

  constructor(private readonly vocabulary: BytePairVocabulary) {
    const spellings: (string | undefined)[] = [];
    for (const [spelling, id] of vocabulary.ids) spellings[id] = spelling;
    this.spellings = spellings;
    this.size = spellings.length;
    this.reachable = new Set([...byteCharacters, ...vocabulary.merges.map(([left, right]) => left + right)]);
    this.model = new BPE({
      type: 'BPE',
      vocab: Object.fromEntries(vocabulary.ids),
      merges: vocabulary.merges.map(([left, right]): [string, string] => [left, right]),
      ignore_merges: false,
    });
  }

  idOf(token: string): number | undefined {
    return this.vocabulary.ids.get(token);
  }

  token(id: number): string | undefined {
    return this.spellings[id];
  }

  surface(id: number): Surface {
    const spelling = this.spellings[id] ?? '';
    const bytes = this.reachable.has(spelling) ? bytesOfSpelling(spelling) : undefined;
    const text = bytes ? new TextDecoder().decode(bytes) : spelling;
    const startsWord = text.startsWith(' ');
    return { text: startsWord ? text.slice(1) : text, startsWord };
  }

  isText(id: number): boolean {
    const spelling = this.spellings[id];
    if (spelling === undefined || !this.reachable.has(spelling)) return false;
    const { text } = this.surface(id);
    return /\P{White_Space}/u.test(text) && !text.includes('\uFFFD');
  }

  segment(text: string, masks: readonly number[], maskId: number): Piece[] {
    const pieces: Piece[] = [];
    const prefix = this.vocabulary.addPrefixSpace && text.length > 0 && !text.startsWith(' ') ? 1 : 0;
    let nextMask = 0;
    for (const match of (' '.repeat(prefix) + text).matchAll(wordPattern)) {
      const word = { text: match[0], start: match.index - prefix };
      const end = word.start + word.text.length;
      const first = nextMask;
      while (nextMask < masks.length && (masks[nextMask] ?? 0) < end) nextMask++;
      this.segmentWord(word, masks.slice(first, nextMask), maskId, pieces);
    }
    return pieces;
  }

  /**
   * A word with masks in it is cut at the masks. Merges are never undone, so each side comes out as it would beside any word whose own
   * pieces end at the mask's edges.
   */
  private segmentWord(word: Word, masks: readonly number[], maskId: number, pieces: Piece[]): void {
    let at = word.start;
    for (const mask of masks) {
      const left = word.text.slice(at - word.start, mask - word.start);
      const takesSpace = left === ' ' && at === word.start;
      if (!takesSpace) this.merge({ text: left, start: at }, pieces);
      pieces.push({ id: maskId, start: Math.max(0, takesSpace ? at : mask), end: mask + 1 });
      at = mask + 1;
    }
    this.merge({ text: word.text.slice(at - word.start), start: at }, pieces);
  }

  private merge(word: Word, pieces: Piece[]): void {
    if (word.text.length === 0) return;
    const { spelling, starts, ends } = spell(word);
    let at = 0;
    for (const token of this.model.bpe(spelling)) {
      const last = at + token.length - 1;
      pieces.push({
        id: this.vocabulary.ids.get(token) ?? this.vocabulary.unknownId,
        start: starts[at] ?? 0,
        end: ends[last] ?? 0,
      });
      at += token.length;
    }
  }
}

interface Word {
  readonly text: string;
  /** Offset in the original text; -1 where a space was put before it. */
  readonly start: number;
}

/** The word in the byte alphabet, and for each byte the UTF-16 range of the whole character it is part of. */
function spell(word: Word): { spelling: string; starts: number[]; ends: number[] } {
  let spelling = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = word.start;
  for (const character of word.text) {
    for (const byte of Buffer.from(character)) {
      spelling += byteCharacters[byte] ?? '';
      starts.push(Math.max(0, at));
      ends.push(at + character.length);
    }
    at += character.length;
  }
  return { spelling, starts, ends };
}
