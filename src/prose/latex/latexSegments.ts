/** What changes whether a place is inside of something, and the ends of sentences. */
const signs =
  /[a-z)}][.!?]\s(?=[A-Za-z])|\\verb\*?([^A-Za-z*\s])[^\n]*?\1|\\[A-Za-z]+|\\[^A-Za-z]|%[^\n]*|\${1,2}|[{}[\]]/g;
/** Macros whose argument may hold anything and is not seen to end, and a sign of mathematics whose end depends on what follows. */
const literal = /^(?:\\(?:verb|lstinline|mintinline)|\$\$)/;
/** What ends that which a sign begins. */
const endOf = new Map([
  ['{', '}'],
  ['[', ']'],
  ['\\begin', '\\end'],
  ['\\[', '\\]'],
  ['\\(', '\\)'],
]);
const ends = new Set(endOf.values());

/**
 * The offsets at which a stretch of LaTeX can be cut so that its parts parse as they do together: behind sentences that are inside of no group,
 * environment, mathematics, argument or comment. Always 0 and the length.
 */
export function latexSegments(text: string): number[] {
  const cuts = [0];
  const open: string[] = [];
  let inMathematics = false;
  for (const { 0: found, 1: delimiter, index } of text.matchAll(signs)) {
    if (delimiter !== undefined) continue;
    if (literal.test(found)) return [0, text.length];
    // The brace with which a sentence's last word ends closes a group.
    const sign = /^\}[.!?]/.test(found) ? '}' : found;
    const end = endOf.get(sign);
    if (sign === '$') inMathematics = !inMathematics;
    else if (end !== undefined) open.push(end);
    // What ends something else than was begun last goes with what stands before it.
    else if (ends.has(sign) && open.pop() !== sign) return [0, text.length];
    if (open.length === 0 && !inMathematics && /^[^\\%$]\S\s$/.test(found)) cuts.push(index + found.length);
  }
  return [...cuts, text.length];
}
