import { attentionTerms, type AttentionTerm } from '../../protocol/attentionTrace';
import { differentiate } from '../autodiff/differentiate';
import type { DebertaConfig } from '../checkpoint/debertaConfig';
import type { Graph, Value } from '../graph/graph';
import { GraphBuilder } from '../graph/graphBuilder';
import { wordDifference } from '../model/embeddings';
import type { Parameters } from '../model/modelContext';
import { modelGraph, type ExplainVariant } from '../model/modelGraph';
import { gridRows } from '../model/tokenGrid';

type Terms = Readonly<Partial<Record<AttentionTerm, Value>>>;

/**
 * The answer of a head along the way from a baseline to the text. Inputs besides the model's: `baseline_ids` [batch,
 * tokens] and `baseline_scale` [1], 0 for a baseline of zeros; `distance` and `varies` [batch·tokens, 1], how far each
 * token is from the text, from 0 to 1, and whether it is explained, 0 or 1; `temperature_inverse` [1]; `chosen` [rows,
 * 1], the answer's index; `others` [outputs], 0 for the outputs that it is compared with and −1e9 for the rest, `other`
 * [rows, 1], one of the former, and `other_share` [1], 0 to compare with none. A row of logits is that of a text or a
 * mask; each text has one mask. Outputs: `answer` [rows] = z_chosen − share · log Σ exp z_other, which for all others
 * is the log-odds of its probability; with `gradient` also `contributions` [batch·tokens, 1], the sum over the width of
 * slope × difference to the baseline, and `TERM.A` [batch, heads] for application A of a layer, the sum of slope ×
 * score.
 */
export function answerGraph(config: DebertaConfig, parameters: Parameters, { head, gradient }: ExplainVariant): Graph {
  let place: Place | undefined;
  const scores: Terms[] = [];
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
      scores: (_, terms) => scores.push(terms),
    },
  );
  const graph = GraphBuilder.extend({ ...base, outputs: [] });
  graph.scope('answer', () => addAnswer(graph));
  return place !== undefined ? withContributions(graph.build(), place, scores) : graph.build();
}

/** The embeddings of a run, and their difference to the baseline where they vary, both [batch·tokens, hidden]. */
interface Place {
  readonly embedded: Value;
  readonly difference: Value;
}

function addAnswer(graph: GraphBuilder): void {
  const index = (name: string) => graph.input(name, 'int64', ['rows', 1]);
  const logits = graph.mul('logits', graph.input('temperature_inverse', 'float32', [1]));
  const at = (values: Value, where: Value) => graph.gatherElements(values, where, 1);
  const others = graph.add(logits, graph.input('others', 'float32', ['outputs']));
  const other = index('other');
  // log Σ exp z = z_i − logSoftmax(z)_i for any i.
  const logSum = graph.sub(at(others, other), at(graph.logSoftmax(others), other));
  const compared = graph.mul(logSum, graph.input('other_share', 'float32', [1]));
  const answer = graph.sub(at(logits, index('chosen')), compared);
  graph.output('answer', graph.squeeze(answer, [1]), 'float32', ['rows']);
}

function withContributions(base: Graph, { embedded, difference }: Place, scores: readonly Terms[]): Graph {
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
