import { plain } from '../../../base/plainText';
import { TokenizerError } from '../../../protocol/errors';
import { property } from '../json';
import { UnigramModel } from './unigramModel';
import { byteIds, byteOfPiece, checkUnigramPieces, type PieceType, type UnigramPiece } from './unigramVocabulary';
import type { ModelToken, VocabularyModel } from '../segmenter';

/**
 * The Unigram model of a tokenizer.json, as Hugging Face's Rust library reads it: unlike SentencePiece it makes one
 * token of a run of unknown characters, and its bytes, if it falls back on them, have the run's range
 * (tokenizers/src/models/unigram/model.rs).
 */
export class JsonUnigram extends UnigramModel implements VocabularyModel {
  readonly #bytes: readonly number[] | undefined;

  /** `literal` are entries that text never becomes. @throws TokenizerError naming `origin` */
  constructor(model: unknown, literal: ReadonlySet<string>, origin: string) {
    const pieces = readPieces(model, literal, origin);
    checkUnigramPieces(pieces, origin);
    super(pieces, ({ text, type }) => type !== 'unknown' && !literal.has(text) && !/\p{Surrogate}/u.test(text));
    this.#bytes = property(model, 'byte_fallback') === true ? byteIds(pieces) : undefined;
  }

  cut(word: string): readonly ModelToken[] {
    const tokens: ModelToken[] = [];
    let start = 0;
    for (const { id, length } of this.path(word)) {
      const last = tokens.at(-1);
      const end = start + length;
      if (id === this.unknownId && last?.id === id) tokens[tokens.length - 1] = { ...last, end };
      else tokens.push({ id, start, end });
      start = end;
    }
    return this.#bytes === undefined ? tokens : tokens.flatMap((token) => this.#inBytes(token, word));
  }

  #inBytes(token: ModelToken, word: string): ModelToken[] {
    if (token.id !== this.unknownId) return [token];
    const bytes = Buffer.from(word.slice(token.start, token.end));
    return Array.from(bytes, (byte) => ({ ...token, id: this.#bytes?.[byte] ?? token.id }));
  }
}

/** Kinds of entries, which the format does not carry, follow from their spelling. */
function readPieces(model: unknown, literal: ReadonlySet<string>, origin: string): UnigramPiece[] {
  const vocabulary = property(model, 'vocab');
  const unknownId = property(model, 'unk_id');
  if (!Array.isArray(vocabulary))
    throw new TokenizerError(plain`${origin} has a vocabulary that is not a list. Download the file again.`);
  return vocabulary.map((entry: unknown, id): UnigramPiece => {
    const [text, score] = (Array.isArray(entry) ? entry : []) as unknown[];
    if (typeof text !== 'string' || typeof score !== 'number')
      throw new TokenizerError(
        plain`Entry ${id} of the vocabulary in ${origin} is not a text with a score. Download the file again.`,
      );
    return { text, score, type: id === unknownId ? 'unknown' : typeOfPiece(text, literal) };
  });
}

function typeOfPiece(text: string, literal: ReadonlySet<string>): PieceType {
  if (literal.has(text)) return 'control';
  return byteOfPiece(text) === undefined ? 'normal' : 'byte';
}
