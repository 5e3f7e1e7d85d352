import type { TextRange } from '../../protocol/text';
import { mask, type MarkdownDialect } from './dialect';
import { textTableAt } from './textTables';

const fence = /^((?:[\s>]|[-*+]\s|\d{1,9}[.)]\s)*)(`{3,}(?=[^`]*$)|~{3,})/;
/** Markup and nothing else: abbreviations, attributes, contents, snippets, ends of blocks. */
const markupLine =
  /^(?:\*\[[^[\]]+\]:.*|\{(?!::comment\}|:\/)[:#.][^{}]*\}|\[\[?_?TOC_?\]\]?|;?-{1,2}8<-{1,2}.*|\/{3,}(?:\s+[\w-]+)?|:{3,}(?:\s*[\w.-]+)?(?:\s*\{(?![^{}]*\btitle=")[^{}]*\})?(?:\s+:+)?|\\(?:(?:new|clear)(?:double)?page|pagebreak|tableofcontents|(?:big|med|small)skip|maketitle|appendix|no(?:indent|newpage)|centering))$/i;
/** `:::note[Title]{#id}`, `::: tip Title`, `/// note | Title`: all before the title, and the title. */
const titledBlocks = [
  /^(:{2,}\s*[\w.-]+\[)([^\]]+)\](?:\s*\{[^{}]*\})?$/,
  /^(:{3,}\s*[\w-]+\s+)([^{\s:].*)$/,
  /^(\/{3,}\s+[\w-]+\s*\|\s*)(\S.*)$/,
  /^(:{3,}\s*\{[^{}"]*\btitle=")([^"{}]+)"[^{}]*\}$/,
];
/** `!!! note "Title"`, `??? tip`, `=== "Tab"`, with bodies that are indented by four columns. */
const indentedBlock = /^(?:(?:!{3}|\?{3}\+?)\s*[\w-]+(?: +[\w-]+)*|={3}[!+]*(?=\s+["']))(?:\s+(["'])(.*)\1)?$/;
const callout = /^((?:\s*>)+\s*)\[![^[\]\n]+\][+-]?(?:\s+(\S.*))?$/;
const templateTags = /^(?:\s|\{\{[^{}]*\}\}|\{%[^{}]*%\}|\{#[^{}]*#\})+$/;
const statement = /^\{(?:\{[<%]\s*\/|%)/;
const definition = /^( {0,3}):(?=[ \t]+\S)/;
const example = /^ {0,3}\(@[\w-]*\)(?=\s)/;
const letterMarker = /^\s*[a-z][.)]\s/;
const caption = /^Table:(?=\s)/;
/** A line of verse, as in Pandoc: a bar before it and none in it. */
const verse = /^\|(?= [^|]*$)/;
/** What cannot be the term of a definition. */
const noTerm = /^\s*(?:$|#{1,6}\s|[-*+]\s|>|[|+]|:?-{3,})/;

/** A chunk whose lines are put in CommonMark's own terms, each as long as it was. */
export interface CommonLines {
  readonly text: string;
  /** The cells of tables that are drawn with characters, which are blank in the text. */
  readonly cells: readonly (readonly TextRange[])[];
}

/**
 * Makes bodies of admonitions quotes, definitions items of lists, titles of blocks headings, and lines of markup blank.
 */
export function commonLines(chunk: string, { pandoc }: MarkdownDialect): CommonLines {
  return new LineReader(chunk, pandoc).read();
}

class LineReader {
  readonly #lines: string[];
  readonly #starts: number[] = [];
  readonly #cells: (readonly TextRange[])[] = [];
  /** The last line of verse. */
  #verse = -1;
  /** The columns in which blocks with indented bodies begin. */
  #bodies: number[] = [];
  #fence = '';

  constructor(
    chunk: string,
    private readonly pandoc: boolean,
  ) {
    this.#lines = chunk.split('\n');
    let start = 0;
    for (const line of this.#lines) {
      this.#starts.push(start);
      start += line.length + 1;
    }
  }

  read(): CommonLines {
    for (let index = 0; index < this.#lines.length; index++) {
      const line = this.#lines[index] ?? '';
      const indent = line.search(/\S/);
      if (indent < 0) continue;
      if (this.#fence === '') this.#bodies = this.#bodies.filter((column) => indent >= column + 4);
      const around = this.#bodies;
      if (this.#isCode(line)) {
        // Within a quote, a blank line would end it.
        if (around.length > 0) this.#blank(index);
      } else {
        index = this.#line(index, indent);
      }
      if (this.#lines[index]?.trim() !== '') for (const column of around) this.#set(index, column, '>');
    }
    return { text: this.#lines.join('\n'), cells: this.#cells };
  }

  /** Whether a line is part of fenced code, its fences included. */
  #isCode(line: string): boolean {
    if (this.#fence === '') {
      this.#fence = fence.exec(line.trimEnd())?.[2] ?? '';
      return this.#fence !== '';
    }
    const close = line.trimEnd().replace(/^[\s>]*/, '');
    if (close.startsWith(this.#fence) && close.replaceAll(this.#fence.charAt(0), '') === '') this.#fence = '';
    return true;
  }

  /** Puts a line into CommonMark's terms; the index of the last one that this used up. */
  #line(index: number, indent: number): number {
    const line = (this.#lines[index] ?? '').trimEnd();
    const text = line.slice(indent);
    const table = textTableAt(this.#lines, this.#starts, index);
    if (table !== undefined) {
      this.#cells.push(...table.cells);
      for (let row = index; row < table.end; row++) this.#blank(row);
      return table.end - 1;
    }
    const body = indentedBlock.exec(text);
    const note = callout.exec(line);
    if (body !== null) {
      const title = body[2] ?? '';
      this.#title(index, indent, line.length - title.length - 1, title);
      this.#bodies = [...this.#bodies, indent];
    } else if (note !== null) {
      const [, marks = '', title = ''] = note;
      this.#title(index, marks.length, line.length - title.length, title);
    } else if (markupLine.test(text) || this.#isTagsAlone(index, text)) {
      this.#blank(index);
    } else if (verse.test(line) && this.#isVerse(index)) {
      this.#verse = index;
      this.#set(index, 0, ' ');
    } else if (!this.#titled(index, indent, text)) {
      this.#marker(index, indent, line);
    }
    return index;
  }

  #titled(index: number, indent: number, text: string): boolean {
    for (const pattern of titledBlocks) {
      const [, before = '', title = ''] = pattern.exec(text) ?? [];
      if (title === '') continue;
      this.#title(index, indent, indent + before.length, title);
      return true;
    }
    return false;
  }

  #marker(index: number, indent: number, line: string): void {
    if (definition.test(line)) this.#set(index, indent, this.#hasTerm(index) ? '*' : mask);
    else if (line.startsWith('#. ', indent) || (this.pandoc && letterMarker.test(line))) this.#set(index, indent, '1');
    else if (caption.test(line) && (this.#lines[index - 1] ?? '').trim() === '') this.#set(index, 0, mask.repeat(6));
    else {
      const marker = example.exec(line)?.[0];
      if (marker !== undefined) this.#set(index, indent, '- '.padEnd(marker.length - indent, mask));
    }
  }

  /** A template's tags have no part in a sentence unless one goes on around them. */
  #isTagsAlone(index: number, text: string): boolean {
    if (!templateTags.test(text)) return false;
    const around = [this.#lines[index - 1] ?? '', this.#lines[index + 1] ?? ''];
    return statement.test(text) || around.some((line) => line.trim() === '' || templateTags.test(line.trim()));
  }

  /** Whether a line with a bar before it isn't the first of a table. */
  #isVerse(index: number): boolean {
    const next = this.#lines[index + 1] ?? '';
    const isFirst =
      (this.#lines[index - 1] ?? '').trim() === '' && verse.test(next.trimEnd()) && !/^\|[\s:-]*$/.test(next);
    return isFirst || this.#verse === index - 1;
  }

  /** Whether the line before a definition, or before the blank line before it, may be its term. */
  #hasTerm(index: number): boolean {
    const before = this.#lines[index - 1] ?? '';
    const term = before.trim() === '' ? (this.#lines[index - 2] ?? '') : before;
    return !noTerm.test(term) || /^ {0,3}\*[ \t]/.test(before);
  }

  /** A heading of the title that begins in column `at`; a blank line without one. */
  #title(index: number, indent: number, at: number, title: string): void {
    const line = (this.#lines[index] ?? '').trimEnd();
    if (title.trim() === '') return this.#set(index, indent, ' '.repeat(line.length - indent));
    const behind = mask.repeat(line.length - at - title.length);
    this.#set(index, indent, '# '.padEnd(at - indent, mask) + title + behind);
  }

  #blank(index: number): void {
    this.#lines[index] = (this.#lines[index] ?? '').replace(/[^\r\n\t]/g, ' ');
  }

  #set(index: number, column: number, text: string): void {
    const line = this.#lines[index] ?? '';
    this.#lines[index] = line.slice(0, column) + text + line.slice(column + text.length);
  }
}
