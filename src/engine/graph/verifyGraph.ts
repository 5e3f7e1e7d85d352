import { plain } from '../../base/plainText';
import { GraphError } from '../../protocol/errors';
import { elementCount, type Graph } from './graph';

/**
 * Checks what every graph must satisfy before it is encoded: each name is made once and before it is used, outputs
 * exist, and inline data fill their shapes.
 * @throws GraphError naming the graph and the tensor
 */
export function verifyGraph(graph: Graph): void {
  const fail = (what: string): never => {
    throw new GraphError(
      plain`Graph "${graph.name}" is malformed: ${what}. This is a bug in the compiler. Please report it.`,
    );
  };
  const known = new Set<string>();
  const define = (name: string) => {
    if (name === '') fail('a tensor has no name');
    if (known.has(name)) fail(plain`"${name}" is defined twice`);
    known.add(name);
  };
  for (const input of graph.inputs) define(input.name);
  for (const [name, initializer] of graph.initializers) {
    define(name);
    if (initializer.kind !== 'inline') continue;
    const { shape, data } = initializer;
    if (data.length !== elementCount(shape)) {
      fail(plain`"${name}" has ${data.length} elements, its shape [${shape.join(', ')}] needs ${elementCount(shape)}`);
    }
  }
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      if (input !== '' && !known.has(input)) fail(plain`${node.op} reads "${input}" before it is made`);
    }
    node.outputs.forEach(define);
  }
  for (const output of graph.outputs) if (!known.has(output.name)) fail(plain`output "${output.name}" is never made`);
}
