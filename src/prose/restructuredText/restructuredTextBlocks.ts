import type { TextRange } from '../../protocol/text';
import { addBlock } from '../inlineMarkup';
import type { ProseBlock, ProseBlockKind } from '../proseBlock';
import { restOf, sourceLines, type SourceLine } from '../sourceLine';
import { directiveContent } from './directives';
import { inlineRules } from './inlineRules';
import { goesOnInTable, gridTable, opensOpaque, simpleTable, tableOf } from './restructuredTextChunks';

const bullet = /^(?:[-*+•‣⁃]|\|)(?:\s+|$)/;
const enumerator = /^(?:\(?(?:\d+|#|[a-zA-Z]|[ivxlcdmIVXLCDM]+)[.)])(?:\s+|$)/;
const fieldName = /^:(?![:\s])(?:[^:\\`]|\\.|:(?!\s|$))+:(?:\s+|$)/;
/** Fields that say something about the document, or name types of a program. */
const bareField =
  /^:(?:authors?|date|version|status|copyright|organization|contact|address|revision|orphan|tocdepth|nocomments|nosearch|type|rtype|vartype|kwtype|meta|pep|title|last-modified|content-type|created|python-version|post-history|resolution|discussions-to|sponsor|bdfl-delegate|pep-delegate|requires|replaces|superseded-by|topic)\b/i;
const option = /^(?:[-/][\w-]+(?:[ =](?:<[^<>]*>|\w[\w-]*))?(?:, (?=[-/])|(?= {2}|$)))+(?: {2,}|$)/;
const adornment = /^([!-/:-@[-`{-~])\1*$/;
/** A line between the rows of a table. */
const tableRule = /^(?:\+[-=+]+\+|[=-]+(?:\s+[=-]+)*)$/;
const explicit = /^\.\.(?:\s+|$)/;
const directive = /^\.\.\s+(?:\|[^|]+\|\s+)?([\w:.+-]+?)::(?:\s+|$)/;
const noteLabel = /^\.\.\s+\[[^\]]+\]\s*/;

/** Blocks within blocks beyond so many are read as one. */
const deepest = 40;

/** The blocks of a chunk of reStructuredText that begins in `state`. */
export function restructuredTextBlocks(chunk: string, state: string): ProseBlock[] {
  const reader = new RestructuredTextReader(chunk);
  const lines = sourceLines(chunk);
  const table = tableOf(state);
  if (table === undefined) reader.body(lines, 'paragraph');
  else reader.rows(lines, tableColumns(table.rule, table.indent));
  return reader.blocks.sort((a, b) => a.range.start - b.range.start);
}

class RestructuredTextReader {
  readonly blocks: ProseBlock[] = [];

  #depth = 0;
  /** Whether what is read is one of several cells of its lines. */
  #inCell = false;

  constructor(private readonly source: string) {}

  /** Reads lines that stand at one indentation, and what is indented deeper within them. */
  body(lines: readonly SourceLine[], kind: ProseBlockKind): void {
    if (this.#depth > deepest) return this.#block(lines, kind);
    this.#depth++;
    this.#lines(lines, kind);
    this.#depth--;
  }

  #lines(lines: readonly SourceLine[], kind: ProseBlockKind): void {
    let base: number | undefined;
    for (let index = 0; index < lines.length;) {
      const line = lines[index];
      if (line === undefined || line.text === '') {
        index++;
      } else if (line.indent > (base ?? line.indent)) {
        const end = extentOf(lines, index, base ?? 0);
        this.body(lines.slice(index, end), kind === 'listItem' ? kind : 'quote');
        index = end;
      } else {
        base = line.indent;
        index = Math.max(index + 1, this.#construct(lines, index, line, kind));
      }
    }
  }

  /** Reads the construct that begins at a line; the index of the line behind it. */
  #construct(lines: readonly SourceLine[], index: number, line: SourceLine, kind: ProseBlockKind): number {
    const { text, indent } = line;
    const end = extentOf(lines, index + 1, indent);
    if (explicit.test(text)) return this.#explicit(lines.slice(index, end), line, kind, end);
    if (text.startsWith('>>> ')) return blankFrom(lines, index);
    if (gridTable.test(text) || simpleTable.test(text)) return this.#table(lines, index);
    const title = this.#title(lines, index);
    if (title !== undefined) return title;
    const field = fieldName.exec(text);
    if (field !== null) {
      if (!bareField.test(field[0])) this.#item(line, field[0].length, lines.slice(index + 1, end), kind);
      return end;
    }
    const marker =
      bullet.exec(text) ?? option.exec(text) ?? (isItem(lines[index + 1], line) ? enumerator.exec(text) : null);
    if (marker !== null) {
      this.#item(line, marker[0].length, lines.slice(index + 1, end), text.startsWith('|') ? kind : 'listItem');
      return end;
    }
    return this.#paragraph(lines, index, indent, kind);
  }

  #item(line: SourceLine, length: number, rest: readonly SourceLine[], kind: ProseBlockKind): void {
    const first = restOf(line, length);
    // What is indented less than the item's text still belongs to it.
    const from = rest.find(({ text }) => text !== '')?.indent ?? first.indent;
    this.body([{ ...first, indent: rest[0]?.text === '' ? first.indent : from }, ...rest], kind);
  }

  #explicit(lines: readonly SourceLine[], line: SourceLine, kind: ProseBlockKind, end: number): number {
    const rest = lines.slice(1);
    const label = noteLabel.exec(line.text);
    if (label !== null) {
      this.#item(line, label[0].length, rest, 'note');
      return end;
    }
    const found = directive.exec(line.text);
    if (found === null) return end;
    const content = directiveContent(found[1] ?? '');
    if (content === 'opaque') return end;
    const first = restOf(line, found[0].length);
    if (content === 'titled' && first.text !== '') this.#block([first], 'heading');
    const version = content === 'versioned' ? (/^\S+\s*/.exec(first.text)?.[0].length ?? 0) : 0;
    const isRead = content === 'prose' || content === 'versioned';
    const options = rest.findIndex(({ text }) => !fieldName.test(text));
    const behind = options < 0 ? [] : rest.slice(options);
    if (isRead && first.text.length > version) {
      const indent = behind.find(({ text }) => text !== '')?.indent ?? first.indent;
      this.body([{ ...restOf(first, version), indent }, ...behind], kind);
    } else this.body(behind, kind);
    return end;
  }

  /** A section's title, with a line of punctuation under it or around it, or a rule. */
  #title(lines: readonly SourceLine[], index: number): number | undefined {
    const [line, next, third] = [lines[index], lines[index + 1], lines[index + 2]];
    if (line === undefined) return undefined;
    if (adornment.test(line.text)) {
      const isOverline = next !== undefined && next.text !== '' && third?.text === line.text && line.text.length > 1;
      if (isOverline) this.#block([next], 'heading');
      return isOverline ? index + 3 : line.text.length >= 4 ? index + 1 : undefined;
    }
    const isUnderline = next !== undefined && adornment.test(next.text) && next.indent === line.indent;
    if (!isUnderline || (next.text.length < line.text.length && next.text.length < 4)) return undefined;
    this.#block([line], 'heading');
    return index + 2;
  }

  #paragraph(lines: readonly SourceLine[], index: number, indent: number, kind: ProseBlockKind): number {
    let end = index + 1;
    while (lines[end]?.indent === indent && lines[end]?.text !== '') end++;
    const paragraph = lines.slice(index, end);
    const last = paragraph.at(-1);
    const isTerm = paragraph.length === 1 && lines[end]?.text !== '' && (lines[end]?.indent ?? 0) > indent;
    if (last === undefined || !last.text.endsWith('::')) {
      this.#block(paragraph, kind);
      const definition = isTerm ? extentOf(lines, end, indent) : end;
      this.body(lines.slice(end, definition), 'listItem');
      return definition;
    }
    // Of the colons that announce a literal block one is text, unless they stand by themselves.
    const dropped = /(?:^|\s)::$/.test(last.text) ? 2 : 1;
    const text = last.text.slice(0, -dropped);
    this.#block([...paragraph.slice(0, -1), { ...last, end: last.end - dropped, text }], kind);
    return literalEnd(lines, end, indent);
  }

  /**
   * A table, row by row; a row is up to a rule, or in a simple table up to the next line with text in its first column.
   */
  #table(lines: readonly SourceLine[], index: number): number {
    const rule = lines[index];
    if (rule === undefined) return index + 1;
    const end = tableEnd(lines, index);
    this.rows(lines.slice(index, end), tableColumns(rule.text, rule.indent));
    return end;
  }

  /** Reads the lines of a table whose columns are known. */
  rows(lines: readonly SourceLine[], columns: readonly TextRange[]): void {
    let cells: SourceLine[][] = columns.map(() => []);
    const close = () => {
      this.#inCell = true;
      for (const cell of cells) this.body(cell, 'cell');
      this.#inCell = false;
      cells = columns.map(() => []);
    };
    for (const line of lines) {
      const isGrid = /^[|+]/.test(line.text);
      const isRule = tableRule.test(line.text);
      const parts = isRule ? [] : columnsOf(line, columns);
      if (isRule || line.text === '' || (!isGrid && parts[0]?.text !== '')) close();
      for (const [column, part] of parts.entries()) cells[column]?.push(part);
    }
    close();
  }

  #block(lines: readonly SourceLine[], kind: ProseBlockKind): void {
    const start = this.#inCell ? lines[0]?.start : undefined;
    addBlock(this.blocks, this.source, kind, lines, inlineRules, start);
  }
}

/** Where the columns of a table begin and end, told from its first rule. */
export function tableColumns(rule: string, indent: number): TextRange[] {
  const columns = [...rule.matchAll(/[=-]+/g)].map(({ index, 0: { length } }) => indent + index + length);
  const starts = [...rule.matchAll(/[=-]+/g)].map(({ index }) => indent + index);
  // The last column of a simple table has no end.
  return starts.map((start, at) => ({
    start,
    end: rule.startsWith('=') ? (starts[at + 1] ?? Infinity) : (columns[at] ?? Infinity),
  }));
}

/** The parts of a table's line that stand in its columns. In a grid, a cell may span several. */
function columnsOf(line: SourceLine, columns: readonly TextRange[]): SourceLine[] {
  return columns.map(({ start, end }, column) => {
    const isOpen = line.text.startsWith('|') || line.text.startsWith('+');
    const [from, to] = [Math.max(0, start - line.indent), Math.max(0, end - line.indent)];
    if (isOpen && column > 0 && !'|+'.includes(line.text.charAt(from - 1))) return restOf(line, line.text.length);
    const bar = isOpen ? line.text.indexOf('|', Math.max(from, to)) : -1;
    return restOf({ ...line, text: line.text.slice(0, isOpen && bar >= 0 ? bar : to) }, from);
  });
}

/** The index behind a table: a simple one goes on behind a blank line when what follows stands in its columns. */
function tableEnd(lines: readonly SourceLine[], index: number): number {
  const rule = lines[index];
  let end = blankFrom(lines, index);
  for (let next = lines[end + 1]; rule !== undefined && next !== undefined; next = lines[end + 1]) {
    if (!goesOnInTable(' '.repeat(next.indent) + next.text, `T${rule.indent} ${rule.text}`)) break;
    end = blankFrom(lines, end + 1);
  }
  return end;
}

/** The index behind the lines from `index` on that are blank or indented deeper than `indent`. */
function extentOf(lines: readonly SourceLine[], index: number, indent: number): number {
  let end = index;
  while (end < lines.length && (lines[end]?.text === '' || (lines[end]?.indent ?? 0) > indent)) end++;
  return end;
}

function blankFrom(lines: readonly SourceLine[], index: number): number {
  const blank = lines.findIndex(({ text }, at) => at >= index && text === '');
  return blank < 0 ? lines.length : blank;
}

/** The index behind a literal block: indented lines, or lines that are all quoted with one mark. */
function literalEnd(lines: readonly SourceLine[], index: number, indent: number): number {
  const first = lines.findIndex(({ text }, at) => at >= index && text !== '');
  const mark = /^[!-/:-@[-`{-~]/.exec(lines[first]?.text ?? '')?.[0];
  if (first < 0 || (lines[first]?.indent ?? 0) > indent || mark === undefined) return extentOf(lines, index, indent);
  if (opensOpaque(lines[first]?.text ?? '') || explicit.test(lines[first]?.text ?? '')) return index;
  let end = first;
  while (lines[end]?.text.startsWith(mark)) end++;
  return end;
}

/** Whether a line with an enumerator begins a list item: the line behind it is blank, indented or another item. */
function isItem(next: SourceLine | undefined, { indent }: SourceLine): boolean {
  return next === undefined || next.text === '' || next.indent > indent || enumerator.test(next.text);
}
