import { decodeNamedCharacterReference } from 'decode-named-character-reference';
import { textOf, type InlineReading, type InlineRule } from '../inlineMarkup';
import { endMark, latexSymbols } from '../latex/latexCharacters';
import { address } from '../plainText/addresses';
import { standIns } from '../standIns';

const nothing: InlineReading = { as: 'nothing' };
const empty: InlineReading = { as: 'text', start: 0, end: 0 };
const standIn = (word: string): InlineReading => ({ as: 'standIn', word });
const decoded = (text: string): InlineReading => ({ as: 'decoded', text });

/** Text between marks at word boundaries, without white space inside of them. */
function marked(mark: string, read: InlineRule['read']): InlineRule {
  const sign = `\\x${mark.charCodeAt(0).toString(16)}`;
  const before = String.raw`(?<=^|[\s\-–—({'"“‘*/_+])`;
  const after = String.raw`(?=$|[\s\-–—.,;:!?'"”’)}\]*/_+\\[])`;
  const pattern = new RegExp(`${before}${sign}(?=\\S)([^]{1,1000}?)(?<=\\S)${sign}${after}`, 'g');
  return { pattern, read };
}

const code = () => standIn(standIns.code);
const mathematics = () => standIn(standIns.mathematics);

const picture = /\.(?:png|jpe?g|gif|svg|webp|pdf)\]\]$/i;

/** The inline markup of Org. */
export const inlineRules: readonly InlineRule[] = [
  marked('=', code),
  marked('~', code),
  { pattern: /@@[\w-]+:[^@]*@@|\[\d*\/\d*\]|\[\d*%\]/g, read: () => nothing },
  { pattern: /\bsrc_[^\s[\]{}]{1,40}(?:\[[^\]\n]*\])?\{[^{}\n]*\}/g, read: code },
  { pattern: /\bcall_[^\s[\](){}]{1,60}(?:\[[^\]\n]*\])?\([^()\n]*\)(?:\[[^\]\n]*\])?/g, read: code },
  { pattern: /\{\{\{[A-Za-z][\w-]*(?:\([^{}]*\))?\}\}\}/g, read: () => standIn(standIns.reference) },
  { pattern: /\[fn:[\w-]*:((?:[^[\]]|\[[^[\]]*\]|\[\[[^[\]]*\](?:\[[^[\]]*\])?\])*)\]/g, read: note },
  { pattern: /\[fn:[\w-]+\]/g, read: () => nothing },
  { pattern: /\[cite(\/[^:\]]*)?:[^[\]]*\]/g, read: ([, style = '']) => citation(style) },
  { pattern: /\[\[[^[\]\n]+\]\[((?:[^[\]]|\[[^[\]]*\])+)\]\]/g, read: description },
  { pattern: /\[\[[^[\]\n]+\]\]/g, read: ([whole]) => (picture.test(whole) ? nothing : standIn(standIns.address)) },
  { pattern: /<<<([^<>\n]+)>>>/g, read: (match) => textOf(match) },
  { pattern: /<<[^<>\n]+>>/g, read: () => nothing },
  { pattern: /(?:[<[]\d{4}-\d\d-\d\d[^<>[\]\n]*[>\]](?:--)?){1,2}/g, read: () => standIn(standIns.reference) },
  { pattern: /\$\$[^$]+\$\$|\\\[[^]*?\\\]/g, read: display },
  { pattern: /\\\([^]*?\\\)/g, read: mathematics },
  { pattern: /(?<![$\w])\$(?=[^\s$.,;?"])[^$\n]*(?:\n[^$\n]*)?(?<![\s,.])\$(?![\w$])/g, read: mathematics },
  {
    pattern: /<(?:[a-z][a-z\d+.-]*:[^<>\n]+)>|\b(?:file|doi|id|mailto):[^\s<>()[\]]+(?<![.,;:!?])/gi,
    read: () => standIn(standIns.address),
  },
  { pattern: address, read: () => standIn(standIns.address) },
  { pattern: /\\([A-Za-z]+)(?:\{\}|(?![A-Za-z{[]))/g, read: ([, name = '']) => entity(name) },
  { pattern: /\\[A-Za-z]+\*?(?:\[[^\]\n]*\]|\{[^{}\n]*\})+/g, read: () => standIn(standIns.reference) },
  { pattern: /\\\\[ \t]*(?=\n|$)|\\-|\\_ /g, read: () => empty },
  { pattern: /(?<=\S)[_^]\{([^{}\n]*)\}/g, read: (match) => textOf(match) },
  marked('+', () => nothing),
  marked('*', (match) => textOf(match)),
  marked('/', (match) => textOf(match)),
  marked('_', (match) => textOf(match)),
  { pattern: /---?/g, read: ([dashes]) => decoded(dashes === '---' ? '—' : '–') },
];

/** A displayed formula is a part of the sentence around it, unless that has ended. */
function display({ input, index, 0: whole }: RegExpExecArray): InlineReading {
  const isApart = /(?:^|[.!?])\s*$/.test(input.slice(Math.max(0, index - 20), index));
  return isApart ? nothing : standIn(standIns.mathematics + endMark(whole.slice(2, -2)));
}

function note(match: RegExpExecArray): InlineReading {
  const start = match[0].indexOf(':', 4) + 1;
  return { as: 'note', start: start + (/^\s*/.exec(match[1] ?? '')?.[0].length ?? 0), end: match[0].length - 1 };
}

/** A citation in the text is one of its words. */
function citation(style: string): InlineReading {
  return /^\/(?:t|text|a|author)\b/.test(style) ? standIn(standIns.reference) : nothing;
}

/** A link's description, unless that is a picture. */
function description(match: RegExpExecArray): InlineReading {
  return /^(?:file:|https?:)\S+$/.test(match[1] ?? '') ? standIn(standIns.address) : textOf(match);
}

/** A character by its name in LaTeX or HTML. */
function entity(name: string): InlineReading {
  const known = Object.hasOwn(latexSymbols, name) ? latexSymbols[name] : decodeNamedCharacterReference(name);
  return known ? decoded(known) : standIn(standIns.reference);
}
