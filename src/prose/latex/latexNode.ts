import { LatexPegParser } from '@unified-latex/unified-latex-util-pegjs';

interface Placed {
  readonly position?: { readonly start: LatexPoint; readonly end: LatexPoint };
}

interface LatexPoint {
  readonly offset: number;
  readonly line: number;
}

/** The nodes of unified-latex's tree before any macro has been given its arguments, as far as they matter here. */
export type LatexNode =
  | (Placed & { readonly type: 'string' | 'macro' | 'comment' | 'verb' | 'verbatim'; readonly content: string })
  | (Placed & { readonly type: 'whitespace' | 'parbreak' })
  | (Placed & { readonly type: 'group' | 'inlinemath' | 'displaymath'; readonly content: readonly LatexNode[] })
  | (Placed & { readonly type: 'mathenv' })
  | (Placed & { readonly type: 'environment'; readonly env: string; readonly content: readonly LatexNode[] });

/** Parses LaTeX, also such as is not finished: what has no other half is text. */
export function parseLatex(text: string): readonly LatexNode[] {
  const { content } = LatexPegParser.parse(text) as { readonly content: readonly LatexNode[] };
  return content;
}
