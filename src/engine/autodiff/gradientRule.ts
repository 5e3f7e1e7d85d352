import type { Node, Value } from '../graph/graph';
import type { GraphBuilder } from '../graph/graphBuilder';
import type { Shape } from './shapes';

/** A node whose output has a gradient, and the means to pass that on to its inputs. */
export interface GradientContext {
  readonly node: Node;
  /** Takes the new nodes. */
  readonly graph: GraphBuilder;
  /** ∂target/∂output of the node's first output, in the output's shape. */
  readonly gradient: Value;
  /** The node's input at a place. */
  readonly input: (index: number) => Value;
  readonly output: Value;
  /** Whether the gradient of an input is wanted. */
  readonly wants: (index: number) => boolean;
  /** The shape of a value. @throws GraphError when not even its rank is known */
  readonly shape: (value: Value) => Shape;
  /** Sums a gradient in the shape of the node's output over the axes along which input `index` was broadcast. */
  readonly sumTo: (gradient: Value, index: number) => Value;
  /** Sums a gradient of shape `from` over the axes along which `value` of shape `to` was broadcast. */
  readonly sumToShape: (gradient: Value, from: Shape, value: Value, to: Shape) => Value;
  /** @throws GraphError: this form of the operator has no gradient rule */
  readonly unsupported: (what: string) => never;
}

/** Gradients of a node's inputs, by place; undefined for an input that has none or whose gradient is not wanted. */
export type GradientRule = (context: GradientContext) => readonly (Value | undefined)[];

export type GradientRules = Readonly<Record<string, GradientRule>>;
