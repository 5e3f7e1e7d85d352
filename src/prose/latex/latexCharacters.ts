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

/** A letter with an accent, as one character where Unicode has it; a dotless i or j gets its dot back, as it stands for it. */
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
