import type { AnswerCandidate, WhatIfAnswer, WhatIfRequest } from '../../protocol/explanations';
import type { ModelRunner } from '../batch/modelRunner';
import { sigmoid } from '../batch/probability';
import { answerProblem } from './answerProblem';
import { valuesAt, type Problem } from './answerRuns';
import { ends } from './explain';

/** An answer with parts of attention switched off. The text is the request's own. */
export async function whatIf(model: ModelRunner, { of, off = [] }: WhatIfRequest): Promise<WhatIfAnswer> {
  const problem = await answerProblem(model, of);
  const value = await valueWithout(problem, off);
  const { candidates, answer, against } = problem.scored;
  if (off.length === 0) return { value, candidates };
  const others = candidates.filter((candidate) => candidate.answer !== answer && candidate.answer !== against);
  const changed = [{ answer, value }];
  // Each candidate by itself: with parts switched off, the ordinary request can't be asked.
  for (const candidate of of.kind === 'label' || of.kind === 'word' || of.kind === 'entity' ? others : []) {
    const asked = { ...of, answer: candidate.answer, against: undefined };
    changed.push({ answer: candidate.answer, value: await valueWithout(await answerProblem(model, asked), off) });
  }
  return { value, candidates: changed.map((one) => withProbability(problem, one)).sort(byProbability) };
}

async function valueWithout(problem: Problem, off: WhatIfRequest['off']): Promise<number> {
  const [{ distances }] = ends(problem);
  const [value] = await valuesAt(problem, [{ distances, off }]);
  return value!;
}

/** Log-odds as a probability; a difference of logits and a value have none. */
function withProbability({ scored }: Problem, { answer, value }: { answer: string; value: number }): AnswerCandidate {
  const isOdds = scored.measure === 'logOdds' || answer !== scored.answer;
  return isOdds && scored.measure !== 'value' ? { answer, probability: sigmoid(value) } : { answer };
}

function byProbability(a: AnswerCandidate, b: AnswerCandidate): number {
  return (b.probability ?? 0) - (a.probability ?? 0);
}
