import type { LatexNode } from './latexNode';

/** Macros that stand for characters. */
export const latexSymbols: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'%$&#_{}'].map((character) => [character, character])),
  ' ': ' ',
  '\n': ' ',
  ',': ' ',
  ';': ' ',
  ':': ' ',
  ldots: '…',
  dots: '…',
  textellipsis: '…',
  LaTeX: 'LaTeX',
  TeX: 'TeX',
  LaTeXe: 'LaTeX2e',
  BibTeX: 'BibTeX',
  textbackslash: '\\',
  textasciitilde: '~',
  textasciicircum: '^',
  textendash: '–',
  textemdash: '—',
  textquoteleft: '‘',
  textquoteright: '’',
  textquotedblleft: '“',
  textquotedblright: '”',
  lq: '‘',
  rq: '’',
  textless: '<',
  textgreater: '>',
  textbar: '|',
  textbullet: '•',
  textperiodcentered: '·',
  textregistered: '®',
  texttrademark: '™',
  textcopyright: '©',
  copyright: '©',
  textdegree: '°',
  textmu: 'µ',
  pounds: '£',
  textsterling: '£',
  euro: '€',
  texteuro: '€',
  S: '§',
  P: '¶',
  dag: '†',
  ddag: '‡',
  slash: '/',
  ss: 'ß',
  ae: 'æ',
  AE: 'Æ',
  oe: 'œ',
  OE: 'Œ',
  o: 'ø',
  O: 'Ø',
  l: 'ł',
  L: 'Ł',
  aa: 'å',
  AA: 'Å',
  i: 'ı',
  j: 'ȷ',
  dh: 'ð',
  th: 'þ',
  dj: 'đ',
  ng: 'ŋ',
};

/** Whether a symbol is a letter: the space behind its macro only ends the macro's name. */
export function isLetter(symbol: string): boolean {
  return /^\p{L}{1,2}$/u.test(symbol);
}

/** Whether a node is white space within a line. */
export function isSpace(source: string, node: LatexNode | undefined): boolean {
  return node?.type === 'white' && !/[\r\n]/.test(source.slice(node.start, node.end));
}

/** Accent macros to Unicode's combining marks. */
const accents: Readonly<Record<string, string>> = {
  "'": '\u0301',
  '`': '\u0300',
  '^': '\u0302',
  '"': '\u0308',
  '~': '\u0303',
  '=': '\u0304',
  '.': '\u0307',
  u: '\u0306',
  v: '\u030c',
  H: '\u030b',
  c: '\u0327',
  k: '\u0328',
  r: '\u030a',
  b: '\u0331',
  d: '\u0323',
};

/** Whether the macro puts an accent on the letter that follows. */
export function isAccent(macro: string): boolean {
  return Object.hasOwn(accents, macro);
}

/**
 * A letter with an accent, as one character where Unicode has it; a dotless i or j gets its dot back, as it stands for
 * it.
 */
export function accented(macro: string, letter: string): string {
  const base = { '\\i': 'i', '\\j': 'j', '': ' ' }[letter] ?? letter;
  return (base + (accents[macro] ?? '')).normalize('NFC');
}

/** Dashes and quotation marks that are typed as several characters, and the space that does not break. */
export const ligature = /---?|``|''|`|~/g;

/** What a ligature looks like in print. */
export const ligatures: Readonly<Record<string, string>> = {
  '--': '–',
  '---': '—',
  '``': '“',
  "''": '”',
  '`': '‘',
  '~': ' ',
};

/**
 * What an accent and the letter behind it are; `last` is the node to go on behind, undefined where no letter follows.
 */
export function accentAt(
  source: string,
  nodes: readonly LatexNode[],
  index: number,
): { text: string; end: number; last: number } | undefined {
  const { name } = nodes[index]!;
  const next = index + 1 + Number(/^[a-z]$/i.test(name) && nodes[index + 1]?.type === 'white');
  const node = nodes[next];
  if (node?.type === 'group' || (node?.type === 'macro' && /^[ij]$/.test(node.name))) {
    const [start, end] =
      node.type === 'group' ? [node.start + node.name.length, node.innerEnd] : [node.start, node.end];
    const [letter, rest] = partsOf(source.slice(start, end).trim().replace(/\s+/g, ' '));
    const last = node.type === 'macro' && isSpace(source, nodes[next + 1]) ? next + 1 : next;
    return { text: accented(name, letter) + rest, end: nodes[last]!.end, last };
  }
  if (node?.type !== 'text') return undefined;
  const letter = String.fromCodePoint(source.codePointAt(node.start) ?? 32);
  // The rest of the text is read.
  return { text: accented(name, letter), end: node.start + letter.length, last: next - 1 };
}

function partsOf(text: string): [string, string] {
  const letter = /^(?:\\[ij](?![A-Za-z])|.)?/su.exec(text)?.[0] ?? '';
  return [letter, text.slice(letter.length)];
}

/** The punctuation with which mathematics ends: it is the sentence's. */
export function endMark(content: string): string {
  const bare = content.replace(/\\(?:label|tag)\{[^}]*\}|\\(?:nonumber|notag)\b/g, '');
  return /[.,;!?]\s*(?:\}\s*)?$/.exec(bare)?.[0].charAt(0) ?? '';
}
