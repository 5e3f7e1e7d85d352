import { decodedReference } from '../characterReference';
import { textOf, type InlineReading, type InlineRule } from '../inlineMarkup';
import { address } from '../plainText/addresses';
import { standIns } from '../standIns';

const nothing: InlineReading = { as: 'nothing' };
const standIn = (word: string): InlineReading => ({ as: 'standIn', word });
const decoded = (text: string): InlineReading => ({ as: 'decoded', text });

/** AsciiDoc's attributes that stand for characters. */
const characters: Readonly<Record<string, string>> = {
  nbsp: ' ',
  sp: ' ',
  empty: '',
  blank: '',
  zwsp: '',
  wj: '',
  apos: "'",
  quot: '"',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  deg: '°',
  plus: '+',
  brvbar: '¦',
  vbar: '|',
  amp: '&',
  lt: '<',
  gt: '>',
  startsb: '[',
  endsb: ']',
  caret: '^',
  asterisk: '*',
  tilde: '~',
  backslash: '\\',
  backtick: '`',
  'two-colons': '::',
  'two-semicolons': ';;',
  cpp: 'C++',
};

/**
 * The text in the brackets at a match's end, without the attributes behind it; a reference that has none gets a
 * stand-in.
 */
function bracketed(match: RegExpExecArray, group: number, otherwise: string): InlineReading {
  const content = match[group] ?? '';
  const text = content.replace(/(?:\^|,\s*[\w-]+=.*)$/s, '').replace(/^"(.*)"$/s, '$1');
  if (text.trim() === '' || /^[\w-]+=/.test(text)) return standIn(otherwise);
  const start = match[0].lastIndexOf(content) + content.indexOf(text);
  return { as: 'text', start, end: start + text.length };
}

const before = String.raw`(?<![\p{L}\p{N}_;:}\\])`;
const after = String.raw`(?![\p{L}\p{N}_])`;
const role = String.raw`(?:\[[^[\]\n]*\])?`;

/** Text within single marks at word boundaries, or within double marks anywhere. */
function quoted(mark: string, reading: (match: RegExpExecArray) => InlineReading): InlineRule[] {
  const escaped = `\\x${mark.charCodeAt(0).toString(16)}`;
  const other = `[^${escaped}\\n]|\\n(?!\\n)`;
  return [
    {
      pattern: new RegExp(`(?<!\\\\)${role}${escaped}{2}((?:${other}|${escaped}(?!${escaped}))+)${escaped}{2}`, 'g'),
      read: reading,
    },
    {
      pattern: new RegExp(
        `${before}${role}${escaped}(?=[^\\s${escaped}])((?:${other})*[^\\s${escaped}])${escaped}${after}`,
        'gu',
      ),
      read: reading,
    },
  ];
}

/** The inline markup of AsciiDoc. */
export const inlineRules: readonly InlineRule[] = [
  // A backslash keeps what follows from being markup.
  { pattern: /\\(?=[*_`#^~{[<+&'"]|\w+:)/g, read: () => ({ as: 'text', start: 0, end: 0 }) },
  { pattern: /\+\+\+[\s\S]*?\+\+\+|\bpass:[\w,]*\[[^\]]*\]/g, read: () => standIn(standIns.code) },
  { pattern: /"`(?=\S)((?:[^`]|`(?!"))*)`"/g, read: (match) => curved(match, '“', '”') },
  { pattern: /(?<![\p{L}\p{N}])'`(?=\S)((?:[^`]|`(?!'))*)`'/gu, read: (match) => curved(match, '‘', '’') },
  ...quoted('`', () => standIn(standIns.code)),
  ...quoted('+', () => standIn(standIns.code)),
  { pattern: /\b(?:stem|latexmath|asciimath):[\w,]*\[(?:[^\]\\]|\\.)*\]/g, read: () => standIn(standIns.mathematics) },
  {
    pattern: /\b(?:kbd|btn|menu|icon|xref-code):[^\s[\]]{0,1000}\[(?:[^\]\\]|\\.)*\]/g,
    read: () => standIn(standIns.code),
  },
  { pattern: /\bfootnote:[\w-]*\[((?:[^[\]\\]|\\.|\[[^\]]*\])+)\]/g, read: (match) => note(match) },
  { pattern: /\bfootnote(?:ref)?:[\w-]*\[\]/g, read: () => nothing },
  { pattern: /\bimage::?[^\s:[\]][^\s[\]]*\[([^[\]]*)\]/g, read: (match) => bracketed(match, 1, standIns.reference) },
  {
    pattern: /\b(?:link|xref|mailto|https?|ftp|irc):[^\s[\]<>]{0,1000}\[((?:[^\]\\]|\\.)*)\]/g,
    read: (match) => bracketed(match, 1, standIns.address),
  },
  {
    pattern: /<<[^<>,\n]+(?:,([^<>]*))?>>/g,
    read: (match) => (match[1]?.trim() ? textOf(match) : standIn(standIns.reference)),
  },
  {
    pattern: /\(\(\([^()]*\)\)\)|\bindexterm:\[[^\]]*\]|\[\[[^[\]\n]+\]\]|\banchor:[^\s[\]]+\[[^\]]*\]/g,
    read: () => nothing,
  },
  {
    pattern: /\(\(([^()]+)\)\)|\bindexterm2:\[([^\]]*)\]/g,
    read: (match) => textOf(match, match[1] === undefined ? 2 : 1),
  },
  // Macros of extensions: what they show is their text, or not known.
  {
    pattern: /(?<![\p{L}\p{N}_-])[a-z][a-z\d_-]{0,100}:(?![\s:[\]])[^\s[\]]{0,1000}\[((?:[^[\]\\]|\\.)*)\]/giu,
    read: (match) =>
      /^[\w, ]*\d$/.test(match[1] ?? '') ? standIn(standIns.reference) : bracketed(match, 1, standIns.reference),
  },
  {
    pattern: /\{[\w-]+\}[^\s[\]{}]*(?:\{[\w-]+\}[^\s[\]{}]*)*\[((?:[^[\]\\]|\\.)*)\]/g,
    read: (match) => bracketed(match, 1, standIns.address),
  },
  { pattern: /\{([a-z\d_][\w-]*)(?::[^{}\n]*)?\}/gi, read: ([, name = '']) => attribute(name) },
  { pattern: address, read: () => standIn(standIns.address) },
  ...quoted('*', (match) => textOf(match)),
  ...quoted('_', (match) => textOf(match)),
  ...quoted('#', (match) => textOf(match)),
  { pattern: /\^(\S+?)\^|~(\S+?)~/g, read: (match) => textOf(match, match[1] === undefined ? 2 : 1) },
  { pattern: /\((C|R|TM)\)/g, read: ([, name = '']) => decoded({ C: '©', R: '®', TM: '™' }[name] ?? '') },
  { pattern: / \+(?=\n|$)/g, read: () => ({ as: 'text', start: 0, end: 0 }) },
  { pattern: /(?<=\s)--(?=\s)/g, read: () => decoded('—') },
  { pattern: /(?<=\w)--(?=\w)/g, read: () => decoded('—') },
  {
    pattern: /&(?:[a-z][a-z\d]{1,31}|#\d{1,7}|#x[\da-f]{1,6});/gi,
    read: ([whole]) => decoded(decodedReference(whole)),
  },
];

function attribute(name: string): InlineReading {
  const known = Object.hasOwn(characters, name) ? characters[name] : undefined;
  if (known === '') return { as: 'text', start: 0, end: 0 };
  return known === undefined ? standIn(standIns.reference) : decoded(known);
}

function note(match: RegExpExecArray): InlineReading {
  const start = match[0].indexOf('[') + 1;
  return { as: 'note', start, end: match[0].length - 1 };
}

function curved(match: RegExpExecArray, open: string, close: string): InlineReading {
  return { as: 'quoted', open, close, start: 2, end: match[0].length - 2 };
}
