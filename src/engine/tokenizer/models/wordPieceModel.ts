import { plain } from '../../../base/plainText';
import { TokenizerError } from '../../../protocol/errors';
import { isIdeograph, isWordCharacter } from '../steps/characters';
import { entriesOf, property } from '../json';
import { PieceTrie } from './pieceTrie';
import type { Surface } from '../tokenizer';
import { isVocabularyId } from './unigramVocabulary';
import type { ModelToken, VocabularyModel } from '../segmenter';

/** A WordPiece vocabulary as tokenizer.json or vocab.txt gives it. */
export interface WordPieceVocabulary {
  readonly ids: ReadonlyMap<string, number>;
  readonly unknownId: number;
  /** What entries inside of a word begin with, `##` as a rule. */
  readonly continuation: string;
  /** A word of more characters is unknown. */
  readonly maxWordLength: number;
}

/** @throws TokenizerError naming `origin`, the file */
export function readWordPiece(model: unknown, unknown: string, origin: string): WordPieceVocabulary {
  const damaged = (what: string): TokenizerError =>
    new TokenizerError(plain`${origin}: ${what}. Download the tokenizer files again.`);
  const ids = new Map<string, number>();
  for (const [token, id] of entriesOf(property(model, 'vocab'))) {
    if (!isVocabularyId(id)) throw damaged(plain`the token ${JSON.stringify(token)} has the id ${String(id)}`);
    ids.set(token, id);
  }
  const ownUnknown = property(model, 'unk_token');
  const unknownToken = typeof ownUnknown === 'string' ? ownUnknown : unknown;
  const unknownId = ids.get(unknownToken);
  if (unknownId === undefined)
    throw damaged(plain`the vocabulary has no ${JSON.stringify(unknownToken)} for unknown words`);
  const continuation = property(model, 'continuing_subword_prefix') ?? '##';
  const maxWordLength = property(model, 'max_input_chars_per_word') ?? 100;
  if (typeof continuation !== 'string' || typeof maxWordLength !== 'number')
    throw damaged('the WordPiece model has a prefix that is not text, or a length that is not a number');
  return { ids, unknownId, continuation, maxWordLength };
}

/**
 * WordPiece: the longest entry at the beginning of a word, then of the rest, and so on; a word that this leaves a rest
 * of is unknown. It is ours because the library's returns no offsets, and takes time with the third power of a word's
 * length, which the file sets no bound to.
 */
export class WordPieceModel implements VocabularyModel {
  readonly size: number;
  readonly #spellings: (string | undefined)[] = [];
  readonly #beginnings = new PieceTrie();
  readonly #continuations = new PieceTrie();

  /** `unmatched` are entries that no text becomes. */
  constructor(
    private readonly vocabulary: WordPieceVocabulary,
    unmatched: ReadonlySet<string>,
  ) {
    const { ids, continuation } = vocabulary;
    for (const [token, id] of ids) {
      this.#spellings[id] = token;
      if (unmatched.has(token)) continue;
      this.#beginnings.set(token, id);
      if (token.startsWith(continuation)) this.#continuations.set(token.slice(continuation.length), id);
    }
    this.size = this.#spellings.length;
  }

  idOf(token: string): number | undefined {
    return this.vocabulary.ids.get(token);
  }

  token(id: number): string | undefined {
    return this.#spellings[id];
  }

  /** A sign or an ideograph may have a space before it or not; it is taken as part of what comes before. */
  surface(id: number): Surface {
    const token = this.#spellings[id] ?? '';
    const { continuation } = this.vocabulary;
    const isContinuation = token.startsWith(continuation) && token.length > continuation.length;
    const text = isContinuation ? token.slice(continuation.length) : token;
    return { text, startsWord: !isContinuation && isWordCharacter(text) && !isIdeograph(text) };
  }

  isText(id: number): boolean {
    return id !== this.vocabulary.unknownId && /\P{White_Space}/u.test(this.#spellings[id] ?? '');
  }

  cut(word: string, continues: boolean): readonly ModelToken[] {
    const tokens: ModelToken[] = [];
    const unknown = [{ id: this.vocabulary.unknownId, start: 0, end: word.length }];
    if (isLonger(word, this.vocabulary.maxWordLength)) return unknown;
    for (let start = 0; start < word.length;) {
      const entries = start > 0 || continues ? this.#continuations : this.#beginnings;
      const { value: id, end } = entries.longest(word, start, word.length);
      if (end === start) return unknown;
      tokens.push({ id, start, end });
      start = end;
    }
    return tokens;
  }
}

function isLonger(text: string, characters: number): boolean {
  return text.length > characters && (text.length > 2 * characters || [...text].length > characters);
}
