import type {
  AnswerCandidate,
  ExplainedAnswer,
  SwitchedOff,
  WhatIfAnswer,
  WhatIfRequest,
} from '../../protocol/explanations';
import type { ModelRunner } from '../batch/modelRunner';
import { sigmoid } from '../batch/probability';
import { answerProblem } from './answerProblem';
import { valuesAt, type Problem } from './answerRuns';
import { ends } from './explain';

/** An answer with parts of attention switched off. The text is the request's own. */
export async function whatIf(model: ModelRunner, { of, off = [] }: WhatIfRequest): Promise<WhatIfAnswer> {
  const problem = await answerProblem(model, of);
  const value = await valueWithout(problem, off);
  if (off.length === 0) return { value, candidates: problem.scored.candidates };
  const candidates = await candidatesWithout(problem, of, off, value);
  return { value, candidates: candidates.sort((a, b) => (b.probability ?? 0) - (a.probability ?? 0)) };
}

/** Each candidate by itself: with parts switched off, the ordinary request can't be asked. */
async function candidatesWithout(
  problem: Problem,
  of: ExplainedAnswer,
  off: readonly SwitchedOff[],
  value: number,
): Promise<AnswerCandidate[]> {
  const { answer, measure, candidates } = problem.scored;
  if (of.kind === 'passage' || measure === 'value') return [{ answer }];
  if (of.kind === 'replacement') {
    const replaced = sigmoid(value);
    return candidates.map((one) => ({ ...one, probability: one.answer === answer ? replaced : 1 - replaced }));
  }
  const changed: AnswerCandidate[] = [];
  for (const candidate of candidates) {
    const asked = { ...of, answer: candidate.answer, against: undefined };
    const isKnown = candidate.answer === answer && measure === 'logOdds';
    const odds = isKnown ? value : await valueWithout(await answerProblem(problem.model, asked), off);
    changed.push({ answer: candidate.answer, probability: sigmoid(odds) });
  }
  return changed;
}

async function valueWithout(problem: Problem, off: readonly SwitchedOff[]): Promise<number> {
  const [{ distances }] = ends(problem);
  const [value] = await valuesAt(problem, [{ distances, off }]);
  return value!;
}
