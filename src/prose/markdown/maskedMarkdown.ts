import type { TextRange } from '../../protocol/text';
import type { InlineReading, InlineRule } from '../inlineMarkup';
import { standIns } from '../standIns';
import { mask, type MarkdownDialect } from './dialect';
import { commonLines } from './dialectLines';
import { dialectRules, pandocCitation } from './dialectRules';
import { bracesEnd, tagEnd } from './jsx';
import { normalLabel } from './markdownEvents';

type MarkReading = Exclude<InlineReading, { as: 'text' | 'quoted' | 'note' }>;

/** A stretch of masked text that is read as something else; masked text without one is left out. */
export type Mark = TextRange & MarkReading;

/**
 * A chunk as micromark reads it: as long as the chunk, so that offsets hold. What dialects add is masked or put in
 * CommonMark's terms.
 */
export interface MaskedMarkdown {
  readonly text: string;
  /** By where they begin. */
  readonly marks: ReadonlyMap<number, Mark>;
  /** Inline notes, which are blocks of their own. */
  readonly notes: readonly TextRange[];
  /** Cells of tables that are drawn with characters, line by line. */
  readonly cells: readonly (readonly TextRange[])[];
}

/** `isDefined`: whether a label is one of a reference, which looks like a citation when it begins with `@`. */
export function maskedMarkdown(
  chunk: string,
  dialect: MarkdownDialect,
  isDefined: (label: string) => boolean,
): MaskedMarkdown {
  const { text, cells } = commonLines(chunk, dialect);
  return { ...new Masker(text, dialect, isDefined).masked(), cells };
}

const reference: MarkReading = { as: 'standIn', word: standIns.reference };
const nothing: MarkReading = { as: 'nothing' };
const first = /[`\\![{@^~=%:+(<]/g;
const maxCode = 4000;
/** Elements whose content is code. */
const codeElement = /^<(code|kbd|samp|var|pre|tt|script|style|svg|math|Math)\b/;
/** Templates whose content is code or a remark. */
const codeTemplate = /^\{(?:\{[<%]\s*|%-?\s*)(highlight|code[\w-]*|mermaid|katex|math|comment|gist)\b/;
const template = /^\{[{%#]/;
const closers: Readonly<Record<string, string>> = { '{': '}}', '%': '%}', '#': '#}' };

class Masker {
  /** Stretches to fill, in order and disjoint: with masks, or with spaces where lines are parted. */
  readonly #filled: (TextRange & { readonly blank?: boolean })[] = [];
  readonly #marks = new Map<number, Mark>();
  readonly #notes: TextRange[] = [];

  constructor(
    private readonly text: string,
    private readonly dialect: MarkdownDialect,
    private readonly isDefined: (label: string) => boolean,
  ) {}

  masked(): Omit<MaskedMarkdown, 'cells'> {
    this.#read(0, this.text.length);
    let text = '';
    let at = 0;
    for (const { start, end, blank = false } of this.#filled) {
      const filled = blank ? this.text.slice(start, end).replace(/[^\r\n]/g, ' ') : mask.repeat(end - start);
      text += this.text.slice(at, start) + filled;
      at = end;
    }
    return { text: text + this.text.slice(at), marks: this.#marks, notes: this.#notes };
  }

  /** Reads a stretch; what begins in it ends in it. */
  #read(start: number, end: number): void {
    let at = start;
    while (at < end) {
      first.lastIndex = at;
      const found = first.exec(this.text);
      if (found === null || found.index >= end) return;
      at = this.#at(found.index, found[0], end);
    }
  }

  /** Reads what begins at an offset; where to go on. */
  #at(at: number, sign: string, limit: number): number {
    if (sign === '`') return this.#behindCode(at);
    if (sign === '[' && this.#isReference(at)) return at + 1;
    const isTemplate = template.test(this.text.slice(at, at + 2));
    const end = isTemplate ? this.#template(at, limit) : sign === '<' ? this.#tag(at, limit) : undefined;
    if (end !== undefined) return end;
    const rules = dialectRules[sign] ?? [];
    for (const rule of this.dialect.pandoc && sign === '@' ? [pandocCitation, ...rules] : rules) {
      const found = this.#rule(rule, at, limit);
      if (found !== undefined) return found;
    }
    const isExpression = this.dialect.jsx && sign === '{' && !isTemplate;
    return (isExpression ? this.#expression(at, limit) : undefined) ?? at + (sign === '\\' ? 2 : 1);
  }

  #isReference(at: number): boolean {
    const label = /^\[(@[^[\]\n]{1,200})\]/.exec(this.text.slice(at, at + 300))?.[1];
    return label !== undefined && this.isDefined(normalLabel(label));
  }

  #rule({ pattern, read }: InlineRule, at: number, limit: number): number | undefined {
    pattern.lastIndex = at;
    const match = pattern.exec(this.text);
    if (match === null || at + match[0].length > limit) return undefined;
    const reading = read(match);
    if (reading !== undefined) this.#take(at, at + match[0].length, reading);
    return reading && at + match[0].length;
  }

  #take(start: number, end: number, reading: InlineReading): void {
    if (reading.as === 'text') {
      this.#fill(start, start + reading.start);
      this.#read(start + reading.start, start + reading.end);
      this.#fill(start + reading.end, end);
    } else if (reading.as === 'note') {
      this.#notes.push({ start: start + reading.start, end: start + reading.end });
      this.#markup(start, end, nothing);
    } else if (reading.as === 'nothing') {
      this.#markup(start, end, reading);
    } else if (reading.as !== 'quoted') {
      this.#mark(start, end, reading);
    }
  }

  /** Markup that has its lines to itself parts what is around them. */
  #markup(start: number, end: number, reading?: MarkReading): void {
    if (this.#isAlone(start, end)) this.#fill(start, end, true);
    else if (reading === undefined) this.#fill(start, end);
    else this.#mark(start, end, reading);
  }

  #mark(start: number, end: number, reading: MarkReading): void {
    this.#marks.set(start, { start, end, ...reading });
    this.#fill(start, end);
  }

  #fill(start: number, end: number, blank = false): void {
    if (start < end) this.#filled.push({ start, end, blank });
  }

  /** Whether nothing else stands on the lines of a stretch. */
  #isAlone(start: number, end: number): boolean {
    const before = this.text.slice(this.text.lastIndexOf('\n', start - 1) + 1, start);
    const lineEnd = this.text.indexOf('\n', end);
    const behind = this.text.slice(end, lineEnd < 0 ? undefined : lineEnd);
    return /^[\s>\ue000]*$/.test(before) && /^\s*$/.test(behind);
  }

  #behindCode(at: number): number {
    let open = at;
    while (this.text[open] === '`') open++;
    const close = new RegExp(`(?<!\`)\`{${open - at}}(?!\`)`, 'g');
    close.lastIndex = open;
    const found = close.exec(this.text.slice(0, open + maxCode));
    return found === null ? open : found.index + found[0].length;
  }

  /** A JSX tag. Others are HTML, which micromark knows, but in MDX. */
  #tag(at: number, limit: number): number | undefined {
    const name = /^<(?:!--|\/?[a-zA-Z][\w.:-]{0,60}(?=[\s/>])|\/?(?=>))/.exec(this.text.slice(at, at + 100))?.[0];
    if (name === undefined) return undefined;
    if (name === '<!--') return this.#behind(at, '-->');
    if (!this.dialect.jsx && !/^<\/?(?:[A-Z]|$)/.test(name)) return undefined;
    const end = tagEnd(this.text, at);
    if (end === undefined || end > limit) return undefined;
    const element = codeElement.exec(name)?.[1];
    const close = element === undefined || this.text[end - 2] === '/' ? -1 : this.text.indexOf(`</${element}>`, end);
    if (element !== undefined && close >= 0 && close < limit) {
      const behind = close + element.length + 3;
      this.#markup(at, behind, { as: 'standIn', word: standIns.code });
      return behind;
    }
    this.#markup(at, end, /^<br$/i.test(name) ? { as: 'decoded', text: ' ' } : undefined);
    return end;
  }

  /** An expression in braces; a string in them is text. */
  #expression(at: number, limit: number): number | undefined {
    const end = bracesEnd(this.text, at);
    if (end === undefined || end > limit) return undefined;
    const literal = /^\{\s*(["'`])([^"'`]*)\1\s*\}$/.exec(this.text.slice(at, end));
    const reading = literal === null ? reference : ({ as: 'decoded', text: literal[2] ?? '' } as const);
    this.#markup(at, end, reading);
    return end;
  }

  /** A tag of a template language; with all up to its end where that is code. */
  #template(at: number, limit: number): number | undefined {
    const near = this.text.slice(at, at + 100);
    const end = this.#behind(at + 2, closers[near.charAt(1)] ?? '', 1000);
    if (end === undefined || end > limit) return undefined;
    const name = codeTemplate.exec(near)?.[1];
    const content = this.text.slice(end, Math.min(limit, end + maxCode));
    const close =
      name === undefined
        ? null
        : new RegExp(`\\{(?:\\{[<%]\\s*/\\s*|%-?\\s*end)${name}\\s*-?[>%]\\}\\}?`).exec(content);
    if (close !== null) {
      const behind = end + close.index + close[0].length;
      this.#markup(at, behind, nothing);
      return behind;
    }
    const isNoun = near.startsWith('{{') && !/^\{\{[<%]\s*\//.test(near) && !isPaired(near, content);
    if (isNoun) this.#mark(at, end, reference);
    else this.#markup(at, end, nothing);
    return end;
  }

  #behind(at: number, close: string, reach = maxCode): number | undefined {
    const found = this.text.slice(at, at + reach).indexOf(close);
    return found < 0 ? undefined : at + found + close.length;
  }
}

/** Whether a shortcode is closed further on: then the text between is prose, and the shortcode no noun. */
function isPaired(tag: string, behind: string): boolean {
  const name = /^\{\{[<%]\s*([\w-]+)/.exec(tag)?.[1];
  return name !== undefined && new RegExp(`\\{\\{[<%]\\s*/\\s*${name}\\s*[>%]\\}\\}`).test(behind);
}
