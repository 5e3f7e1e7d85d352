import type { Graph } from '../graph/graph';
import { shapeRules } from './shapeRules';
import { Shapes } from './shapes';

/** Vectors longer than this are data, not shapes. */
const maxShapeLength = 16;

/**
 * Infers shapes over the operators that the compiler uses. What is found is certain: two dimensions with the same name
 * are equal in every run. What is not found is left out.
 */
export function inferShapes(graph: Graph): Shapes {
  const shapes = new Shapes();
  for (const { name, shape } of graph.inputs) shapes.set(name, shape);
  for (const [name, initializer] of graph.initializers) {
    if (initializer.kind === 'inline' || initializer.kind === 'weight') shapes.set(name, initializer.shape);
    if (initializer.kind !== 'inline' || !(initializer.data instanceof BigInt64Array)) continue;
    if (initializer.data.length <= maxShapeLength) shapes.setIntegers(name, [...initializer.data].map(Number));
  }
  for (const node of graph.nodes) shapeRules[node.op]?.(node, shapes);
  return shapes;
}
