import { plain } from '../../base/plainText';
import { TokenizerError } from '../../protocol/errors';
import type { BytePairVocabulary } from './bytePairSegmenter';
import { largestVocabulary } from './unigramVocabulary';

/**
 * The vocabulary out of a parsed vocab.json and the text of merges.txt.
 * @throws TokenizerError naming the file that is damaged; `directory` is where they lie.
 */
export function readBytePairFiles(
  vocabulary: unknown,
  merges: string,
  unknown: string,
  addPrefixSpace: boolean,
  directory: string,
): BytePairVocabulary {
  const lines = merges.split(/\r?\n/).filter((line, i) => line.length > 0 && !(i === 0 && line.startsWith('#version')));
  return bytePairVocabulary(vocabulary, lines, unknown, addPrefixSpace, `${directory} (vocab.json, merges.txt)`);
}

/**
 * A checked vocabulary out of an object of spellings and ids and a list of merges, each `"a b"` or `["a", "b"]`.
 * @throws TokenizerError naming `origin`, the file.
 */
export function bytePairVocabulary(
  vocabulary: unknown,
  merges: unknown,
  unknown: string,
  addPrefixSpace: boolean,
  origin: string,
): BytePairVocabulary {
  const damaged = (what: string): TokenizerError =>
    new TokenizerError(plain`${origin}: ${what}. Download the tokenizer files again.`);
  if (typeof vocabulary !== 'object' || vocabulary === null || Array.isArray(vocabulary))
    throw damaged('the vocabulary is no object of tokens and ids');
  const ids = new Map<string, number>();
  for (const [token, id] of Object.entries(vocabulary) as [string, unknown][]) {
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= largestVocabulary)
      throw damaged(plain`the token "${token}" has the id ${String(id)}`);
    ids.set(token, id);
  }
  const unknownId = ids.get(unknown);
  if (unknownId === undefined) throw damaged(plain`the vocabulary has no "${unknown}" for unknown text`);
  if (!Array.isArray(merges)) throw damaged('the merges are no list');
  const pairs = merges.map((entry: unknown, i): readonly [string, string] => {
    const parts: unknown[] = typeof entry === 'string' ? entry.split(' ') : Array.isArray(entry) ? entry : [];
    const [left, right] = parts;
    if (parts.length !== 2 || typeof left !== 'string' || typeof right !== 'string')
      throw damaged(`merge ${i} is no pair`);
    return [left, right];
  });
  return { ids, merges: pairs, unknownId, addPrefixSpace };
}
