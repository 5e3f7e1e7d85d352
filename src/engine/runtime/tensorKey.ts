import { createHash } from 'node:crypto';
import type { Graph, Initializer, Value } from '../graph/graph';

/**
 * A name for an initializer's contents that does not depend on the graph it is in: the tensor's own, or a hash of the
 * computation. Graphs of one checkpoint find each other's packed tensors by it.
 */
export function tensorKey(initializer: Initializer): string {
  switch (initializer.kind) {
    case 'weight':
      return initializer.tensor;
    case 'half':
      return `half:${tensorKey(initializer.source)}`;
    case 'quantized': {
      const { source, part, signed, levels, transposed } = initializer;
      return `${part}.${signed ? 'signed' : 'unsigned'}${levels}.${transposed ? 'transposed' : 'rows'}:${tensorKey(source)}`;
    }
    case 'computed':
      return `computed:${createHash('sha256').update(expression(initializer.graph, initializer.graph.name)).digest('hex')}`;
    case 'inline':
    case 'external':
      throw new TypeError(`A tensor that is ${initializer.kind} needs no key.`);
  }
}

/** The computation of `value` as an expression over weights and constants, free of the names of nodes. */
function expression(graph: Graph, value: Value): string {
  const initializer = graph.initializers.get(value);
  if (initializer?.kind === 'inline') return `[${initializer.shape.join()}:${initializer.data.join()}]`;
  if (initializer !== undefined) return tensorKey(initializer);
  const node = graph.nodes.find(({ outputs }) => outputs.includes(value));
  if (node === undefined) return '';
  const inputs = node.inputs.map((input) => expression(graph, input)).join();
  return `${node.op}.${node.outputs.indexOf(value)}${JSON.stringify(node.attributes)}(${inputs})`;
}
