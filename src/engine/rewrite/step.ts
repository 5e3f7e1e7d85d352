import type { Node, Value } from '../graph/graph';

/** A standard operator with one output, as rewrites put it in. */
export function step(op: string, inputs: Value[], output: Value, attributes: Node['attributes'] = {}): Node {
  return { op, domain: '', inputs, outputs: [output], attributes };
}

/** `input` as fp32 (1 is ONNX's number for it). */
export function widen(input: Value, output: Value): Node {
  return step('Cast', [input], output, { to: { int: 1 } });
}
