import type { Dimension } from '../graph/graph';

/**
 * Sizes known up to names, as products: 12, `batch`, `64*batch*tokens`. Factors are sorted, so that equal products are
 * equal strings; a size that is not a product gets a name of its own.
 */
interface Product {
  readonly coefficient: number;
  readonly names: readonly string[];
}

function parse(dimension: Dimension): Product {
  if (typeof dimension === 'number') return { coefficient: dimension, names: [] };
  const parts = dimension.split('*');
  const coefficient = Number(parts[0]);
  return Number.isNaN(coefficient) ? { coefficient: 1, names: parts } : { coefficient, names: parts.slice(1) };
}

function format({ coefficient, names }: Product): Dimension {
  if (names.length === 0 || coefficient === 0) return coefficient;
  const factors = [...names].sort();
  return (coefficient === 1 ? factors : [coefficient, ...factors]).join('*');
}

/** The product of sizes; 1 of none. */
export function product(dimensions: readonly Dimension[]): Dimension {
  const parts = dimensions.map(parse);
  return format({
    coefficient: parts.reduce((all, { coefficient }) => all * coefficient, 1),
    names: parts.flatMap(({ names }) => names),
  });
}

/** `whole / part` where that is a product again; otherwise undefined. */
export function quotient(whole: Dimension, part: Dimension): Dimension | undefined {
  const [above, below] = [parse(whole), parse(part)];
  const names = [...above.names];
  for (const name of below.names) {
    const index = names.indexOf(name);
    if (index < 0) return undefined;
    names.splice(index, 1);
  }
  const coefficient = above.coefficient / below.coefficient;
  return Number.isInteger(coefficient) ? format({ coefficient, names }) : undefined;
}
