import { attentionTerms } from '../../protocol/attentionTrace';
import type { HeadEffects, SwitchedOff, WhatIfRequest } from '../../protocol/explanations';
import type { ModelRunner } from '../batch/modelRunner';
import { answerProblem } from './answerProblem';
import { applicationsOf, valuesAt } from './answerRuns';
import { ends, layersOf } from './explain';

/** What an answer loses without each term of each head, and without each head; beside what is off already. */
export async function headEffects(model: ModelRunner, { of, off = [] }: WhatIfRequest): Promise<HeadEffects> {
  const problem = await answerProblem(model, of);
  const applications = applicationsOf(model, problem.scored);
  const heads = model.config.numAttentionHeads;
  const places = Array.from({ length: applications * heads }, (_, place): SwitchedOff => {
    return { application: Math.floor(place / heads), head: place % heads };
  });
  const parts = [...places.flatMap((place) => attentionTerms.map((term) => ({ ...place, term }))), ...places];
  const [{ distances }] = ends(problem);
  const [whole, ...without] = await valuesAt(problem, [
    { distances, off },
    ...parts.map((part) => ({ distances, off: [...off, part] })),
  ]);
  const lost = Float32Array.from(without, (value) => whole! - value);
  const count = places.length * attentionTerms.length;
  return {
    layers: layersOf(problem, applications),
    heads,
    terms: lost.slice(0, count),
    whole: lost.slice(count),
  };
}
