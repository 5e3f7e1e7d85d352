import { BlockBuilder } from '../blockBuilder';
import { address } from '../plainText/addresses';
import type { ProseBlock, ProseBlockKind } from '../proseBlock';
import { needsNoun, standIns } from '../standIns';
import { endMark, ligature, ligatures } from './latexCharacters';
import * as known from './latexMacros';
import type { LatexNode } from './latexNode';

export type Place = Pick<LatexNode, 'start' | 'end'>;

/** Before the ending of an ordinal number. */
const ordinal = 'n';
/** What isn't read as it stands in text. */
const special = new RegExp(`${address.source}|${ligature.source}`, 'g');

/**
 * Makes blocks of what is read, in the order of the document. A note stands inside of the block that it is a note to.
 */
export class LatexOutput {
  readonly #blocks: ProseBlock[] = [];
  builder: BlockBuilder | undefined;
  kind: ProseBlockKind = 'paragraph';
  inTable = false;
  /** Whether a block is open around this one: all blocks in it are notes to it. */
  #isWithin = false;
  #lastStandIn = { end: -1, word: '' };

  constructor(private readonly source: string) {}

  finish(): ProseBlock[] {
    this.close();
    return this.#blocks.sort((a, b) => a.range.start - b.range.start);
  }

  /** Reads a block of its own, up to `end`, within the one that is open. */
  within(kind: ProseBlockKind, end: number, read: () => void): void {
    const outer = { builder: this.builder, kind: this.kind, inTable: this.inTable, isWithin: this.#isWithin };
    this.#isWithin ||= outer.builder !== undefined;
    this.builder = undefined;
    [this.kind, this.inTable] = [kind, false];
    read();
    this.close(end);
    this.builder = outer.builder;
    this.#isWithin = outer.isWithin;
    [this.kind, this.inTable] = [outer.kind, outer.inTable];
  }

  text(start: number, end: number): void {
    if (this.inTable && end - start === 1 && this.source[start] === '&') return this.close(start);
    const builder = this.open(start);
    let at = start;
    for (const { index, 0: found } of this.source.slice(start, end).matchAll(special)) {
      builder.verbatim(at, start + index);
      at = start + index + found.length;
      const decoded = ligatures[found];
      if (decoded === undefined) builder.standIn(start + index, at, standIns.address);
      else builder.decoded(start + index, at, decoded);
    }
    builder.verbatim(at, end);
  }

  white({ start, end }: Place): void {
    const text = this.source.slice(start, end);
    const breaks = start + text.search(/[\r\n]|$/);
    this.builder?.verbatim(start, breaks);
    if (breaks < end) this.builder?.lineBreak(breaks, end);
  }

  /** A comment takes its line break along, as in TeX, but does not join sentences. */
  comment({ start, end }: Place): void {
    if (/[.,;:!?]$/.test(this.builder?.tail ?? '') && this.source.slice(start, end).includes('\n'))
      this.builder?.lineBreak(start, end);
  }

  /** Displayed mathematics is a part of the sentence around it, unless that has ended. */
  display(node: LatexNode): void {
    const tail = this.builder?.tail ?? '';
    const isApart = /^(?:.*[.!?])?\s*$/.test(tail) || known.formulaParts.has(known.withoutStar(node.name));
    if (isApart) return this.close(node.start);
    const behind = /^[A-Za-z]/.test(this.source.slice(node.end, node.end + 1)) ? ' ' : '';
    this.standIn(node, (/\s$/.test(tail) ? '' : ' ') + standIns.mathematics + endMark(this.inner(node)) + behind);
  }

  /** Ordinal numbers, as “the $n$th”, indices as in “CO$_2$” and arguments as in “f$(x)$” aren't nouns. */
  inlineMath(node: LatexNode): void {
    const inner = this.inner(node);
    const isIndex = /[\p{L}\p{N}]$/u.test(this.builder?.tail ?? '') && /^\s*[_^(]/.test(inner);
    if (isIndex) this.builder?.decoded(node.start, node.end, /^\s*[_^]\{?(\d*)\}?\s*$/.exec(inner)?.[1] ?? '');
    else if (/^-?(?:th|st|nd|rd)\b/.test(this.source.slice(node.end, node.end + 4))) this.standIn(node, ordinal);
    else this.standIn(node, standIns.mathematics + endMark(inner));
  }

  /** The text of an author's macro; white space at its end is there to part it from a word. */
  named(text: string, { start, end }: Place): void {
    const parts = /[\p{L}\p{N}]/u.test(this.source.charAt(end));
    this.open(start).decoded(start, end, parts ? text : text.trimEnd());
  }

  /** A citation after a full clause is left out with the space before it; where the clause needs a noun it is one. */
  citation(place: Place): void {
    const text = this.builder?.tail ?? '';
    if (needsNoun.test(text)) this.standIn(place, standIns.reference);
    else if (/^[.,;:!?)]/.test(this.source.slice(place.end, place.end + 1))) this.builder?.dropSpace();
  }

  /** Several stand-ins without anything between them are one. */
  standIn({ start, end }: Place, word: string): void {
    const { end: lastEnd, word: lastWord } = this.#lastStandIn;
    if (start === lastEnd && word.startsWith(lastWord)) this.builder?.skip(end);
    else this.open(start).standIn(start, end, word);
    this.#lastStandIn = { end, word };
  }

  open(start: number): BlockBuilder {
    if (this.builder !== undefined) return this.builder;
    const line = this.source.lastIndexOf('\n', start - 1) + 1;
    const before = this.source.slice(line, start);
    const marker = /^\s*(?:\\item\s*|\\[a-z]*section\*?\s*\{)$/.test(before);
    return (this.builder = new BlockBuilder(
      this.source,
      this.#isWithin ? 'note' : this.kind,
      marker || before.trim() === '' ? line : start,
    ));
  }

  close(limit?: number): void {
    const block = this.builder?.build(limit);
    if (block !== undefined) this.#blocks.push(block);
    this.builder = undefined;
  }

  inner({ start, innerEnd, name }: LatexNode): string {
    return this.source.slice(start + name.length, innerEnd);
  }
}
