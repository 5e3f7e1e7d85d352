import type { Dimension, Node } from '../graph/graph';
import { product, quotient } from './dimensions';
import type { Shape, Shapes } from './shapes';

type ShapeRule = (node: Node, shapes: Shapes) => void;

export function integerAttribute(node: Node, name: string, fallback: number): number {
  const attribute = node.attributes[name];
  return attribute !== undefined && 'int' in attribute ? attribute.int : fallback;
}

export function integersAttribute(node: Node, name: string): readonly number[] | undefined {
  const attribute = node.attributes[name];
  return attribute !== undefined && 'ints' in attribute ? attribute.ints : undefined;
}

/** The shape of two broadcast operands (ONNX's and numpy's rule), or undefined. */
export function broadcastShape(shapes: Shapes, operands: readonly (Shape | undefined)[]): Shape | undefined {
  if (operands.some((shape) => shape === undefined)) return undefined;
  const known = operands as readonly Shape[];
  const rank = Math.max(...known.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = known.map((shape) => shape[axis - rank + shape.length] ?? 1).filter((size) => size !== 1);
    if (sizes.length === 0) return 1;
    // A known size other than 1 wins over a name, which then can only be that size or 1.
    return (
      sizes.find((size) => typeof size === 'number') ??
      (sizes.every((s) => s === sizes[0]) ? sizes[0]! : shapes.unknown())
    );
  });
}

const broadcast: ShapeRule = (node, shapes) => {
  const output = node.outputs[0]!;
  shapes.set(
    output,
    broadcastShape(
      shapes,
      node.inputs.map((input) => shapes.get(input)),
    ),
  );
};

const sameAsFirst: ShapeRule = (node, shapes) => {
  shapes.set(node.outputs[0]!, shapes.get(node.inputs[0]!));
};

const shapeOf: ShapeRule = ({ inputs, outputs }, shapes) => {
  const shape = shapes.get(inputs[0]!);
  if (shape === undefined) return;
  shapes.set(outputs[0]!, [shape.length]);
  shapes.setIntegers(outputs[0]!, shape);
};

const gather: ShapeRule = (node, shapes) => {
  const [data, index] = [shapes.get(node.inputs[0]!), shapes.get(node.inputs[1]!)];
  if (data === undefined || index === undefined) return;
  const axis = integerAttribute(node, 'axis', 0);
  const position = axis < 0 ? axis + data.length : axis;
  shapes.set(node.outputs[0]!, [...data.slice(0, position), ...index, ...data.slice(position + 1)]);
};

const gatherElements: ShapeRule = ({ inputs, outputs }, shapes) => shapes.set(outputs[0]!, shapes.get(inputs[1]!));

const transpose: ShapeRule = (node, shapes) => {
  const shape = shapes.get(node.inputs[0]!);
  const perm = integersAttribute(node, 'perm') ?? shape?.map((_, axis) => shape.length - 1 - axis);
  shapes.set(node.outputs[0]!, shape && perm?.map((axis) => shape[axis]!));
};

const matMul: ShapeRule = ({ inputs, outputs }, shapes) => {
  const [left, right] = [shapes.get(inputs[0]!), shapes.get(inputs[1]!)];
  if (left === undefined || right === undefined || left.length < 2 || right.length < 2) return;
  const outer = broadcastShape(shapes, [left.slice(0, -2), right.slice(0, -2)]);
  shapes.set(outputs[0]!, outer && [...outer, left.at(-2)!, right.at(-1)!]);
};

const gemm: ShapeRule = (node, shapes) => {
  const [left, right] = [shapes.get(node.inputs[0]!), shapes.get(node.inputs[1]!)];
  if (left === undefined || right === undefined) return;
  const rows = left[integerAttribute(node, 'transA', 0) === 1 ? 1 : 0]!;
  shapes.set(node.outputs[0]!, [rows, right[integerAttribute(node, 'transB', 0) === 1 ? 0 : 1]!]);
};

const reshape: ShapeRule = ({ inputs, outputs }, shapes) => {
  const from = shapes.get(inputs[0]!);
  const target = shapes.integers(inputs[1]!);
  if (target === undefined) {
    const length = shapes.get(inputs[1]!)?.[0];
    if (typeof length === 'number')
      shapes.set(
        outputs[0]!,
        Array.from({ length }, () => shapes.unknown()),
      );
    return;
  }
  const given = target.map((size, axis) => (size === 0 ? (from?.[axis] ?? shapes.unknown()) : size));
  const rest = given.filter((size) => size !== -1);
  const open = from && quotient(product(from), product(rest));
  shapes.set(
    outputs[0]!,
    given.map((size) => (size === -1 ? (open ?? shapes.unknown()) : size)),
  );
};

const expand: ShapeRule = ({ inputs, outputs }, shapes) => {
  const target = shapes.integers(inputs[1]!);
  shapes.set(outputs[0]!, target && broadcastShape(shapes, [shapes.get(inputs[0]!), target]));
};

const concat: ShapeRule = (node, shapes) => {
  const parts = node.inputs.map((input) => shapes.get(input));
  const axis = integerAttribute(node, 'axis', 0);
  const [first] = parts;
  if (first === undefined) return;
  const index = axis < 0 ? axis + first.length : axis;
  const sizes = parts.map((part) => part?.[index]);
  const total = sizes.every((size): size is number => typeof size === 'number')
    ? sizes.reduce((sum, size) => sum + size, 0)
    : shapes.unknown();
  shapes.set(
    node.outputs[0]!,
    first.map((size, i) => (i === index ? total : size)),
  );
  const integers = node.inputs.map((input) => shapes.integers(input));
  if (integers.every((list) => list !== undefined)) shapes.setIntegers(node.outputs[0]!, integers.flat());
};

const slice: ShapeRule = ({ inputs, outputs }, shapes) => {
  const shape = shapes.get(inputs[0]!);
  if (shape === undefined) return;
  const [starts, ends] = [shapes.integers(inputs[1]!), shapes.integers(inputs[2]!)];
  const axes = inputs[3] === undefined ? starts?.map((_, i) => i) : shapes.integers(inputs[3]);
  if (axes === undefined || !axes.every((axis) => typeof axis === 'number')) return;
  const cut = axes.map((axis) => (axis < 0 ? axis + shape.length : axis));
  const size = (axis: number): Dimension => {
    const [start, end] = [starts?.[cut.indexOf(axis)], ends?.[cut.indexOf(axis)]];
    const isInside = typeof start === 'number' && typeof end === 'number' && start >= 0 && end >= start;
    const length = shape[axis]!;
    return isInside && typeof length === 'number' && end <= length ? end - start : shapes.unknown();
  };
  const integers = shapes.integers(inputs[0]!);
  if (integers !== undefined && typeof starts?.[0] === 'number' && typeof ends?.[0] === 'number') {
    const part = integers.slice(starts[0], ends[0]);
    shapes.set(outputs[0]!, [part.length]);
    shapes.setIntegers(outputs[0]!, part);
    return;
  }
  shapes.set(
    outputs[0]!,
    shape.map((length, axis) => (cut.includes(axis) ? size(axis) : length)),
  );
};

const squeeze: ShapeRule = ({ inputs, outputs }, shapes) => {
  const shape = shapes.get(inputs[0]!);
  const axes = inputs[1] === undefined ? undefined : shapes.integers(inputs[1]);
  if (shape === undefined) return;
  shapes.setIntegers(outputs[0]!, shapes.integers(inputs[0]!));
  if (inputs[1] !== undefined && axes === undefined) return;
  const dropped = axes?.map((axis) => (Number(axis) < 0 ? Number(axis) + shape.length : Number(axis)));
  if (dropped === undefined && shape.some((size) => typeof size !== 'number')) return;
  shapes.set(
    outputs[0]!,
    shape.filter((size, axis) => (dropped === undefined ? size !== 1 : !dropped.includes(axis))),
  );
};

const unsqueeze: ShapeRule = ({ inputs, outputs }, shapes) => {
  const shape = shapes.get(inputs[0]!);
  const axes = shapes.integers(inputs[1]!);
  if (shape === undefined || axes === undefined) return;
  const rank = shape.length + axes.length;
  const added = axes.map((axis) => (Number(axis) < 0 ? Number(axis) + rank : Number(axis)));
  const rest = [...shape];
  shapes.set(
    outputs[0]!,
    Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : rest.shift()!)),
  );
};

const range: ShapeRule = ({ inputs, outputs }, shapes) => {
  const [start, limit, step] = inputs.map((input) => shapes.integers(input)?.[0]);
  shapes.set(outputs[0]!, [start === 0 && step === 1 && limit !== undefined ? limit : shapes.unknown()]);
};

const reduce: ShapeRule = (node, shapes) => {
  const shape = shapes.get(node.inputs[0]!);
  if (shape === undefined) return;
  const axes = node.inputs[1] === undefined ? shape.map((_, axis) => axis) : shapes.integers(node.inputs[1]);
  if (axes === undefined) return;
  const reduced = axes.map((axis) => (Number(axis) < 0 ? Number(axis) + shape.length : Number(axis)));
  const keep = integerAttribute(node, 'keepdims', 1) === 1;
  const sizes = shape.map((size, axis) => (reduced.includes(axis) ? (keep ? 1 : undefined) : size));
  shapes.set(
    node.outputs[0]!,
    sizes.filter((size) => size !== undefined),
  );
};

const conv: ShapeRule = (node, shapes) => {
  const [x, kernel] = [shapes.get(node.inputs[0]!), shapes.get(node.inputs[1]!)];
  if (x === undefined || kernel === undefined) return;
  const pads = integersAttribute(node, 'pads')?.reduce((sum, size) => sum + size, 0) ?? 0;
  const isOneAxis = x.length === 3 && !('strides' in node.attributes) && !('dilations' in node.attributes);
  const keepsLength = isOneAxis && kernel[2] === pads + 1;
  const lengths = keepsLength ? x.slice(2) : x.slice(2).map(() => shapes.unknown());
  shapes.set(node.outputs[0]!, [x[0]!, kernel[0]!, ...lengths]);
};

/** How each operator's output shape follows from its inputs (onnx/docs/Operators.md). */
export const shapeRules: Readonly<Record<string, ShapeRule>> = {
  Add: broadcast,
  Sub: broadcast,
  Mul: broadcast,
  Div: broadcast,
  Where: broadcast,
  Max: broadcast,
  Min: broadcast,
  Greater: broadcast,
  GreaterOrEqual: broadcast,
  Less: broadcast,
  And: broadcast,
  Neg: sameAsFirst,
  Identity: sameAsFirst,
  Gelu: sameAsFirst,
  Relu: sameAsFirst,
  Tanh: sameAsFirst,
  Sigmoid: sameAsFirst,
  Softplus: sameAsFirst,
  Softmax: sameAsFirst,
  LogSoftmax: sameAsFirst,
  Exp: sameAsFirst,
  Abs: sameAsFirst,
  Sqrt: sameAsFirst,
  LayerNormalization: sameAsFirst,
  Cast: sameAsFirst,
  Shape: shapeOf,
  Gather: gather,
  GatherElements: gatherElements,
  Transpose: transpose,
  MatMul: matMul,
  Gemm: gemm,
  Reshape: reshape,
  Expand: expand,
  Concat: concat,
  Slice: slice,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Range: range,
  ReduceSum: reduce,
  ReduceMean: reduce,
  ReduceMax: reduce,
  ReduceL2: reduce,
  Conv: conv,
};
