import type { TextRange } from '../../../protocol/text';

/** Where one of the texts stands that are looked for, and which. */
interface Occurrence extends TextRange {
  readonly index: number;
}

interface Word extends TextRange {
  readonly text: string;
  readonly isBehindSpace: boolean;
}

/** What texts begin with the words that lead here, and which ends here. */
interface Branch {
  readonly next: Map<string, Branch>;
  index?: number;
}

/** Letters of one word, or another character; scripts without space between words have no such words. */
const wordPattern =
  /(\s*)((?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}])[\p{L}\p{N}\p{M}])+|\S)/uy;

/**
 * Where any of some texts stands with nothing of a word around it, whatever its white space; the longest that fits.
 * `fold` gives words the form in which they are compared.
 */
export function* wholeWords(
  text: string,
  wanted: readonly string[],
  fold = (word: string) => word,
): Generator<Occurrence> {
  const root = branches(wanted, fold);
  for (let word = wordAt(text, 0); word !== undefined;) {
    const found = longestAt(text, word, root, fold);
    if (found !== undefined) yield found;
    word = wordAt(text, (found ?? word).end);
  }
}

function branches(wanted: readonly string[], fold: (word: string) => string): Branch {
  const root: Branch = { next: new Map() };
  for (const [index, text] of wanted.entries()) {
    let branch = root;
    for (let word = wordAt(text, 0); word !== undefined; word = wordAt(text, word.end)) {
      const key = keyOf(word, branch === root, fold);
      const next = branch.next.get(key) ?? { next: new Map<string, Branch>() };
      branch.next.set(key, next);
      branch = next;
    }
    if (branch !== root) branch.index ??= index;
  }
  return root;
}

function longestAt(text: string, first: Word, root: Branch, fold: (word: string) => string): Occurrence | undefined {
  let found: Occurrence | undefined;
  let branch = root;
  for (let word: Word | undefined = first; word !== undefined; word = wordAt(text, word.end)) {
    const next = branch.next.get(keyOf(word, branch === root, fold));
    if (next === undefined) break;
    branch = next;
    if (branch.index !== undefined) found = { start: first.start, end: word.end, index: branch.index };
  }
  return found;
}

function keyOf({ text, isBehindSpace }: Word, isFirst: boolean, fold: (word: string) => string): string {
  return `${isBehindSpace && !isFirst ? ' ' : ''}${fold(text)}`;
}

function wordAt(text: string, at: number): Word | undefined {
  wordPattern.lastIndex = at;
  const found = wordPattern.exec(text);
  if (found === null) return undefined;
  const [whole, space, word] = found as unknown as [string, string, string];
  return { text: word, isBehindSpace: space !== '', start: at + space.length, end: at + whole.length };
}
