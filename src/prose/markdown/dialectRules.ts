import { textOf, type InlineReading, type InlineRule } from '../inlineMarkup';
import { standIns } from '../standIns';

const reference: InlineReading = { as: 'standIn', word: standIns.reference };
const mathematics: InlineReading = { as: 'standIn', word: standIns.mathematics };
const code: InlineReading = { as: 'standIn', word: standIns.code };
const nothing: InlineReading = { as: 'nothing' };

type Read = InlineRule['read'];
const always =
  (reading: InlineReading): Read =>
  () =>
    reading;
/** Takes a match only where the character before it, if there is one, fits. */
const after =
  (before: RegExp, read: Read): Read =>
  (match) =>
    before.test(match.input.charAt(match.index - 1)) ? read(match) : undefined;
const inner: Read = (match) => textOf(match);

const letter = /[\p{L}\p{N}]/u;
const noWord = /^[^\p{L}\p{N}:/@.\\]?$/u;
/** A name in a link's text is no citation. */
const noLink = /^[^\p{L}\p{N}:/@.[\\]?$/u;

/** `{#id .class key="value"}`, `{: .class}`, `{-}`, `{=html}` */
const attributes = String.raw`\{(?::?[ \t]*(?:[#.][\w:-]|[\w-]{1,60}=)[^{}\n]{0,400}|-|=[\w-]{1,20})\}`;

/**
 * What Obsidian, Pandoc, Quarto, kramdown, MkDocs, MyST and others add to CommonMark's text, by the character with
 * which it begins. Patterns are sticky and bounded: each is tried where that character stands.
 */
export const dialectRules: Readonly<Record<string, readonly InlineRule[]>> = {
  '\\': [
    { pattern: /\\\((?:[^\\\n]|\\(?!\))|\n(?!\s*\n)){1,1000}\\\)/y, read: always(mathematics) },
    { pattern: /\\\[(?:[^\\\n]|\\(?!\])|\n(?!\s*\n)){1,2000}\\\]/y, read: always(mathematics) },
    { pattern: /\\begin\{([a-zA-Z]{1,30}\*?)\}[^]{0,4000}?\\end\{\1\}/y, read: always(mathematics) },
    { pattern: /\\@ref\([\w:-]{1,100}\)/y, read: always(reference) },
    {
      pattern:
        /\\(?:index|label|[vh]space\*?|glsadd|nomenclature|footcite|cite[pt]?|autocite|parencite)(?:\[[^\][\n]{0,200}\]){0,2}\{[^{}\n]{0,300}\}/y,
      read: always(nothing),
    },
    {
      pattern: /\\[a-zA-Z]{2,40}\*?(?:\[[^\][\n]{0,200}\])?(?:\{[^{}\n]{0,300}\}){1,9}/y,
      read: after(/^[^\w:\\]?$/, always(reference)),
    },
  ],
  '!': [{ pattern: /!\[\[[^[\]\n]{0,400}\]\]/y, read: always(nothing) }],
  '[': [
    { pattern: /\[\[([^[\]\n]{1,400})\]\](?!\()/y, read: wikilink },
    // The link that is being written.
    { pattern: /\[\[[^[\]\n]{0,400}(?=\r?\n|$)/y, read: always(reference) },
    { pattern: /\[(?:[^[\]@]{0,200}[\s;([*_-])?-?@[\w{][^[\]]{0,400}\](?![[({:])/y, read: always(nothing) },
    {
      pattern: new RegExp(String.raw`\[((?:[^[\]\\\n]|\\.|\n(?!\s*\n)){1,600})\]${attributes}`, 'y'),
      read: after(/^[^\]!]?$/, (match) => ({ as: 'text', start: 1, end: 1 + match[1]!.length })),
    },
  ],
  '{': [
    {
      pattern: /\{\/\*[^]{0,2000}?\*\/\}|\{\/[\w-]{0,100}\/\}|\{::comment\}[^]{0,2000}?\{:\/(?:comment)?\}/y,
      read: always(nothing),
    },
    { pattern: new RegExp(attributes, 'y'), read: always(nothing) },
    // A role of MyST, before code.
    { pattern: /\{[\w:-]{1,60}\}(?=`)/y, read: always(nothing) },
    { pattern: /\{>>[^{}\n]{0,400}<<\}|\{--[^{}\n]{0,400}--\}/y, read: always(nothing) },
    { pattern: /\{(?:==|\+\+)([^{}\n]{1,400}?)(?:==|\+\+)\}/y, read: inner },
  ],
  '@': [
    {
      pattern:
        /@(?:(?:fig|tbl|sec|eq|lst|thm|lem|def|exm|cor)-[\w-]{1,100}|[a-zA-Z][\w-]{0,60}\d{2,4}[a-z]?(?![\w/-]))/y,
      read: after(noLink, always(reference)),
    },
  ],
  '^': [
    { pattern: /\^\^(?=[^\s^])([^^\n]{1,400})\^\^/y, read: inner },
    { pattern: /\^\[((?:[^[\]\n]|\[[^[\]\n]{0,200}\]|\n(?!\s*\n)){1,1000})\]/y, read: note },
    { pattern: /\^([^\s^[\]]{1,20})\^/y, read: after(letter, inner) },
    { pattern: /\^[a-zA-Z\d-]{3,60}[ \t]*(?=\r?\n|$)/y, read: after(/^\s?$/, always(nothing)) },
  ],
  '~': [{ pattern: /~([^\s~]{1,40})~(?!~)/y, read: after(letter, inner) }],
  '=': [{ pattern: /==(?=[^\s=])((?:[^=\n]|=(?!=)){1,600})==(?!=)/y, read: after(/^[^=]?$/, inner) }],
  '%': [{ pattern: /%%[^]{0,4000}?%%/y, read: after(/^[^\d%]?$/, always(nothing)) }],
  ':': [{ pattern: /:[a-z][a-z\d_+-]{0,60}:(?![\w:`])/y, read: after(noWord, always(nothing)) }],
  '+': [{ pattern: /\+\+[\w+"-]{1,60}\+\+/y, read: after(noWord, always(code)) }],
  '(': [{ pattern: /\(\((?:ref: ?[^()\n]{1,200}|[\da-f-]{36})\)\)/y, read: always(reference) }],
};

/** Pandoc's citations in the text: any key. */
export const pandocCitation: InlineRule = {
  pattern: /@(?:\{[^{}\n]{1,200}\}|\w(?:[\w:.#$%&+?<>~/-]{0,100}\w)?)(?: \[[^[\]\n]{1,100}\])?/y,
  read: after(noLink, always(reference)),
};

/**
 * The text of a link to a page, or the page's own name. Dendron has the text first: there, the second is a page's name
 * with dots.
 */
function wikilink({ 1: link = '' }: RegExpExecArray): InlineReading {
  const bar = /\\?\|/.exec(link);
  if (bar === null) return { as: 'decoded', text: pageName(link) };
  const [first, second] = [link.slice(0, bar.index), link.slice(bar.index + bar[0].length)];
  const isPage = (name: string) => /^[\w./#:^*-]+$/.test(name) && /[./#:]/.test(name);
  const start = isPage(second) && !isPage(first) ? 2 : 2 + bar.index + bar[0].length;
  return { as: 'text', start, end: start + (start === 2 ? first : second).length };
}

/** `harbor/Pier#North` is the page “Pier”; `#North` a part of this one. */
function pageName(link: string): string {
  const page = link.replace(/[#^].*/, '') || link.replace(/^[#^]+/, '');
  return page.slice(page.lastIndexOf('/') + 1).trim();
}

function note({ 1: content = '' }: RegExpExecArray): InlineReading {
  return { as: 'note', start: 2, end: 2 + content.length };
}
