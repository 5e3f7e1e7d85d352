/** What is looked for the other half of, and what hides it. */
const signs =
  /\\verb\*?([^A-Za-z*\s])[^\n]{0,500}?\1|\\(begin|end)\s*\{([^{}]*)\}|\\[A-Za-z]+|\\[^A-Za-z]|%[^\n]*|\${1,2}|[{}]|#{100}/g;
const ends: ReadonlyMap<string, string> = new Map([
  ['}', '{'],
  ['\\]', '\\['],
  ['\\)', '\\('],
]);
const begins = new Set(ends.values());

/** How many groups, environments and formulas may be open at once or have no end. */
const most = 40;

/**
 * Whether so much is open in a stretch of LaTeX that it can be no document's: the parser looks for the other half of each up to the end, which
 * takes time that grows with the square of the length, and calls itself for each that is within another.
 */
export function nestsTooDeep(text: string): boolean {
  const open: string[] = [];
  /** How many ends of something else than was begun last there are. */
  let crossed = 0;
  for (const { 0: found, 2: half, 3: name } of text.matchAll(signs)) {
    const last = open.at(-1);
    const begin = half === 'end' ? name : found.startsWith('$') ? found : ends.get(found);
    if (begin !== undefined && begin === last) open.pop();
    else if (half === 'begin' && name !== undefined) open.push(name);
    else if (begins.has(found) || found.startsWith('$')) open.push(found);
    else if (begin !== undefined && last !== undefined) crossed++;
    if (open.length + crossed > most || found.startsWith('##')) return true;
  }
  return false;
}
