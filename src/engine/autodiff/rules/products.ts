import type { Value } from '../../graph/graph';
import type { GradientContext, GradientRules } from '../gradientRule';
import { integerAttribute } from '../shapeRules';

/** A matrix or a stack of them with its last two axes exchanged. */
function transposed({ graph, shape }: GradientContext, value: Value): Value {
  const rank = shape(value).length;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const perm = [...axes.slice(0, -2), rank - 1, rank - 2];
  return graph.transpose(value, perm);
}

/** Sums a gradient of operand `index` over the outer axes along which that operand was repeated; the matrices fit. */
function sumOuter(context: GradientContext, gradient: Value, index: number): Value {
  const value = context.input(index);
  const own = context.shape(value);
  const outer = context.shape(context.output).slice(0, -2);
  return context.sumToShape(gradient, [...outer, ...own.slice(-2)], value, own);
}

export const productRules: GradientRules = {
  MatMul: (context) => {
    const { graph, gradient, input } = context;
    return [
      context.wants(0) ? sumOuter(context, graph.matMul(gradient, transposed(context, input(1))), 0) : undefined,
      context.wants(1) ? sumOuter(context, graph.matMul(transposed(context, input(0)), gradient), 1) : undefined,
    ];
  },
  /** y = a b + c, each of a and b transposed or not. */
  Gemm: (context) => {
    const { graph, gradient, input, node } = context;
    if ('alpha' in node.attributes || 'beta' in node.attributes) context.unsupported('with factors');
    const [isLeft, isRight] = ['transA', 'transB'].map((name) => integerAttribute(node, name, 0));
    const multiply = (left: Value, transA: number, right: Value, transB: number) =>
      graph.op('Gemm', [left, right], { transA, transB });
    const left = () =>
      isLeft === 1 ? multiply(input(1), isRight!, gradient, 1) : multiply(gradient, 0, input(1), 1 - isRight!);
    const right = () =>
      isRight === 1 ? multiply(gradient, 1, input(0), isLeft!) : multiply(input(0), 1 - isLeft!, gradient, 0);
    return [
      context.wants(0) ? left() : undefined,
      context.wants(1) ? right() : undefined,
      context.wants(2) ? context.sumTo(gradient, 2) : undefined,
    ];
  },
};
