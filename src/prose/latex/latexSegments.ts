/** What changes whether a place is inside of something, and the ends of sentences. */
const signs = /[a-z)}][.!?]\s(?=[A-Za-z])|\\[A-Za-z]+|\\[^A-Za-z]|%[^\n]*|[{}[\]$]/g;
/** Macros whose argument may hold anything, and a sign of mathematics whose end depends on what follows. */
const literal = /\\(?:verb|lstinline|mintinline)\b|\$\$/;
const depthOf: Readonly<Record<string, number>> = {
  '{': 1,
  '[': 1,
  '\\begin': 1,
  '\\[': 1,
  '\\(': 1,
  '}': -1,
  ']': -1,
  '\\end': -1,
  '\\]': -1,
  '\\)': -1,
};

/**
 * The offsets at which a stretch of LaTeX can be cut so that its parts parse as they do together: behind sentences that are inside of no group,
 * environment, mathematics, argument or comment. Always 0 and the length.
 */
export function latexSegments(text: string): number[] {
  const cuts = [0];
  let depth = 0;
  let inMathematics = false;
  const isReadable = !literal.test(text);
  for (const { 0: found, index } of isReadable ? text.matchAll(signs) : []) {
    if (found === '$') inMathematics = !inMathematics;
    else depth += depthOf[found] ?? 0;
    // The brace with which a sentence's last word ends closes a group.
    if (/^\}[.!?]/.test(found)) depth--;
    // What closes more than was opened goes with what stands before it.
    if (depth < 0) return [0, text.length];
    if (depth === 0 && !inMathematics && /^[^\\%$]\S\s$/.test(found)) cuts.push(index + found.length);
  }
  return [...cuts, text.length];
}
