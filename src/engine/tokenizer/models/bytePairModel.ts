import { BPE } from '@huggingface/tokenizers';
import { byteCharacters, bytesOfSpelling } from '../steps/characters';
import type { BytePairVocabulary } from './bytePairFiles';
import type { Surface } from '../tokenizer';
import { byteOfPiece } from './unigramVocabulary';
import { WordCache, type ModelToken, type VocabularyModel } from '../segmenter';

/**
 * Byte-pair encoding: merges by the library; offsets, bytes in place of unknown characters, and what is fused of these
 * by us, since the library returns spellings alone.
 */
export class BytePairModel implements VocabularyModel {
  readonly size: number;
  readonly #model: BPE;
  readonly #spellings: (string | undefined)[] = [];
  readonly #reachable: ReadonlySet<string>;
  readonly #words = new WordCache<readonly ModelToken[]>((word) => this.#cut(word));

  /** `unmatched` are entries that no text becomes. */
  constructor(
    private readonly vocabulary: BytePairVocabulary,
    private readonly unmatched: ReadonlySet<string>,
  ) {
    const { ids, merges, mark, wordEnd } = vocabulary;
    for (const [spelling, id] of ids) this.#spellings[id] = spelling;
    this.size = this.#spellings.length;
    const letters =
      mark === byteCharacters[0x20] ? byteCharacters : [...ids.keys()].filter((token) => isOneCharacter(token));
    this.#reachable = new Set([...letters, ...merges.map(([left, right]) => left + right)]);
    this.#model = new BPE({
      type: 'BPE',
      vocab: Object.fromEntries(ids),
      merges: merges.map(([left, right]): [string, string] => [left, right]),
      end_of_word_suffix: wordEnd,
      ignore_merges: false,
    });
  }

  idOf(token: string): number | undefined {
    return this.vocabulary.ids.get(token);
  }

  token(id: number): string | undefined {
    return this.#spellings[id];
  }

  surface(id: number): Surface {
    const { mark } = this.vocabulary;
    const spelling = this.#spellings[id] ?? '';
    const byte = byteOfPiece(spelling);
    if (this.vocabulary.bytes && byte !== undefined)
      return { text: byte < 0x80 ? String.fromCharCode(byte) : '\uFFFD', startsWord: false };
    const text = this.#reachable.has(spelling) ? this.#read(spelling) : spelling;
    const startsWord = mark !== undefined && text.startsWith(' ');
    return { text: startsWord ? text.slice(1) : text, startsWord };
  }

  isText(id: number): boolean {
    const spelling = this.#spellings[id];
    if (spelling === undefined || !this.#reachable.has(spelling)) return false;
    const { text } = this.surface(id);
    return /\P{White_Space}/u.test(text) && !text.includes('\uFFFD');
  }

  cut(word: string): readonly ModelToken[] {
    return this.#words.get(word);
  }

  #cut(word: string): ModelToken[] {
    const { ids, wholeWords, wordEnd } = this.vocabulary;
    const whole = wholeWords && !this.unmatched.has(word) ? ids.get(word) : undefined;
    if (whole !== undefined) return [{ id: whole, start: 0, end: word.length }];
    const tokens: ModelToken[] = [];
    let start = 0;
    for (const spelling of this.#model.bpe(word)) {
      const end = Math.min(word.length, start + spelling.length);
      const id = ids.get(spelling);
      if (id !== undefined) tokens.push({ id, start, end });
      else this.#appendUnknown(wordEnd === '' ? spelling : word.slice(start, end), start, end, tokens);
      start = end;
    }
    return tokens;
  }

  #appendUnknown(character: string, start: number, end: number, tokens: ModelToken[]): void {
    const { bytes, unknownId, fusesUnknown } = this.vocabulary;
    const encoded = bytes ? Array.from(Buffer.from(character), (byte) => bytes[byte]) : [];
    if (bytes && !encoded.includes(undefined)) {
      for (const id of encoded) if (id !== undefined) tokens.push({ id, start, end });
      return;
    }
    const last = tokens.at(-1);
    if (unknownId === undefined) return;
    if (fusesUnknown && last?.id === unknownId) tokens[tokens.length - 1] = { ...last, end };
    else tokens.push({ id: unknownId, start, end });
  }

  #read(spelling: string): string {
    const { mark, wordEnd } = this.vocabulary;
    if (mark === byteCharacters[0x20]) {
      const bytes = bytesOfSpelling(spelling);
      return bytes ? new TextDecoder().decode(bytes) : spelling;
    }
    const text = wordEnd !== '' && spelling.endsWith(wordEnd) ? spelling.slice(0, -wordEnd.length) : spelling;
    return mark === undefined ? text : text.replaceAll(mark, ' ');
  }
}

function isOneCharacter(token: string): boolean {
  return token.length === ((token.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
}
