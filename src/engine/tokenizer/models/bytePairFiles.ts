import { plain } from '../../../base/plainText';
import { TokenizerError } from '../../../protocol/errors';
import { property } from '../json';
import { byteOfPiece, isVocabularyId } from './unigramVocabulary';

/** A byte-pair vocabulary: spellings with their ids, merges in order of rank, and how words are cut with them. */
export interface BytePairVocabulary {
  readonly ids: ReadonlyMap<string, number>;
  readonly merges: readonly (readonly [string, string])[];
  /** What an unknown character becomes; nothing, when there is none. */
  readonly unknownId: number | undefined;
  /** Whether a row of unknown characters becomes one token. */
  readonly fusesUnknown: boolean;
  /** Ids of bytes in place of an unknown character; absent when the vocabulary does not fall back on them. */
  readonly bytes?: readonly (number | undefined)[];
  /** Whether a word that is an entry becomes it without merges. */
  readonly wholeWords: boolean;
  /** What the spelling of a word's end ends with, `</w>`, say. */
  readonly wordEnd: string;
  /** The character that stands for a space, `Ġ` in the byte alphabet. */
  readonly mark: string | undefined;
}

/**
 * The checked model of a tokenizer.json, or of vocab.json and merges.txt put in its form; merges are `"a b"` or `["a",
 * "b"]`.
 * @throws TokenizerError naming `origin`, the file
 */
export function readBytePairs(
  model: unknown,
  unknown: string,
  mark: string | undefined,
  origin: string,
): BytePairVocabulary {
  const damaged = (what: string): TokenizerError =>
    new TokenizerError(plain`${origin}: ${what}. Download the tokenizer files again.`);
  const vocabulary = property(model, 'vocab');
  if (typeof vocabulary !== 'object' || vocabulary === null || Array.isArray(vocabulary))
    throw damaged('the vocabulary is not an object of tokens and ids');
  const ids = new Map<string, number>();
  for (const [token, id] of Object.entries(vocabulary) as [string, unknown][]) {
    if (!isVocabularyId(id)) throw damaged(plain`the token ${JSON.stringify(token)} has the id ${String(id)}`);
    ids.set(token, id);
  }
  const prefix = property(model, 'continuing_subword_prefix');
  if (typeof prefix === 'string' && prefix.length > 0)
    throw damaged(plain`entries inside words begin with ${JSON.stringify(prefix)}, which is not supported with merges`);
  const wordEnd = property(model, 'end_of_word_suffix');
  const ownUnknown = property(model, 'unk_token');
  const bytes = property(model, 'byte_fallback') === true ? bytesOf(ids) : undefined;
  return {
    ids,
    merges: mergesOf(property(model, 'merges'), damaged),
    unknownId: ids.get(typeof ownUnknown === 'string' ? ownUnknown : unknown),
    fusesUnknown: property(model, 'fuse_unk') === true,
    bytes,
    wholeWords: property(model, 'ignore_merges') === true,
    wordEnd: typeof wordEnd === 'string' ? wordEnd : '',
    mark,
  };
}

/** The lines of a merges.txt. */
export function mergeLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line, i) => line.length > 0 && !(i === 0 && line.startsWith('#version')));
}

function mergesOf(merges: unknown, damaged: (what: string) => TokenizerError): (readonly [string, string])[] {
  if (!Array.isArray(merges)) throw damaged('the merges are not a list');
  return merges.map((entry: unknown, i): readonly [string, string] => {
    const parts: unknown[] = typeof entry === 'string' ? entry.split(' ') : Array.isArray(entry) ? entry : [];
    const [left, right] = parts;
    if (parts.length !== 2 || typeof left !== 'string' || typeof right !== 'string')
      throw damaged(plain`merge ${i} is not a pair`);
    return [left, right];
  });
}

function bytesOf(ids: ReadonlyMap<string, number>): (number | undefined)[] {
  const bytes: (number | undefined)[] = Array.from({ length: 256 });
  for (const [token, id] of ids) {
    const byte = byteOfPiece(token);
    if (byte !== undefined) bytes[byte] = id;
  }
  return bytes;
}
