import type { ProblemType } from '../../../protocol/predictions';
import type { DebertaConfig } from '../../checkpoint/debertaConfig';
import type { Value } from '../../graph/graph';
import { float, GraphBuilder } from '../../graph/graphBuilder';
import type { Parameters, TrainingHooks } from '../../model/modelContext';
import { modelGraph } from '../../model/modelGraph';
import { gridRows } from '../../model/tokenGrid';
import { consistency, rowLosses, weightedSum } from './losses';
import { DropoutInputs, weightsAsInputs, withGradients, type TrainingGraph } from './trainingGraph';

/** A classifier as the trainer needs to know it. */
export interface Classifier {
  readonly config: DebertaConfig;
  readonly parameters: Parameters;
  readonly problemType: ProblemType;
  /** Whether graphs take dropout masks. */
  readonly dropout: boolean;
  /** What SiFT compares both passes by if not by `problemType`: as released, always by cross-entropy. */
  readonly consistencyType?: ProblemType;
}

/** The scale of SiFT's normalization, as the authors' perturbation layer has it. */
const normalizationEpsilon = 1e-7;

const padded = { kind: 'classify', padded: true } as const;

/**
 * A plain training step. Inputs: those of the model, the checkpoint's tensors, `targets` [batch, labels] and
 * `row_weights` [batch]; outputs: `logits`, `loss` [1] = Σ weight · loss of the row, and the gradients of `trained`,
 * those of tables by row where wanted.
 */
export function plainStep(classifier: Classifier, trained: readonly string[], byRow = false): TrainingGraph {
  const { graph: base, dropouts } = build(classifier);
  const graph = GraphBuilder.extend(base);
  graph.scope('loss', () => {
    const targets = graph.input('targets', 'float32', ['batch', 'labels']);
    const weights = graph.input('row_weights', 'float32', ['batch']);
    const losses = rowLosses(graph, classifier.problemType, 'logits', targets);
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
 * The ascent of SiFT. Besides the model's inputs: `delta` [rows, hidden] and the clean pass's `clean_logits` [batch,
 * labels]; outputs: `logits` and the gradient of `delta` for the sum over rows of the loss between both passes.
 */
export function siftAscent(classifier: Classifier): TrainingGraph {
  const { graph: base, dropouts } = build(classifier, (builder, x) =>
    builder.add(normalized(builder, x, classifier.config), deltaInput(builder, classifier.config)),
  );
  const graph = GraphBuilder.extend(base);
  const stops = graph.scope('loss', () => {
    const clean = graph.input('clean_logits', 'float32', ['batch', 'labels']);
    const { loss, stops } = consistency(graph, classifier.consistencyType ?? classifier.problemType, clean, 'logits');
    graph.output('ascent_loss', loss, 'float32', ['batch']);
    return stops;
  });
  return step(withGradients(graph.build(), { target: 'ascent_loss', trained: ['delta'], stops }), dropouts);
}

/**
 * The step of SiFT: the clean and the adversarial pass as one batch, first all clean rows, then the same rows again,
 * perturbed. Inputs: the model's for both halves, `delta` [rows, hidden] with zeros in the clean half, `clean_rows`
 * [rows, 1], 1 in the clean half and 0 in the other, and for one half `targets` [examples, labels], `row_weights` and
 * `adversarial_weights` [examples]. Outputs: `logits` of both halves, `loss` [1] = task + adversarial, `task_loss`,
 * `adversarial_loss` and `divergence` [1], and the gradients of `trained`.
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
  const rows = (from: Value, to: Value) => graph.slice('logits', from, to, [0]);
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

/** The classifier's graph, optionally with dropout and with another input of `embeddings.LayerNorm`. */
function build(
  { config, parameters, dropout }: Classifier,
  embeddingInput?: TrainingHooks['embeddingInput'],
): TrainingGraph {
  const masks = new DropoutInputs();
  const hooks = { embeddingInput, dropout: dropout ? masks.drop : undefined };
  return { graph: modelGraph(config, parameters, padded, hooks), dropouts: masks.inputs };
}

/** N(x): layer normalization without parameters. */
function normalized(graph: GraphBuilder, x: Value, { hiddenSize }: DebertaConfig): Value {
  const ones = graph.floats(Array.from({ length: hiddenSize }, () => 1));
  return graph.op('LayerNormalization', [x, ones], { epsilon: float(normalizationEpsilon) });
}

function deltaInput(graph: GraphBuilder, { hiddenSize }: DebertaConfig): Value {
  return graph.input('delta', 'float32', [gridRows, hiddenSize]);
}
