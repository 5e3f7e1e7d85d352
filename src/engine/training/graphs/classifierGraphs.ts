import type { ProblemType } from '../../../protocol/predictions';
import type { DebertaConfig } from '../../checkpoint/debertaConfig';
import type { Value } from '../../graph/graph';
import { float, GraphBuilder } from '../../graph/graphBuilder';
import type { Parameters, GraphHooks } from '../../model/modelContext';
import { modelGraph } from '../../model/modelGraph';
import { gridRows } from '../../model/tokenGrid';
import { consistency, rowLosses, weightedSum } from './losses';
import { DropoutInputs, weightsAsInputs, withGradients, type TrainingGraph } from './trainingGraph';

/** A classifier as the trainer needs to know it. */
export interface Classifier {
  readonly config: DebertaConfig;
  readonly parameters: Parameters;
  /** Whether it gives logits for each text, or for each of its tokens. */
  readonly head: 'classify' | 'tokens';
  readonly problemType: ProblemType;
  /** Whether graphs take dropout masks. */
  readonly dropout: boolean;
  /** What SiFT compares both passes by if not by `problemType`: as released, always by cross-entropy. */
  readonly consistencyType?: ProblemType;
}

/** The scale of SiFT's normalization, as the authors' perturbation layer has it. */
const normalizationEpsilon = 1e-7;

/**
 * A plain training step. Losses have a row for each text, or for each token, padding included; a row whose targets and
 * weight are 0 is ignored. Inputs: those of the model, the checkpoint's tensors, `targets` [rows, labels] and
 * `row_weights` [rows]; outputs: `logits`, `loss` [1] = Σ weight · loss of the row, and the gradients of `trained`,
 * those of tables by row where wanted.
 */
export function plainStep(classifier: Classifier, trained: readonly string[], byRow = false): TrainingGraph {
  const { graph: base, dropouts } = build(classifier);
  const graph = GraphBuilder.extend(base);
  graph.scope('loss', () => {
    const rows = lossRows(classifier);
    const targets = graph.input('targets', 'float32', [rows, 'labels']);
    const weights = graph.input('row_weights', 'float32', [rows]);
    const losses = rowLosses(graph, classifier.problemType, rowLogits(graph, classifier), targets);
    graph.output('loss', weightedSum(graph, losses, weights), 'float32', [1]);
  });
  return step(withGradients(graph.build(), { target: 'loss', trained, byRow }), dropouts);
}

/** The classifier as inference computes it, without dropout. Output: `logits`. */
export function inferenceGraph(classifier: Classifier): TrainingGraph {
  const { graph, dropouts } = build({ ...classifier, dropout: false });
  return { graph: weightsAsInputs(graph), dropouts };
}

/** The clean pass of SiFT: the classifier with `embeddings.LayerNorm` fed the normalized input. Output: `logits`. */
export function siftForward(classifier: Classifier): TrainingGraph {
  const { graph, dropouts } = build(classifier, (builder, x) => normalized(builder, x, classifier.config));
  return { graph: weightsAsInputs(graph), dropouts };
}

/**
 * The ascent of SiFT. Besides the model's inputs: `delta` [batch·tokens, hidden], the clean pass's `clean_logits`
 * [rows, labels], and where tokens have logits `diverging_rows` [rows], 1 for those that count and 0 for padding;
 * outputs: `logits` and the gradient of `delta` for the sum over rows of the loss between both passes.
 */
export function siftAscent(classifier: Classifier): TrainingGraph {
  const { graph: base, dropouts } = build(classifier, (builder, x) =>
    builder.add(normalized(builder, x, classifier.config), deltaInput(builder, classifier.config)),
  );
  const graph = GraphBuilder.extend(base);
  const stops = graph.scope('loss', () => {
    const rows = lossRows(classifier);
    const clean = graph.input('clean_logits', 'float32', [rows, 'labels']);
    const perturbed = rowLogits(graph, classifier);
    const { loss, stops } = consistency(graph, classifier.consistencyType ?? classifier.problemType, clean, perturbed);
    const counted = () => graph.mul(loss, graph.input('diverging_rows', 'float32', [rows]));
    graph.output('ascent_loss', classifier.head === 'tokens' ? counted() : loss, 'float32', [rows]);
    return stops;
  });
  return step(withGradients(graph.build(), { target: 'ascent_loss', trained: ['delta'], stops }), dropouts);
}

/**
 * The step of SiFT: the clean and the adversarial pass as one batch, first all clean rows, then the same rows again,
 * perturbed. Inputs: the model's for both halves, `delta` [batch·tokens, hidden] with zeros in the clean half,
 * `clean_rows` [batch·tokens, 1], 1 in the clean half and 0 in the other, and for one half, a row for each text or
 * token, `targets` [examples, labels], `row_weights` and `adversarial_weights` [examples]. Outputs: `logits` of both
 * halves, `loss` [1] = task + adversarial, `task_loss`, `adversarial_loss` and `divergence` [1], and the gradients of
 * `trained`.
 */
export function siftStep(classifier: Classifier, trained: readonly string[], byRow = false): TrainingGraph {
  const stops: Value[] = [];
  const { graph: base, dropouts } = build(classifier, (builder, x) => {
    const clean = normalized(builder, x, classifier.config);
    // The adversarial pass gets the numbers of the clean one, but no gradient goes back through them.
    const fixed = builder.op('Identity', [clean]);
    stops.push(fixed);
    const isClean = builder.greater(builder.input('clean_rows', 'float32', [gridRows, 1]), 0);
    return builder.add(builder.where(isClean, clean, fixed), deltaInput(builder, classifier.config));
  });
  const graph = GraphBuilder.extend(base);
  graph.scope('loss', () => stops.push(...addSiftLosses(graph, classifier)));
  return step(withGradients(graph.build(), { target: 'loss', trained, stops, byRow }), dropouts);
}

function step({ graph, rowGradients }: ReturnType<typeof withGradients>, dropouts: TrainingGraph['dropouts']) {
  return { graph: weightsAsInputs(graph), dropouts, rowGradients };
}

/** Adds the losses of `siftStep` and returns the values that no gradient passes. */
function addSiftLosses(graph: GraphBuilder, classifier: Classifier): readonly Value[] {
  const targets = graph.input('targets', 'float32', ['examples', 'labels']);
  const weights = graph.input('row_weights', 'float32', ['examples']);
  const adversarialWeights = graph.input('adversarial_weights', 'float32', ['examples']);
  const examples = graph.shape(weights);
  const logits = rowLogits(graph, classifier);
  const rows = (from: Value, to: Value) => graph.slice(logits, from, to, [0]);
  const clean = rows(graph.integers([0]), examples);
  const adversarial = rows(examples, graph.add(examples, examples));

  const task = weightedSum(graph, rowLosses(graph, classifier.problemType, clean, targets), weights);
  const { loss, divergence, stops } = consistency(
    graph,
    classifier.consistencyType ?? classifier.problemType,
    clean,
    adversarial,
  );
  const penalty = weightedSum(graph, loss, adversarialWeights);
  graph.output('task_loss', task, 'float32', [1]);
  graph.output('adversarial_loss', penalty, 'float32', [1]);
  graph.output('divergence', weightedSum(graph, divergence, adversarialWeights), 'float32', [1]);
  graph.output('loss', graph.add(task, penalty), 'float32', [1]);
  return stops;
}

/** The name of the number of rows that losses have. */
function lossRows({ head }: Classifier): string {
  return head === 'tokens' ? gridRows : 'batch';
}

/** The logits as losses take them, [rows, labels]. */
function rowLogits(graph: GraphBuilder, { head, parameters }: Classifier): Value {
  if (head === 'classify') return 'logits';
  return graph.reshape('logits', [-1, parameters.info('classifier.weight').shape[0] ?? 0]);
}

/** The classifier's graph, optionally with dropout and with another input of `embeddings.LayerNorm`. */
function build(
  { config, parameters, head, dropout }: Classifier,
  embeddingInput?: GraphHooks['embeddingInput'],
): TrainingGraph {
  const masks = new DropoutInputs();
  const hooks = { embeddingInput, dropout: dropout ? masks.drop : undefined };
  return { graph: modelGraph(config, parameters, { kind: head, padded: true }, hooks), dropouts: masks.inputs };
}

/** N(x): layer normalization without parameters. */
function normalized(graph: GraphBuilder, x: Value, { hiddenSize }: DebertaConfig): Value {
  const ones = graph.floats(Array.from({ length: hiddenSize }, () => 1));
  return graph.op('LayerNormalization', [x, ones], { epsilon: float(normalizationEpsilon) });
}

function deltaInput(graph: GraphBuilder, { hiddenSize }: DebertaConfig): Value {
  return graph.input('delta', 'float32', [gridRows, hiddenSize]);
}
