import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import { hashOf, type ReplacedName, type ReplacementKey } from './replacementKey';
import type { WriteLiterals } from './replaceEntities';
import { wholeWords } from './wholeWords';

export interface RestoredDocument {
  readonly text: string;
  /** Whether the copy was unchanged, and the text is the document as it was. */
  readonly isExact: boolean;
  /** Replacements put back, and those that the copy no longer has. */
  readonly count: number;
  readonly missing: readonly string[];
}

/**
 * The document of a copy: byte for byte if the copy is unchanged, otherwise with what each tag or pseudonym stands for
 * wherever it is. @throws RequestError when the key is damaged, or only has blanks for an edited copy
 */
export async function restoreEntities(
  copy: string,
  key: ReplacementKey,
  literals: WriteLiterals,
): Promise<RestoredDocument> {
  if (hashOf(copy) === key.copy) return exactly(copy, key);
  if (key.way === 'blanks')
    throw new RequestError(
      plain`The copy has been edited, and its blanks don't say what they stand for. Restore the copy as it was written.`,
    );
  return byNames(copy, key.names, literals);
}

function exactly(copy: string, { places, original }: ReplacementKey): RestoredDocument {
  let at = 0;
  const parts = places.flatMap(({ start, end, text }) => {
    const before = copy.slice(at, start);
    at = end;
    return [before, text];
  });
  const text = parts.join('') + copy.slice(at);
  if (hashOf(text) !== original) throw new RequestError(plain`The key is damaged. Use the file as it was saved.`);
  return { text, isExact: true, count: places.length, missing: [] };
}

/** Names are found as they are and as the language writes them, in whatever has become of the lines. */
async function byNames(
  copy: string,
  names: readonly ReplacedName[],
  literals: WriteLiterals,
): Promise<RestoredDocument> {
  const texts = names.map(({ replacement }) => replacement);
  const apart = texts.map((text) => ({ text, before: ' ', after: ' ' }));
  const enclosed = texts.map((text) => ({ text, before: '[', after: ']' }));
  const spellings = [...texts, ...(await literals([...apart, ...enclosed]))];
  const found = new Set<ReplacedName>();
  const parts: string[] = [];
  let [at, count] = [0, 0];
  for (const { start, end, index } of wholeWords(copy, spellings)) {
    const name = names[index % names.length]!;
    found.add(name);
    parts.push(copy.slice(at, start), name.source);
    at = end;
    count++;
  }
  const text = parts.join('') + copy.slice(at);
  const missing = names.filter((name) => !found.has(name)).map(({ replacement }) => replacement);
  return { text, isExact: false, count, missing };
}
