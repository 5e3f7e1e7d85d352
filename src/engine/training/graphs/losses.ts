import type { ProblemType } from '../../../protocol/predictions';
import type { Value } from '../../graph/graph';
import type { GraphBuilder } from '../../graph/graphBuilder';

/** The loss of each row, [batch], for logits and targets [batch, labels]: probabilities, zeros and ones, or numbers. */
export function rowLosses(graph: GraphBuilder, problemType: ProblemType, logits: Value, targets: Value): Value {
  switch (problemType) {
    case 'single_label_classification':
      return crossEntropy(graph, targets, graph.logSoftmax(logits));
    case 'multi_label_classification':
      return rowMean(graph, binaryCrossEntropy(graph, targets, logits));
    case 'regression':
      return rowMean(graph, square(graph, graph.sub(logits, targets)));
  }
}

/** How far two predictions of the same rows are apart. */
export interface Consistency {
  /** What is minimized, [batch]. */
  readonly loss: Value;
  /** The distance itself, [batch]: 0 for equal predictions. For cross-entropies that is the loss minus its floor. */
  readonly divergence: Value;
  /** Values that count as constants, so that each prediction is drawn to the other as it is now. */
  readonly stops: readonly Value[];
}

/**
 * The symmetric divergence of the predictions z and z′ (design of SiFT: CE(p, p′) + CE(p′, p), first arguments held
 * constant). For numbers it is the squared distance: one logit alone has no softmax to speak of.
 */
export function consistency(graph: GraphBuilder, problemType: ProblemType, z: Value, other: Value): Consistency {
  if (problemType === 'regression') {
    const loss = rowMean(graph, square(graph, graph.sub(z, other)));
    return { loss, divergence: loss, stops: [] };
  }
  if (problemType === 'multi_label_classification') {
    const [p, q] = [graph.sigmoid(z), graph.sigmoid(other)];
    const loss = graph.add(binaryCrossEntropy(graph, p, other), binaryCrossEntropy(graph, q, z));
    const divergence = graph.mul(graph.sub(p, q), graph.sub(z, other));
    return { loss: rowMean(graph, loss), divergence: rowMean(graph, divergence), stops: [p, q] };
  }
  const softmax = (logits: Value) => graph.softmax(logits);
  const logSoftmax = (logits: Value) => graph.logSoftmax(logits);
  const [p, q, logP, logQ] = [softmax(z), softmax(other), logSoftmax(z), logSoftmax(other)];
  const loss = graph.add(crossEntropy(graph, p, logQ), crossEntropy(graph, q, logP));
  const products = graph.mul(graph.sub(p, q), graph.sub(logP, logQ));
  return { loss, divergence: rowSum(graph, products), stops: [p, q] };
}

/** Σ of values [batch] times weights [batch], [1]. */
export function weightedSum(graph: GraphBuilder, values: Value, weights: Value): Value {
  return graph.reduceSum(graph.mul(values, weights), [0]);
}

function crossEntropy(graph: GraphBuilder, target: Value, logProbabilities: Value): Value {
  return graph.neg(rowSum(graph, graph.mul(target, logProbabilities)));
}

/** −t log σ(z) − (1 − t) log(1 − σ(z)) = log(1 + e^z) − t z, element by element. */
function binaryCrossEntropy(graph: GraphBuilder, target: Value, logits: Value): Value {
  return graph.sub(graph.op('Softplus', [logits]), graph.mul(target, logits));
}

function square(graph: GraphBuilder, x: Value): Value {
  return graph.mul(x, x);
}

function rowSum(graph: GraphBuilder, x: Value): Value {
  return graph.reduceSum(x, [-1], { keepDims: false });
}

function rowMean(graph: GraphBuilder, x: Value): Value {
  return graph.reduceMean(x, [-1], { keepDims: false });
}
