import { Lru } from '../../base/lru';
import type { EngineApi } from '../../protocol/engineApi';
import { classifyUnits, type ClassifyTexts } from './classifyUnits';
import type { DocumentUnit } from './documentUnits';
import type { ClassifiedText } from './resultStore';

type Answer = Pick<ClassifiedText, 'scores' | 'truncated'>;

/** So many sentences that a document no longer has are remembered: what is taken back has its scores at once. */
const mostRemembered = 20_000;

/** What was found for sentences, by their text, so that none is asked for twice. */
export class KnownAnswers {
  readonly #remembered = new Lru<string, Answer>(mostRemembered);

  constructor(
    private readonly engine: Pick<EngineApi, 'classify'>,
    private readonly request: ClassifyTexts,
  ) {}

  /**
   * The units of a document with their scores: those of `results`, which are of its text before, or remembered ones; the
   * others are asked for where `isWanted`, and else left out. `asked` counts them.
   */
  async complete(
    units: readonly DocumentUnit[],
    results: readonly ClassifiedText[],
    isWanted: (unit: DocumentUnit) => boolean,
  ): Promise<{ readonly texts: readonly ClassifiedText[]; readonly asked: number }> {
    // A document's own results are looked up apart: it may have more sentences than are remembered.
    const own = new Map<string, Answer>(results.map((result) => [result.text, result]));
    const answerTo = (text: string) => own.get(text) ?? this.#remembered.get(text);
    const asked = units.filter((unit) => answerTo(unit.text) === undefined && isWanted(unit));
    for await (const answers of classifyUnits(this.engine, this.request, asked)) {
      for (const { unit, scores } of answers.results) this.#remembered.set(unit.text, scores);
    }
    for (const { text, scores, truncated } of results) this.#remembered.set(text, { scores, truncated });
    const texts = units.flatMap((unit): ClassifiedText[] => {
      const answer = answerTo(unit.text);
      return answer === undefined ? [] : [{ ...unit, scores: answer.scores, truncated: answer.truncated }];
    });
    return { texts, asked: asked.length };
  }
}
