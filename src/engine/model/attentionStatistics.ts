import { attentionTerms } from '../../protocol/attentionTrace';
import type { Value } from '../graph/graph';
import type { AttentionScores } from './disentangledAttention';
import type { LayerObserver } from './encoder';
import type { ModelContext } from './modelContext';

const smallestProbability = 1e-30;

/**
 * Makes what tells heads apart, and each layer's states, outputs of an unpadded graph over one text. For layer L:
 * `hidden.L` [tokens, hidden]; `covariance.TERM.L` [1, heads], the mean over rows of the covariance of a term's scores
 * with the sum of the terms; `entropy.L` [1, heads, tokens], of each row's probabilities in nats; `rollout.L` [tokens,
 * tokens] (Abnar and Zuidema, 2020): the product over layers 0 to L of (mean over heads of the probabilities +
 * identity) / 2.
 */
export function statisticsOutputs(model: ModelContext): LayerObserver {
  const { graph, config } = model;
  let rollout: Value | undefined;
  return (layer, scores, hidden) => {
    graph.output(`hidden.${layer}`, hidden, 'float32', ['tokens', config.hiddenSize]);
    addCovariances(model, layer, scores);
    const logarithms = graph.op('Log', [graph.op('Max', [scores.probabilities, graph.floats(smallestProbability)])]);
    const products = graph.mul(scores.probabilities, logarithms);
    const entropy = graph.neg(graph.reduceSum(products, [3], { keepDims: false }));
    graph.output(`entropy.${layer}`, entropy, 'float32', [1, config.numAttentionHeads, 'tokens']);
    rollout = nextRollout(model, scores.probabilities, rollout);
    graph.output(`rollout.${layer}`, rollout, 'float32', ['tokens', 'tokens']);
  };
}

function addCovariances({ graph, config }: ModelContext, layer: number, { terms }: AttentionScores): void {
  const lastAxis = graph.integers([3]);
  const centered = attentionTerms.flatMap((term) => {
    const scores = terms[term];
    return scores === undefined ? [] : [{ term, scores: graph.sub(scores, graph.reduceMean(scores, lastAxis)) }];
  });
  const sum = centered.map(({ scores }) => scores).reduce((total, scores) => graph.add(total, scores));
  for (const { term, scores } of centered) {
    const products = graph.mul(scores, sum);
    const covariance = graph.reduceMean(products, [2, 3], { keepDims: false });
    graph.output(`covariance.${term}.${layer}`, covariance, 'float32', [1, config.numAttentionHeads]);
  }
}

function nextRollout({ graph }: ModelContext, probabilities: Value, before: Value | undefined): Value {
  const mean = graph.squeeze(graph.reduceMean(probabilities, [1]), [0, 1]);
  const attended = before === undefined ? mean : graph.matMul(mean, before);
  const kept = before ?? graph.op('EyeLike', [mean]);
  return graph.mul(graph.add(attended, kept), 0.5);
}
