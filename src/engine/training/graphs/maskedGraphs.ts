import type { DebertaConfig } from '../../checkpoint/debertaConfig';
import type { Graph } from '../../graph/graph';
import { GraphBuilder } from '../../graph/graphBuilder';
import type { Parameters } from '../../model/modelContext';
import { modelGraph } from '../../model/modelGraph';
import { weightedSum } from './losses';
import { DropoutInputs, weightsAsInputs, withGradients, type TrainingGraph } from './trainingGraph';

/** A masked language model as the trainer needs to know it. */
export interface MaskedModel {
  readonly config: DebertaConfig;
  readonly parameters: Parameters;
  /** Whether graphs take dropout masks. */
  readonly dropout: boolean;
}

/**
 * A step of masked language modeling, with the mask decoder where the model has it. Inputs: those of the model, the
 * checkpoint's tensors, `masked_positions` [masks, 2], `targets` [masks, 1] int64 and `mask_weights` [masks]; outputs:
 * `loss` [1] = −Σ weight · log p(target), and the gradients of `trained`.
 */
export function maskedStep(model: MaskedModel, trained: readonly string[]): TrainingGraph {
  const masks = new DropoutInputs();
  const base = modelGraph(
    model.config,
    model.parameters,
    { kind: 'mlm', padded: true },
    { dropout: model.dropout ? masks.drop : undefined },
  );
  // The table of words is also multiplied with, so its gradient is a whole one.
  const { graph, rowGradients } = withGradients(withLoss(base), { target: 'loss', trained, byRow: true });
  return { graph: weightsAsInputs(graph), dropouts: masks.inputs, rowGradients };
}

/** As `maskedStep`, but only the loss, without dropout. */
export function maskedLoss(model: MaskedModel): TrainingGraph {
  return maskedStep({ ...model, dropout: false }, []);
}

function withLoss(base: Graph): Graph {
  const graph = GraphBuilder.extend({ ...base, outputs: [] });
  graph.scope('loss', () => {
    const targets = graph.input('targets', 'int64', ['masks', 1]);
    const weights = graph.input('mask_weights', 'float32', ['masks']);
    const all = graph.logSoftmax('logits');
    const given = graph.gatherElements(all, targets, 1);
    const losses = graph.neg(graph.squeeze(given, [1]));
    graph.output('loss', weightedSum(graph, losses, weights), 'float32', [1]);
  });
  return graph.build();
}
