import { Lru } from '../base/lru';
import type { DocumentUnit } from '../prose/documentUnits';

/** How results come about, and how one is moved to a unit with the same text. */
export interface AnswerSource<U extends DocumentUnit, T extends DocumentUnit> {
  readonly find: (units: readonly U[]) => AsyncIterable<readonly T[]>;
  readonly moved: (result: T, unit: U) => T;
}

/** How many texts that a document no longer has are remembered: an undone edit has its results at once. */
const maxRemembered = 20_000;

/** What was found for texts, so that none is asked for twice. */
export class KnownAnswers<U extends DocumentUnit, T extends DocumentUnit> {
  readonly #remembered = new Lru<string, T>(maxRemembered);

  constructor(private readonly source: AnswerSource<U, T>) {}

  /**
   * The units of a document with their results: those of `results`, which are of its text before, or remembered ones;
   * the others are asked for where `isWanted`, and left out otherwise. `asked` counts them.
   */
  async complete(
    units: readonly U[],
    results: readonly T[],
    isWanted: (unit: U) => boolean,
  ): Promise<{ readonly texts: readonly T[]; readonly asked: number }> {
    // A document's own results are looked up apart: it may have more texts than are remembered.
    const known = new Map<string, T>(results.map((result) => [result.text, result]));
    for (const { text } of units) {
      const result = known.get(text) ?? this.#remembered.get(text);
      if (result !== undefined) known.set(text, result);
    }
    const asked = units.filter((unit) => !known.has(unit.text) && isWanted(unit));
    for await (const found of this.source.find(asked)) {
      for (const result of found) {
        known.set(result.text, result);
        this.#remembered.set(result.text, result);
      }
    }
    const present = new Set(units.map(({ text }) => text));
    for (const result of results) if (!present.has(result.text)) this.#remembered.set(result.text, result);
    const texts = units.flatMap((unit): T[] => {
      const result = known.get(unit.text);
      return result === undefined ? [] : [this.source.moved(result, unit)];
    });
    return { texts, asked: asked.length };
  }
}
