import { plain } from '../../base/plainText';
import { attentionTerms, type AttentionTerm } from '../../protocol/attentionTrace';
import { RequestError } from '../../protocol/errors';
import { differentiate } from '../autodiff/differentiate';
import type { DebertaConfig } from '../checkpoint/debertaConfig';
import type { Graph, Value } from '../graph/graph';
import { GraphBuilder } from '../graph/graphBuilder';
import { wordDifference } from '../model/embeddings';
import type { LayerTerms, Parameters } from '../model/modelContext';
import { modelGraph, type ExplainVariant } from '../model/modelGraph';
import { gridRows } from '../model/tokenGrid';
import { attentionSwitches } from './attentionSwitches';

/**
 * The answer of a head along the way from a baseline to the text. Inputs besides the model's: `baseline_ids` [batch,
 * tokens] and `baseline_scale` [1], 0 for a baseline of zeros; `distance` and `varies` [batch·tokens, 1], how far each
 * token is from the text, from 0 to 1, and whether it is explained, 0 or 1; `temperature_inverse` [1]. The logits of a
 * text are one list, of which are taken those in `picked` [batch, picks], and of each group the log Σ exp: `members`
 * [groups, outputs] is 0 for a group's logits and −1e9 for the others, and `member` [batch, groups, 1] is one of the
 * former. Output: `taken` [batch, picks + groups]. With `gradient`, `pick_weights` [batch, picks] and `group_weights`
 * [batch, groups] make the answer, Σ weight · taken, and more outputs are `contributions` [batch·tokens, 1], the sum
 * over the width of slope × difference to the baseline, and `TERM.A` [batch, heads] for application A of a layer, the
 * sum of slope × score. Without it, attention can be switched off in parts (attentionSwitches).
 */
export function answerGraph(config: DebertaConfig, parameters: Parameters, { head, gradient }: ExplainVariant): Graph {
  let place: Place | undefined;
  const scores: LayerTerms[] = [];
  const base = modelGraph(
    config,
    parameters,
    { kind: head, padded: false },
    {
      embeddingInput: (graph, x, model) => {
        const baseline = graph.input('baseline_ids', 'int64', ['batch', 'tokens']);
        const scale = graph.input('baseline_scale', 'float32', [1]);
        const rows = (name: string) => graph.input(name, 'float32', [gridRows, 1]);
        const difference = wordDifference(model, 'input_ids', baseline, scale);
        const embedded = graph.sub(x, graph.mul(difference, rows('distance')));
        if (gradient) place = { embedded, difference: graph.mul(difference, rows('varies')) };
        return embedded;
      },
      attention: gradient
        ? (_, terms) => {
            scores.push(terms);
            return { terms, context: (given) => given };
          }
        : attentionSwitches(),
    },
  );
  const graph = GraphBuilder.extend({ ...base, outputs: [] });
  graph.scope('answer', () => addTaken(graph, gradient));
  return place !== undefined ? withContributions(graph.build(), place, scores) : graph.build();
}

/** The embeddings of a run, and their difference to the baseline where they vary, both [batch·tokens, hidden]. */
interface Place {
  readonly embedded: Value;
  readonly difference: Value;
}

function addTaken(graph: GraphBuilder, gradient: boolean): void {
  const batch = graph.slice(graph.shape('input_ids'), [0], [1]);
  const list = graph.reshape('logits', graph.concat([batch, graph.integers([-1])], 0));
  const logits = graph.mul(list, graph.input('temperature_inverse', 'float32', [1]));
  const picked = graph.gatherElements(logits, graph.input('picked', 'int64', ['batch', 'picks']), 1);
  const members = graph.input('members', 'float32', ['groups', 'outputs']);
  const grouped = graph.add(graph.unsqueeze(logits, [1]), members);
  const member = graph.input('member', 'int64', ['batch', 'groups', 1]);
  const at = (values: Value) => graph.squeeze(graph.gatherElements(values, member, 2), [2]);
  // log Σ exp z = z_i − logSoftmax(z)_i for any i.
  const sums = graph.sub(at(grouped), at(graph.logSoftmax(grouped)));
  graph.output('taken', graph.concat([picked, sums], 1), 'float32', ['batch', 'taken_count']);
  if (!gradient) return;
  const weighted = (values: Value, name: string, count: string) =>
    graph.reduceSum(graph.mul(values, graph.input(name, 'float32', ['batch', count])), [1]);
  const answer = graph.add(weighted(picked, 'pick_weights', 'picks'), weighted(sums, 'group_weights', 'groups'));
  graph.output('answer', answer, 'float32', ['batch', 1]);
}

function withContributions(base: Graph, { embedded, difference }: Place, scores: readonly LayerTerms[]): Graph {
  const recurrent = base.nodes.find(({ op }) => op === 'LSTM');
  if (recurrent !== undefined)
    throw new RequestError(plain`This model has an LSTM, through which there are no slopes. Use occlusion.`);
  // The softmax takes the sum of the terms, so the slope of one is that of all.
  const slopes = scores.map(({ c2c }) => c2c!);
  const { graph, gradients } = differentiate(base, 'answer', [embedded, ...slopes]);
  graph.scope('contributions', () => {
    const contributions = graph.reduceSum(graph.mul(gradients.get(embedded)!, difference), [1]);
    graph.output('contributions', contributions, 'float32', [gridRows, 1]);
    scores.forEach((terms, application) => {
      const slope = gradients.get(slopes[application]!)!;
      for (const term of attentionTerms) {
        const values = terms[term];
        if (values === undefined) continue;
        const sum = graph.reduceSum(graph.mul(slope, values), [2, 3], { keepDims: false });
        graph.output(termOutput(term, application), sum, 'float32', ['batch', 'heads']);
      }
    });
  });
  return graph.build();
}

/** The name of the output for a term in an application of a layer. */
export function termOutput(term: AttentionTerm, application: number): string {
  return `${term}.${application}`;
}
