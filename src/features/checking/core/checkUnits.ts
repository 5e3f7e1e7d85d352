import { pauses } from '../../../base/pauses';
import type { EngineApi, ModelRequest } from '../../../protocol/engineApi';
import type { InferenceLabels } from '../../../protocol/inference';
import { answerUnits, type AskEngine, type RunOptions } from '../../../results/answerUnits';

/** A passage and the score of what it says of a sentence, 0 to 1. */
export interface Evidence<P> {
  readonly passage: P;
  readonly score: number;
}

/** The best evidence for and against a sentence; absent where no passage was read, or the model has no such label. */
export interface SourceCheck<P> {
  readonly supported?: Evidence<P>;
  readonly contradicted?: Evidence<P>;
}

/** A sentence with what the source says of it. */
export interface CheckedUnit<C, P> extends SourceCheck<P> {
  readonly unit: C;
}

/** What is checked. */
interface Claim {
  readonly text: string;
}

/** The passages to compare a sentence with; those come first that share most with it. */
export type FindPassages<C, P> = (unit: C) => readonly P[];

/** Scores of a passage and a sentence. */
export interface PairScores {
  readonly supported: number;
  readonly contradicted?: number;
}

/** How a passage and a sentence are scored: the passage is the premise, the sentence the hypothesis. */
export function askInference(
  engine: Pick<EngineApi, 'classify'>,
  model: ModelRequest,
  { supported, contradicted }: InferenceLabels,
): AskEngine<PairScores> {
  return async (texts, options) => {
    const found = await engine.classify({ ...model, texts }, options);
    return found.texts.map(({ scores }) => ({
      supported: scores[supported]!,
      contradicted: contradicted === undefined ? undefined : scores[contradicted],
    }));
  };
}

/** A sentence whose passages are being scored. */
class OpenCheck<C, P> {
  #supported: Evidence<P> | undefined;
  #contradicted: Evidence<P> | undefined;

  constructor(
    private readonly unit: C,
    private open: number,
  ) {}

  /** Takes in a passage's scores; the result after the last one. */
  add(passage: P, { supported, contradicted }: PairScores): CheckedUnit<C, P> | undefined {
    this.#supported = better(this.#supported, passage, supported);
    if (contradicted !== undefined) this.#contradicted = better(this.#contradicted, passage, contradicted);
    if (--this.open > 0) return undefined;
    return { unit: this.unit, supported: this.#supported, contradicted: this.#contradicted };
  }
}

function better<P>(best: Evidence<P> | undefined, passage: P, score: number): Evidence<P> {
  return best === undefined || score > best.score ? { passage, score } : best;
}

/**
 * Checks any number of sentences against passages, in memory and requests as `answerUnits`. One that stands in a
 * passage word for word is supported, and one without passages has no evidence; the model is asked about neither.
 */
export async function* checkUnits<C extends Claim, P extends Claim>(
  ask: AskEngine<PairScores>,
  find: FindPassages<C, P>,
  units: AsyncIterable<C> | Iterable<C>,
  options: RunOptions = {},
): AsyncGenerator<readonly CheckedUnit<C, P>[]> {
  const done: CheckedUnit<C, P>[] = [];
  const pause = pauses();
  const pairs = async function* () {
    for await (const unit of units) {
      await pause();
      const passages = find(unit);
      const quoting = passages.find(({ text }) => quotes(text, unit.text));
      const check = new OpenCheck<C, P>(unit, passages.length);
      if (quoting !== undefined) done.push({ unit, supported: { passage: quoting, score: 1 } });
      else if (passages.length === 0) done.push({ unit });
      else for (const passage of passages) yield { text: passage.text, textPair: unit.text, passage, check };
    }
  };
  for await (const answers of answerUnits(ask, pairs(), options)) {
    for (const { unit, answer } of answers) {
      const checked = unit.check.add(unit.passage, answer);
      if (checked !== undefined) done.push(checked);
    }
    if (done.length > 0) yield done.splice(0);
  }
  if (done.length > 0) yield done.splice(0);
}

/** What may stand around a sentence, and is no part of what it says. */
const ends = /^["“„«‘']+|[.!…"”»’']+$/gu;
const opening = /(?:^|[.!?…:]["”»’')]*\s+|["“„«‘'])$/u;
/** Not what goes on as a number or a word: 3.50, Node.js, dog's. */
const closing = /^(?:$|["”»]|[.!…’'](?![\p{L}\p{N}]))/u;

/** Whether a sentence stands in a passage as it is, and not as a part of a longer one. */
export function quotes(passage: string, sentence: string): boolean {
  const words = sentence.replace(ends, '');
  if (words === '') return false;
  for (let at = passage.indexOf(words); at >= 0; at = passage.indexOf(words, at + 1))
    if (opening.test(passage.slice(0, at)) && closing.test(passage.slice(at + words.length))) return true;
  return false;
}
