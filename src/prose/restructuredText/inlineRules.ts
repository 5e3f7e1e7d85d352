import { textOf, type InlineReading, type InlineRule } from '../inlineMarkup';
import { address } from '../plainText/addresses';
import { standIns } from '../standIns';

const nothing: InlineReading = { as: 'nothing' };
const standIn = (word: string): InlineReading => ({ as: 'standIn', word });

/** Roles whose text is read as it stands. */
const textRoles = new Set(
  'emphasis strong title title-reference sub subscript sup superscript term abbr dfn guilabel menuselection t index download'.split(
    ' ',
  ),
);
const mathRoles = new Set(['math', 'eq']);
const referenceRoles = new Set(
  'ref doc numref any cite footcite cite:p cite:t pep rfc envvar token keyword issue pr user'.split(' '),
);
/** `Title <target>`, as in references and roles. */
const titled = /^([\s\S]*\S)\s*<[^<>]*>$/;

const inside = String.raw`[^\s${'`'}](?:[^${'`'}]*[^\s${'`'}\\])?`;
const before = String.raw`(?<![\p{L}\p{N}_${'`'}:\\])`;
const after = String.raw`(?![\p{L}\p{N}${'`'}])`;

function role(match: RegExpExecArray): InlineReading {
  const [whole, prefix = '', content = '', suffix = ''] = match;
  const name = (prefix || suffix)
    .replace(/^:|:$/g, '')
    .toLowerCase()
    .replace(/^(?:py|c|cpp|js|rst|std):/, '');
  const start = prefix.length + 1;
  const title = titled.exec(content)?.[1];
  if (title !== undefined) return { as: 'text', start, end: start + title.length };
  if (mathRoles.has(name)) return standIn(standIns.mathematics);
  if (referenceRoles.has(name)) return standIn(standIns.reference);
  if (textRoles.has(name)) return { as: 'text', start, end: whole.length - 1 - suffix.length };
  return standIn(standIns.code);
}

/**
 * A phrase in single backticks: a link's text if an underscore follows, else a title, or code if it looks like code.
 */
function phrase(match: RegExpExecArray): InlineReading {
  const content = match[1] ?? '';
  const title = titled.exec(content)?.[1];
  if (title !== undefined) return { as: 'text', start: 1, end: 1 + title.length };
  const isLink = match[0].endsWith('_');
  if (!isLink && /[_()=\\/[\]{}<>]|\w\.\w|^[~!]/.test(content)) return standIn(standIns.code);
  return { as: 'text', start: 1, end: 1 + content.length };
}

/** The inline markup of reStructuredText, with Sphinx's roles. */
export const inlineRules: readonly InlineRule[] = [
  { pattern: /\\(\S)/gu, read: ([, character = '']) => ({ as: 'decoded', text: character }) },
  { pattern: /\\\s/g, read: () => ({ as: 'text', start: 0, end: 0 }) },
  {
    pattern: new RegExp(`${before}\`\`[^\\s\`](?:(?:[^\`]|\`(?!\`))*[^\\s\`])?\`\`(?![\\p{L}\\p{N}])`, 'gu'),
    read: () => standIn(standIns.code),
  },
  { pattern: new RegExp(`(:[a-zA-Z][\\w.+:-]{0,100}:)\`(${inside})\`()${after}`, 'gu'), read: role },
  { pattern: new RegExp(`${before}()\`(${inside})\`(:[a-zA-Z][\\w.+:-]{0,100}:)`, 'gu'), read: role },
  { pattern: new RegExp(`${before}_?\`(${inside})\`_{0,2}${after}`, 'gu'), read: (match) => targetOr(match) },
  {
    pattern: /(?<![\p{L}\p{N}_*\\])\*\*([^\s*](?:(?:[^*]|\*(?!\*))*[^\s*\\])?)\*\*(?![\p{L}\p{N}*])/gu,
    read: (match) => textOf(match),
  },
  { pattern: /(?<![\p{L}\p{N}_*\\])\*([^\s*](?:[^*]*[^\s*\\])?)\*(?![\p{L}\p{N}*])/gu, read: (match) => textOf(match) },
  { pattern: /\[(?:\d+|#[\w.-]*|\*|[A-Za-z][\w.-]*)\]_(?![\p{L}\p{N}])/gu, read: () => nothing },
  {
    pattern: /(?<![\p{L}\p{N}_|\\])\|[^\s|](?:[^|\n]*[^\s|])?\|_{0,2}(?![\p{L}\p{N}|])/gu,
    read: () => standIn(standIns.reference),
  },
  { pattern: address, read: () => standIn(standIns.address) },
  // The underscores behind a word that is a reference.
  { pattern: /(?<=[\p{L}\p{N}])__?(?![\p{L}\p{N}_])/gu, read: () => ({ as: 'text', start: 0, end: 0 }) },
];

function targetOr(match: RegExpExecArray): InlineReading {
  return match[0].startsWith('_') ? textOf(match) : phrase(match);
}
