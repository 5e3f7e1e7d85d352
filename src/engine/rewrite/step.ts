import type { Node, Value } from '../graph/graph';
import { dataType } from '../graph/encodeGraph';
import { attributesOf, type AttributeValue } from '../graph/graphBuilder';

/** A standard operator with one output, as rewrites insert it. */
export function step(
  op: string,
  inputs: readonly Value[],
  output: Value,
  attributes: Readonly<Record<string, AttributeValue>> = {},
): Node {
  return { op, domain: '', inputs, outputs: [output], attributes: attributesOf(attributes) };
}

/** `input` as fp32. */
export function widen(input: Value, output: Value): Node {
  return step('Cast', [input], output, { to: dataType.float32 });
}
