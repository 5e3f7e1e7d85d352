import { plain } from '../../base/plainText';
import type { AttentionTerm } from '../../protocol/attentionTrace';
import type { ModelPart } from '../../protocol/engineApi';
import { CheckpointError } from '../../protocol/errors';
import type { DebertaConfig } from '../checkpoint/debertaConfig';
import type { Dimension, Value } from '../graph/graph';
import { float, type GraphBuilder } from '../graph/graphBuilder';

/** The tensors that a checkpoint has, as far as the compiler needs to know them. */
export interface Parameters {
  has(name: string): boolean;
  /** @throws CheckpointError when there is no such tensor */
  info(name: string): { readonly shape: readonly number[] };
}

/** A layer's scores by term, [.., heads, queries, tokens]; terms that the model lacks are absent. */
export type LayerTerms = Readonly<Partial<Record<AttentionTerm, Value>>>;

/** The scores that an application of a layer is to take, and what becomes of what its heads give. */
export interface HookedAttention {
  readonly terms: LayerTerms;
  /** [.., heads, queries, size]. */
  readonly context: (given: Value) => Value;
}

/** What every part of the model is built with: the graph so far, the configuration and the checkpoint's tensors. */
export class ModelContext {
  constructor(
    readonly graph: GraphBuilder,
    readonly config: DebertaConfig,
    readonly parameters: Parameters,
    /** Given when the graph is to be differentiated. */
    readonly hooks?: GraphHooks,
    private readonly without: readonly ModelPart[] = [],
  ) {}

  /** Whether a part is to be computed, given that the model has it. */
  includes(part: ModelPart): boolean {
    return !this.without.includes(part);
  }

  /** An application of a layer as the hooks make it. */
  hooked(terms: LayerTerms, ofQueries: (x: Value) => Value = (x) => x): HookedAttention {
    return this.hooks?.attention?.(this.graph, terms, ofQueries) ?? { terms, context: (given) => given };
  }

  /** x with elements dropped while training, x itself otherwise. */
  dropout(x: Value, shape: readonly Dimension[]): Value {
    return this.hooks?.dropout?.(this.graph, x, shape) ?? x;
  }

  /**
   * A tensor of the checkpoint whose shape must be the one the configuration implies; a negative dimension takes any
   * size.
   * @throws CheckpointError naming the tensor and both shapes
   */
  weight(name: string, expected: readonly number[]): Value {
    const { shape } = this.parameters.info(name);
    const fits = shape.length === expected.length && expected.every((size, axis) => size < 0 || size === shape[axis]);
    if (!fits) {
      const wanted = expected.map((size) => (size < 0 ? 'any' : size)).join(', ');
      throw new CheckpointError(
        plain`Tensor "${name}" has shape [${shape.join(', ')}], but config.json implies [${wanted}]. The configuration and the weights belong to different models: get both from the same place.`,
      );
    }
    return this.graph.weight(name, shape);
  }

  /** `x Wᵀ + b` for x [rows, input], with `<prefix>.weight` [output, input] and `<prefix>.bias`, as in PyTorch. */
  linear(x: Value, prefix: string, input: number, output: number): Value {
    return this.affine(x, this.weight(`${prefix}.weight`, [output, input]), this.weight(`${prefix}.bias`, [output]));
  }

  /** `x Wᵀ + b` for x [rows, input], W [output, input] and an optional b [output]. */
  affine(x: Value, weight: Value, bias?: Value): Value {
    return this.graph.op('Gemm', bias === undefined ? [x, weight] : [x, weight, bias], { transB: 1 });
  }

  /** Layer normalization over the last axis with the tensors `<prefix>.weight` and `<prefix>.bias` [size]. */
  layerNorm(x: Value, prefix: string, size: number): Value {
    const scale = this.weight(`${prefix}.weight`, [size]);
    const bias = this.weight(`${prefix}.bias`, [size]);
    return this.graph.op('LayerNormalization', [x, scale, bias], { epsilon: float(this.config.layerNormEps) });
  }
}

/**
 * Where training and explanations depart from inference. A model built with hooks folds nothing that training changes.
 */
export interface GraphHooks {
  /** Replaces the input of `embeddings.LayerNorm`, [batch·tokens, hidden]. */
  readonly embeddingInput?: (graph: GraphBuilder, x: Value, model: ModelContext) => Value;
  /**
   * Sees each application of a layer, also the passes of the last one over its queries, and may change it. `ofQueries`
   * takes a value [batch, ..] to the first axis of the scores.
   */
  readonly attention?: (graph: GraphBuilder, terms: LayerTerms, ofQueries: (x: Value) => Value) => HookedAttention;
  /** Drops elements of x at random. Names in `shape`: `rows` (batch·tokens), `batch`, `tokens`, `queries`. */
  readonly dropout?: (graph: GraphBuilder, x: Value, shape: readonly Dimension[]) => Value;
}
