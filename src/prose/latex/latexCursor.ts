import type { LatexNode } from './latexNode';

export type Nodes = readonly LatexNode[];

/** Slides of beamer on which something is shown. */
export const overlay = /<[-+.\d][^<>\n]{0,40}>/y;
export const length = /[=\s]*-?(?:[\d.]*\\[A-Za-z]+|[\d.]+\s?[a-z]{2})(?:\s+(?:plus|minus)\s+-?[\d.]+\s?[a-z]{2,4})*/y;
/** What citations of several works have before and behind all of them. */
export const parentheses = /(?:\([^()\n]{0,200}\)){1,2}/y;
export const word = /\s*(?:\{[^{}\n]*\}|[^\s{}]+)/y;

/** Finds the nodes of arguments, and knows how much of the source has been taken in. */
export class LatexCursor {
  /** Up to where the source has been taken in. */
  done = 0;

  constructor(private readonly source: string) {}

  allArguments(nodes: Nodes, index: number): number {
    let last = index;
    for (;;) {
      const next = last === index ? this.afterWhite(nodes, last) : last + 1;
      if (nodes[next]?.type === 'group') last = next;
      else if (this.isBracket(nodes[next], '[')) {
        const end = this.optionalEnd(nodes, last);
        if (end === undefined) return last;
        last = end;
      } else if (nodes[next]?.type === 'open' && nodes[next].name === '{')
        return Math.max(next, this.lastOnLine(nodes, next));
      else return last;
    }
  }

  /** Takes what the pattern finds at an offset in. */
  take(pattern: RegExp, at: number): void {
    pattern.lastIndex = Math.max(at, this.done);
    if (pattern.lastIndex <= at && pattern.test(this.source)) this.done = pattern.lastIndex;
  }

  endOf(nodes: Nodes, index: number): number {
    return nodes[index]?.end ?? 0;
  }

  /** The index of the next node that is neither white space nor taken in. */
  afterWhite(nodes: Nodes, index: number): number {
    let next = index + 1;
    for (let node = nodes[next]; node !== undefined; node = nodes[next]) {
      if (node.type !== 'white' && node.type !== 'comment' && node.end > this.done) break;
      next++;
    }
    return next;
  }

  isBracket(node: LatexNode | undefined, bracket: string): boolean {
    return node?.type === 'text' && node.name === bracket;
  }

  /** The index of the bracket that closes an optional argument behind `index`. */
  optionalEnd(nodes: Nodes, index: number): number | undefined {
    const next = this.afterWhite(nodes, index);
    if (!this.isBracket(nodes[next], '[')) return undefined;
    let depth = 0;
    for (let at = next; at < nodes.length && nodes[at]!.type !== 'break'; at++) {
      if (this.isBracket(nodes[at], '[')) depth++;
      else if (this.isBracket(nodes[at], ']') && --depth === 0) return at;
    }
    return undefined;
  }

  /** The last node before the next line break. */
  lastOnLine(nodes: Nodes, index: number): number {
    const next = nodes.findIndex(
      ({ type, start, end }, at) =>
        at > index &&
        (type === 'break' || type === 'comment' || (type === 'white' && this.source.slice(start, end).includes('\n'))),
    );
    return next < 0 ? nodes.length - 1 : next - 1;
  }
}

export function nextGroup(nodes: Nodes, index: number): number {
  const next = nodes.findIndex(({ type }, at) => at > index && (type === 'group' || type === 'break'));
  return next < 0 || nodes[next]!.type === 'break' ? index : next;
}
