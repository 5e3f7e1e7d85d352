import { addBlock } from '../inlineMarkup';
import type { ProseBlock, ProseBlockKind } from '../proseBlock';
import { restOf, sourceLines, type SourceLine } from '../sourceLine';
import { documentStart, isUnderline, opaqueStyle, tableDelimiter } from './asciiDocChunks';
import { inlineRules } from './inlineRules';

const comment = /^\/\/(?!\/)/;
const attributeEntry = /^:!?[\w-][\w-]*!?:(?:\s|$)/;
const blockAttributes = /^\[(?:[^\]]|\][^\s])*\]$/;
const blockMacro = /^[a-z][\w-]*::[^\s[]*\[.*\]$/i;
const structural =
  /^(?:={4,}|\*{4,}|_{4,}|--|-{4,}|\.{4,}|\+{4,}|\/{4,}|`{3}.*|'{3,}|<{3,}|-{3}|\*{3}|- - -|\* \* \*)$/;
const heading = /^(?:={1,6}|#{1,6})\s+(?=\S)/;
const blockTitle = /^\.(?=[^\s.])/;
const item = /^(?:\*{1,6}|-|\.{1,6}|\d+\.|[a-zA-Z]\.|<(?:\d+|\.)>)\s+(?:\[[ xX*]\]\s+)?(?=\S)/;
const term = /^(\S(?:.*?\S)?)(:{2,4}|;;)(?:\s+|$)/;
const admonition = /^(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s+(?=\S)/;
/** A cell's marker with how it spans, repeats and is laid out, by the sign of the table's delimiter. */
const cellStarts: Readonly<Record<string, RegExp>> = Object.fromEntries(
  ['|', '!'].map((sign) => [
    sign,
    new RegExp(
      String.raw`(?<!\\)(?:(?<=^|\s)(?:\d+(?:\.\d+)?[+*]|\.\d+\+)?[<^>]?(?:\.[<^>])?[aehlmsvd]?)?[${sign}]`,
      'g',
    ),
  ]),
);

/** The blocks of a chunk of AsciiDoc that begins in `state`. */
export function asciiDocBlocks(chunk: string, state: string): ProseBlock[] {
  const reader = new AsciiDocReader(chunk);
  const lines = sourceLines(chunk);
  const isTable = tableDelimiter.test(state) || tableDelimiter.test(lines[0]?.text ?? '');
  const sign = (tableDelimiter.test(state) ? state : (lines[0]?.text ?? '')).charAt(0);
  if (isTable)
    reader.table(
      lines.filter(({ text }) => !tableDelimiter.test(text)),
      sign,
    );
  else reader.lines(lines, state === documentStart);
  return reader.blocks;
}

class AsciiDocReader {
  readonly blocks: ProseBlock[] = [];
  #open: { readonly kind: ProseBlockKind; readonly lines: SourceLine[] } | undefined;
  /** Whether the next paragraph is code. */
  #isCode = false;

  constructor(private readonly source: string) {}

  lines(lines: readonly SourceLine[], hasHeader: boolean): void {
    let inHeader = hasHeader;
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index];
      if (line === undefined) continue;
      // Under the document's title stand its author and revision.
      const isUnderlined = isUnderline(lines[index + 1]?.text ?? '', line.text);
      if (inHeader && (/^=\s/.test(line.text) || isUnderlined)) {
        this.#line(line);
        if (isUnderlined) this.#line(lines[++index] ?? line);
        while ((lines[index + 1]?.text ?? '') !== '') index++;
        inHeader = false;
      } else {
        if (line.text !== '' && !comment.test(line.text) && !attributeEntry.test(line.text)) inHeader = false;
        if (attributeEntry.test(line.text)) while (/\s\\$/.test(lines[index]?.text ?? '')) index++;
        this.#line(line);
      }
    }
    this.#close();
  }

  /** Cells of a table in the usual notation; one without a bar of its own goes on with the last. */
  table(lines: readonly SourceLine[], sign: string): void {
    let cell: SourceLine[] = [];
    const close = () => {
      this.#block(cell, 'cell', cell[0]?.start);
      cell = [];
    };
    for (const line of lines) {
      let at = 0;
      for (const { index, 0: marker } of line.text.matchAll(cellStarts[sign] ?? new RegExp(sign, 'g'))) {
        const before = restOf({ ...line, text: line.text.slice(0, index) }, at);
        if (before.text !== '') cell.push(before);
        close();
        at = index + marker.length;
      }
      const rest = restOf(line, at);
      if (rest.text !== '') cell.push(rest);
      else if (line.text === '') close();
    }
    close();
  }

  #line(line: SourceLine): void {
    const { text } = line;
    if (
      this.#open?.kind === 'paragraph' &&
      this.#open.lines.length === 1 &&
      isUnderline(text, this.#open.lines[0]?.text ?? '')
    ) {
      this.#open = { ...this.#open, kind: 'heading' };
      return this.#close();
    }
    // The definition of a term may stand behind a blank line.
    if (text === '' && this.#open?.lines.length === 0) return;
    if (text === '' || text === '+') {
      this.#isCode = false;
      return this.#close();
    }
    if (comment.test(text)) return;
    if (this.#isCode) return;
    // Indented lines are literal, unless they go on with an item.
    if (line.indent > 0 && this.#open === undefined && !item.test(text) && !term.test(text)) {
      this.#isCode = true;
      return;
    }
    if (attributeEntry.test(text) || structural.test(text) || blockMacro.test(text)) {
      this.#close();
      return text.startsWith('image::') ? this.#block([line], 'paragraph') : undefined;
    }
    if (blockAttributes.test(text)) {
      this.#close();
      this.#isCode = opaqueStyle.test(text);
      return;
    }
    this.#begin(line);
  }

  #begin(line: SourceLine): void {
    const single = heading.exec(line.text) ?? (this.#open === undefined ? blockTitle.exec(line.text) : null);
    if (single !== null) {
      this.#close();
      return this.#block([restOf(line, single[0].length)], 'heading');
    }
    const marker = item.exec(line.text);
    const label = admonition.exec(line.text);
    const named = term.exec(line.text);
    if (marker !== null || label !== null) {
      this.#close();
      const start = (marker ?? label)?.[0].length ?? 0;
      this.#open = { kind: marker === null ? 'paragraph' : 'listItem', lines: [restOf(line, start)] };
    } else if (named !== null && !/^\w+:(?!:)\S*$/.test(line.text)) {
      this.#close();
      const [whole, name = ''] = named;
      this.#block([{ ...line, text: name, end: line.start + name.length }], 'listItem');
      const rest = restOf(line, whole.length);
      this.#open = { kind: 'listItem', lines: rest.text === '' ? [] : [rest] };
    } else if (this.#open !== undefined) this.#open.lines.push(line);
    else this.#open = { kind: 'paragraph', lines: [line] };
  }

  #close(): void {
    if (this.#open !== undefined) this.#block(this.#open.lines, this.#open.kind);
    this.#open = undefined;
  }

  #block(lines: readonly SourceLine[], kind: ProseBlockKind, start?: number): void {
    addBlock(this.blocks, this.source, kind, lines, inlineRules, start);
  }
}
