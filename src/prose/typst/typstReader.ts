import { BlockBuilder } from '../blockBuilder';
import { endMark } from '../latex/latexCharacters';
import type { ProseBlock, ProseBlockKind } from '../proseBlock';
import { needsNoun, opensWord, standIns } from '../standIns';
import type { ContentKind } from './typstFunctions';
import { TypstScanner, type TypstSink } from './typstScanner';

/** A label with a kind before it is one of a figure or a section. */
const labelWithKind = /^@[\p{L}\p{N}]+[:-]/u;

/** The blocks of a chunk of Typst that begins in `state`. */
export function typstBlocks(chunk: string, state: string): ProseBlock[] {
  const reader = new TypstReader(chunk);
  new TypstScanner(state, reader).scan(chunk);
  return reader.finish();
}

/** What content is in: the block around it and how that is read. */
interface Outer {
  readonly kind: ContentKind;
  readonly builder: BlockBuilder | undefined;
  readonly blockKind: ProseBlockKind;
}

class TypstReader implements TypstSink {
  readonly #blocks: ProseBlock[] = [];
  #builder: BlockBuilder | undefined;
  /** What text outside of headings and items is. */
  #kind: ProseBlockKind = 'paragraph';
  /** What the open heading or item is. */
  #lineKind: ProseBlockKind | undefined;
  readonly #outer: Outer[] = [];
  #lastLeft = -1;

  constructor(private readonly source: string) {}

  finish(): ProseBlock[] {
    while (this.#outer.length > 0) this.leave(this.#outer.at(-1)!.kind, this.source.length, this.source.length);
    this.close(this.source.length);
    return this.#blocks.sort((a, b) => a.range.start - b.range.start);
  }

  text(start: number, end: number): void {
    if (!this.#isHidden) this.#open(start).verbatim(start, end);
  }

  decoded(start: number, end: number, text: string): void {
    if (!this.#isHidden) this.#open(start).decoded(start, end, text);
  }

  /** A space, unless there is one. */
  lineBreak(start: number, end: number): void {
    if (!this.#isHidden && !/\s$/.test(this.#builder?.tail ?? ' ')) this.#builder?.lineBreak(start, end);
  }

  /** A displayed formula is a part of the sentence around it, unless that has ended. */
  mathematics(start: number, end: number): void {
    const inner = this.source.slice(start + 1, end - 1);
    const isApart = /^\s[^]*\s$/.test(inner) && /^(?:.*[.!?])?\s*$/.test(this.#builder?.tail ?? '');
    if (isApart) this.close(start);
    else if (/^(?:th|st|nd|rd)\b/.test(this.source.slice(end, end + 3))) this.#standIn(start, end, 'n');
    else this.#standIn(start, end, standIns.mathematics + endMark(inner));
  }

  raw(start: number, end: number, isBlock: boolean): void {
    if (isBlock) this.close(start);
    else this.#standIn(start, end, standIns.code);
  }

  reference(start: number, end: number, as: string): void {
    if (this.#isHidden) return;
    const tail = this.#builder?.tail ?? '';
    const label = this.source.slice(start, end);
    if (as === 'code' || as === 'address') this.#standIn(start, end, standIns[as]);
    else if (as === 'space') this.lineBreak(start, end);
    else if (as === 'citation' ? labelWithKind.test(label) || needsNoun.test(tail) : as === 'word' && this.#isWord(end))
      this.#standIn(start, end, standIns.reference);
    else {
      if (as !== 'nothing') this.#dropSpace(end);
      this.#builder?.skip(end);
    }
  }

  begin(kind: 'heading' | 'listItem', start: number): void {
    this.close(start);
    this.#lineKind = kind;
  }

  close(at: number): void {
    const line = this.source.lastIndexOf('\n', at - 1) + 1;
    const block = this.#builder?.build(this.source.slice(line, at).trim() === '' ? line : at);
    if (block !== undefined) this.#blocks.push(block);
    this.#builder = undefined;
    this.#lineKind = undefined;
  }

  enter(kind: ContentKind, start: number, end: number): void {
    this.#outer.push({ kind, builder: this.#builder, blockKind: this.#lineKind ?? this.#kind });
    if (kind === 'hidden') return;
    if (kind === 'inline') {
      if (this.#lastLeft === start) this.#builder?.decoded(start, end, ' ');
      this.#builder?.skip(end);
    } else if (kind === 'note') [this.#builder, this.#kind, this.#lineKind] = [undefined, 'note', undefined];
    else {
      this.close(start);
      this.#kind = kind;
    }
  }

  leave(kind: ContentKind, start: number, end: number): void {
    const outer = this.#outer.pop();
    this.#lastLeft = end;
    if (kind === 'note' || kind === 'inline' || kind === 'hidden') {
      if (kind === 'note') this.close(start);
      if (kind === 'note' && outer !== undefined) [this.#builder, this.#lineKind] = [outer.builder, outer.blockKind];
      if (kind !== 'inline') this.#dropSpace(end);
      this.#builder?.skip(end);
    } else this.close(start);
    if (kind !== 'inline' && kind !== 'hidden') this.#kind = outer?.blockKind ?? 'paragraph';
  }

  get #isHidden(): boolean {
    return this.#outer.some(({ kind }) => kind === 'hidden');
  }

  /** At a block's start, a variable is layout unless the line goes on in lower case. */
  #isWord(end: number): boolean {
    const tail = this.#builder?.tail ?? '';
    return tail === '' ? /^ ?\p{Ll}/u.test(this.source.slice(end, end + 3)) : opensWord.test(tail);
  }

  #dropSpace(end: number): void {
    if (/^[.,;:!?)]/.test(this.source.slice(end, end + 1))) this.#builder?.dropSpace();
  }

  #standIn(start: number, end: number, word: string): void {
    if (!this.#isHidden) this.#open(start).standIn(start, end, word);
  }

  #open(start: number): BlockBuilder {
    if (this.#builder !== undefined) return this.#builder;
    const line = this.source.lastIndexOf('\n', start - 1) + 1;
    const isFirst = /^\s*(?:(?:=+|[-+/]|\d+\.)\s+)?$/.test(this.source.slice(line, start));
    const isWithin = this.#outer.some(({ kind, builder }) => kind === 'note' && builder !== undefined);
    const kind = isWithin ? 'note' : (this.#lineKind ?? this.#kind);
    return (this.#builder = new BlockBuilder(this.source, kind, isFirst ? line : start));
  }
}
