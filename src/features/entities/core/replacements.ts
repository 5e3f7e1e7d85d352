import { unnamedLabel } from '../../../protocol/wordTags';
import { entityKey } from './entityGroups';
import { labelKind, pseudonym } from './pseudonyms';

/** How entities are replaced: by numbered tags, by made-up values, or by blanks, which nothing tells apart. */
export const replacementWays = ['tags', 'pseudonyms', 'blanks'] as const;

export type ReplacementWay = (typeof replacementWays)[number];

export const blank = '[…]';

/** Names the entities of one document, the same one by the same name. What it makes up does not occur in there. */
export class Replacements {
  readonly #document: string;
  readonly #byEntity = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  /** What was looked for in the document before: it may be long, and names many. */
  readonly #known = new Map<string, boolean>();
  /** The series that first used a made-up word: "Robin Marsh" is not also a Robin and a Marsh. */
  readonly #seriesOf = new Map<string, string>();
  readonly #numbers = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly way: ReplacementWay,
    document: string,
  ) {
    this.#document = document.toLowerCase();
  }

  of(label: string, text: string): string {
    if (this.way === 'blanks') return blank;
    const name = tagName(label);
    const key = `${name}\n${entityKey(text)}`;
    const replacement = this.#byEntity.get(key) ?? this.#made(label) ?? this.#tag(name);
    this.#byEntity.set(key, replacement);
    return replacement;
  }

  #made(label: string): string | undefined {
    const kind = this.way === 'pseudonyms' ? labelKind(label) : undefined;
    return kind && this.#next(kind, (count) => pseudonym(kind, count));
  }

  #tag(name: string): string {
    const taken = this.#numbers.get(name) ?? numbersAfter(this.#document, `${name.toLowerCase()} `);
    this.#numbers.set(name, taken);
    let count = this.#counts.get(name) ?? 0;
    do count++;
    while (taken.has(`${count}`));
    this.#counts.set(name, count);
    return `[${name} ${count}]`;
  }

  /** The next of a series no word of which occurs in the document or another series; undefined at the series' end. */
  #next(series: string, make: (count: number) => string | undefined): string | undefined {
    for (let count = this.#counts.get(series) ?? 0; ; count++) {
      const made = make(count);
      this.#counts.set(series, count + 1);
      if (made === undefined) return undefined;
      const words = made.split(' ');
      if (words.some((word) => this.#occurs(word) || (this.#seriesOf.get(word) ?? series) !== series)) continue;
      for (const word of words) this.#seriesOf.set(word, series);
      return made;
    }
  }

  #occurs(word: string): boolean {
    const occurs = this.#known.get(word) ?? this.#document.includes(word.toLowerCase());
    this.#known.set(word, occurs);
    return occurs;
  }
}

/** The numbers that stand behind a text, and what they begin with. */
function numbersAfter(document: string, text: string): Set<string> {
  const found = new Set<string>();
  for (let at = document.indexOf(text); at >= 0; at = document.indexOf(text, at + 1)) {
    const [digits] = /^\d*/.exec(document.slice(at + text.length, at + text.length + 10))!;
    for (let length = 1; length <= digits.length; length++) found.add(digits.slice(0, length));
  }
  return found;
}

/** A label as it is written in tags. */
function tagName(label: string): string {
  const name = label
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return name === '' ? unnamedLabel : name;
}
