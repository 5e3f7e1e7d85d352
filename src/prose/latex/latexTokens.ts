import { opaqueEnvironments, withoutStar } from './latexMacros';

/** A stretch of LaTeX that means something by itself. All characters of a text belong to a token. */
export interface LatexToken {
  /**
   * `begin` and `end` of an environment, a `macro`, a `sign` (braces, brackets, marks of mathematics, ampersands), an
   * argument that is taken as it stands (`raw`, with the macro before it), code in a line (`verb`), or what is skipped
   * up to its end (`opaque`).
   */
  readonly kind: 'begin' | 'end' | 'macro' | 'sign' | 'raw' | 'verb' | 'opaque' | 'comment' | 'white' | 'text';
  readonly start: number;
  readonly end: number;
  /** Of the environment or macro; the sign; what would have closed something opaque. */
  readonly name: string;
}

const patterns = new Map<string, RegExp>();

/** `verbs` are the characters between which an author's short code stands. */
function patternOf(verbs: string): RegExp {
  const known = patterns.get(verbs);
  if (known !== undefined) return known;
  const signs = verbs.replace(/[\\\]^-]/g, '\\$&');
  const short = [...verbs].map((sign) => `[\\${sign}][^\\${sign}\\n]*[\\${sign}]`);
  const pattern = new RegExp(
    [
      String.raw`\\(?<half>begin|end)\s*\{(?<environment>[^{}\n]*)\}`,
      `(?<verb>${[
        String.raw`\\verb\*?(?<v>[^A-Za-z*\s])[^\n]*?(?:\k<v>|$)`,
        String.raw`\\(?:lstinline(?:\[[^\]\n]*\])?|mintinline(?:\[[^\]\n]*\])?\{[^{}\n]*\})(?:\{[^{}\n]*\}|(?<l>[^A-Za-z\s{*[])[^\n]*?\k<l>)`,
        // A macro of the author's for code, in which the document seems to begin or end.
        String.raw`\\[A-Za-z]+\|[^|\n{]*\{document\}[^|\n]*\|`,
        ...short,
      ].join('|')})`,
      // In an address, a percent sign begins no comment.
      String.raw`\\(?<raw>url|path|nolinkurl|href)\s*\{[^{}\n]*\}`,
      String.raw`\\(?<macro>[A-Za-z]+|[^])`,
      // A comment takes its line break along, unless a blank line follows.
      String.raw`(?<comment>%[^\n]*(?:\n(?![^\S\n]*\n)[^\S\n]*)?)`,
      String.raw`(?<white>\s+)`,
      String.raw`(?<sign>\$\$?|[{}[\]&])`,
      String.raw`[^\\%$\s{}[\]&${signs}]+`,
      '[^]',
    ].join('|'),
    'gm',
  );
  patterns.set(verbs, pattern);
  return pattern;
}

export function* latexTokens(text: string, verbs: string): Generator<LatexToken> {
  const pattern = new RegExp(patternOf(verbs));
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const token = tokenOf(found);
    const close = closeOf(token);
    if (close === undefined) yield token;
    else {
      const behind = skip(text, token.end, close);
      pattern.lastIndex = behind.end;
      yield { kind: 'opaque', start: token.start, end: behind.end, name: behind.close };
    }
  }
}

function tokenOf({ 0: all, index: start, groups = {} }: RegExpExecArray): LatexToken {
  const end = start + all.length;
  const { half, environment = '', verb, raw, macro, comment, white, sign } = groups;
  if (half !== undefined) return { kind: half === 'begin' ? 'begin' : 'end', start, end, name: environment };
  if (verb !== undefined) return { kind: 'verb', start, end, name: '' };
  if (raw !== undefined) return { kind: 'raw', start, end, name: raw };
  if (macro !== undefined)
    return /^[[\]()]$/.test(macro)
      ? { kind: 'sign', start, end, name: all }
      : { kind: 'macro', start, end, name: macro };
  if (comment !== undefined) return { kind: 'comment', start, end, name: '' };
  if (white !== undefined) return { kind: 'white', start, end, name: '' };
  if (sign !== undefined) return { kind: 'sign', start, end, name: sign };
  return { kind: 'text', start, end, name: '' };
}

/** What closes that which a token opens, if all between is skipped. */
function closeOf({ kind, name }: LatexToken): string | undefined {
  if (kind === 'begin') return opaqueEnvironments.has(withoutStar(name)) ? name : undefined;
  return kind === 'macro' && name === 'iffalse' ? '\\fi' : undefined;
}

/**
 * Skips what is no prose up to `close`: the name of an environment, the end of displayed mathematics, or as many `\fi`
 * as conditionals are open. Returns what is still to come if it isn't in `text`.
 */
export function skip(text: string, from: number, close: string): { readonly end: number; readonly close: string } {
  if (close.startsWith('\\fi')) return skipConditional(text, from, close.length / 3);
  const end = /^[$\\]/.test(close) ? close : String.raw`\end{${close}}`;
  const at = text.indexOf(end, from);
  return at < 0 ? { end: text.length, close } : { end: at + end.length, close: '' };
}

/** Conditionals that take their branches as arguments have no `\fi`, and `\iff` is mathematics. */
const conditional = /\\(?:(?<begin>if(?!f(?![A-Za-z]))[A-Za-z]*)(?![A-Za-z]|\s*\{)|else|fi)(?![A-Za-z])/g;

function skipConditional(text: string, from: number, depth: number): { readonly end: number; readonly close: string } {
  let open = depth;
  const pattern = new RegExp(conditional);
  pattern.lastIndex = from;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    if (found.groups?.['begin'] !== undefined) open++;
    else if (found[0] === '\\fi') open--;
    if (open === 0 || (open === 1 && found[0] === '\\else')) return { end: pattern.lastIndex, close: '' };
  }
  return { end: text.length, close: '\\fi'.repeat(open) };
}
