import { LatexPegParser } from '@unified-latex/unified-latex-util-pegjs';
import { Lru } from '../../base/lru';
import { nestsTooDeep } from './latexNesting';
import { latexSegments } from './latexSegments';

interface Placed {
  readonly position?: { readonly start: LatexPoint; readonly end: LatexPoint };
}

interface LatexPoint {
  readonly offset: number;
  readonly line: number;
}

/** The nodes of unified-latex's tree before any macro has been given its arguments, as far as they matter here. Lines are counted from some line before. */
export type LatexNode =
  | (Placed & { readonly type: 'string' | 'macro' | 'comment' | 'verb' | 'verbatim'; readonly content: string })
  | (Placed & { readonly type: 'whitespace' | 'parbreak' })
  | (Placed & { readonly type: 'group' | 'inlinemath' | 'displaymath'; readonly content: readonly LatexNode[] })
  | (Placed & { readonly type: 'mathenv' })
  | (Placed & { readonly type: 'environment'; readonly env: string; readonly content: readonly LatexNode[] });

const remembered = 200;
const known = new Lru<string, readonly LatexNode[]>(remembered);

/**
 * Parses LaTeX, also such as is not finished: what has no other half is text. The parser takes some microseconds a character, so sentences
 * that were parsed before are remembered: a keystroke parses one. Throws a RangeError where it nests deeper than the parser can follow.
 */
export function parseLatex(text: string): readonly LatexNode[] {
  if (nestsTooDeep(text)) throw new RangeError('Too much is open in this LaTeX.');
  const cuts = latexSegments(text);
  return cuts.slice(1).flatMap((end, i) => {
    const start = cuts[i]!;
    return shifted(parsed(text.slice(start, end)), start);
  });
}

function parsed(segment: string): readonly LatexNode[] {
  const nodes =
    known.get(segment) ?? (LatexPegParser.parse(segment) as { readonly content: readonly LatexNode[] }).content;
  known.set(segment, nodes);
  return nodes;
}

/** Nodes as they stand further on in a text. */
function shifted(nodes: readonly LatexNode[], by: number): readonly LatexNode[] {
  if (by === 0) return nodes;
  return nodes.map((node) => {
    const position = node.position && { start: moved(node.position.start, by), end: moved(node.position.end, by) };
    return node.type === 'group' || node.type === 'environment'
      ? { ...node, position, content: shifted(node.content, by) }
      : { ...node, position };
  });
}

function moved({ offset, line }: LatexPoint, by: number): LatexPoint {
  return { offset: offset + by, line };
}
