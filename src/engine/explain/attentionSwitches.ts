import { attentionTerms } from '../../protocol/attentionTrace';
import type { Value } from '../graph/graph';
import type { GraphHooks } from '../model/modelContext';

/**
 * Inputs that switch off parts of attention, 0 or 1 for each application of a layer: `kept_terms` [batch, applications,
 * heads, 3] and `kept_heads` [batch, applications, heads]. A term that is off is 0, which is the same as its mean over
 * the keys: softmax ignores what all scores of a query have in common. A head that is off gives nothing.
 */
export function attentionSwitches(): NonNullable<GraphHooks['attention']> {
  let applications = 0;
  let inputs: { readonly terms: Value; readonly heads: Value } | undefined;
  return (graph, terms, ofQueries) => {
    inputs ??= {
      terms: graph.input('kept_terms', 'float32', ['batch', 'applications', 'heads', attentionTerms.length]),
      heads: graph.input('kept_heads', 'float32', ['batch', 'applications', 'heads']),
    };
    const application = applications++;
    // [batch, heads, 3] and [batch, heads].
    const [keptTerms, keptHeads] = [inputs.terms, inputs.heads].map((kept) =>
      ofQueries(graph.gather(kept, application, 1)),
    ) as [Value, Value];
    const scaled = (x: Value, kept: Value) => graph.mul(x, graph.unsqueeze(kept, [2, 3]));
    const switched = attentionTerms.flatMap((term, place) => {
      const scores = terms[term];
      return scores === undefined ? [] : [[term, scaled(scores, graph.gather(keptTerms, place, 2))] as const];
    });
    return { terms: Object.fromEntries(switched), context: (given) => scaled(given, keptHeads) };
  };
}
