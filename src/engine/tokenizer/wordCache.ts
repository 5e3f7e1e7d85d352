/** Words whose cuts are kept: 100 kB of prose takes a fraction of the time. */
const rememberedWords = 20_000;
const maxRememberedLength = 64;

/** Cuts of words, kept until there are too many. */
export class WordCache<T> {
  readonly #known = new Map<string, T>();

  constructor(private readonly cut: (word: string) => T) {}

  get(word: string): T {
    if (word.length > maxRememberedLength) return this.cut(word);
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    const made = this.cut(word);
    if (this.#known.size >= rememberedWords) this.#known.clear();
    // Joined again: a slice as the key would keep the whole text it was cut from alive.
    this.#known.set([...word].join(''), made);
    return made;
  }
}
