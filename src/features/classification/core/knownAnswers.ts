import { Lru } from '../../../base/lru';
import type { EngineApi } from '../../../protocol/engineApi';
import { classifyUnits, type ClassifyTexts } from './classifyUnits';
import type { DocumentUnit } from '../../../prose/documentUnits';
import type { ClassifiedText } from './resultStore';

type Answer = Pick<ClassifiedText, 'scores' | 'truncated'>;

/** How many sentences that a document no longer has are remembered: an undone edit has its scores at once. */
const maxRemembered = 20_000;

/** What was found for sentences, by their text, so that none is asked for twice. */
export class KnownAnswers {
  readonly #remembered = new Lru<string, Answer>(maxRemembered);

  constructor(
    private readonly engine: Pick<EngineApi, 'classify'>,
    private readonly request: ClassifyTexts,
  ) {}

  /**
   * The units of a document with their scores: those of `results`, which are of its text before, or remembered ones;
   * the others are asked for where `isWanted`, and else left out. `asked` counts them.
   */
  async complete(
    units: readonly DocumentUnit[],
    results: readonly ClassifiedText[],
    isWanted: (unit: DocumentUnit) => boolean,
  ): Promise<{ readonly texts: readonly ClassifiedText[]; readonly asked: number }> {
    // A document's own answers are looked up apart: it may have more sentences than are remembered.
    const answers = new Map<string, Answer>(results.map((result) => [result.text, result]));
    for (const { text } of units) {
      const answer = answers.get(text) ?? this.#remembered.get(text);
      if (answer !== undefined) answers.set(text, answer);
    }
    const asked = units.filter((unit) => !answers.has(unit.text) && isWanted(unit));
    for await (const { results: found } of classifyUnits(this.engine, this.request, asked)) {
      for (const { unit, scores } of found) {
        answers.set(unit.text, scores);
        this.#remembered.set(unit.text, scores);
      }
    }
    const present = new Set(units.map(({ text }) => text));
    for (const { text, scores, truncated } of results)
      if (!present.has(text)) this.#remembered.set(text, { scores, truncated });
    const texts = units.flatMap((unit): ClassifiedText[] => {
      const answer = answers.get(unit.text);
      if (answer === undefined) return [];
      const { text, start, end, line } = unit;
      return [{ text, start, end, line, scores: answer.scores, truncated: answer.truncated }];
    });
    return { texts, asked: asked.length };
  }
}
