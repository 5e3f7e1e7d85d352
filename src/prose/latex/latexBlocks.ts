import { BlockBuilder } from '../blockBuilder';
import { lineEnd } from '../chunkLines';
import { address } from '../plainText/addresses';
import type { ProseBlock, ProseBlockKind } from '../proseBlock';
import { needsNoun, opensWord, standIns } from '../standIns';
import { accentAt, endMark, isAccent, latexSymbols, ligature, ligatures } from './latexCharacters';
import { LatexCursor, length, nextGroup, overlay, word, type Nodes } from './latexCursor';
import * as known from './latexMacros';
import { parseLatex, type LatexNode } from './latexNode';

type Place = Pick<LatexNode, 'start' | 'end'>;

/** An argument that is a name, a number or a length and not read. */
const isKey = /^(?:[^\s{}:_=@/]*[:_=@/][^\s{}]*|-?[\d.]+\s?(?:[a-z]{2}|\\[a-z]+)?|\\[a-z]+|)$/i;
/** Before the ending of an ordinal number. */
const ordinal = 'n';
/** What isn't read as it stands in text. */
const special = new RegExp(`${address.source}|${ligature.source}`, 'g');

/** The blocks of a chunk of LaTeX's body. */
export function latexBlocks(chunk: string, context: known.LatexContext): ProseBlock[] {
  const nodes = parseLatex(chunk.replaceAll('\r', ' '), context.verbs, context.outer);
  return new LatexReader(chunk, context).read(nodes);
}

/** Walks the tree once. A note stands inside of the block that it is a note to. */
class LatexReader {
  readonly #blocks: ProseBlock[] = [];
  #builder: BlockBuilder | undefined;
  #kind: ProseBlockKind = 'paragraph';
  #inTable = false;
  /** Whether a block is open around this one: all blocks in it are notes to it. */
  #isWithin = false;
  readonly #cursor: LatexCursor;
  #lastStandIn = { end: -1, word: '' };

  constructor(
    private readonly source: string,
    private readonly context: known.LatexContext,
  ) {
    this.#cursor = new LatexCursor(source);
  }

  read(content: Nodes): ProseBlock[] {
    this.#nodes(content);
    this.#close();
    return this.#blocks.sort((a, b) => a.range.start - b.range.start);
  }

  #nodes(nodes: Nodes): void {
    for (let index = 0; index < nodes.length; index++) index = this.#node(nodes, index);
  }

  /** Reads a node; the index of the last one that belongs to it. */
  #node(nodes: Nodes, index: number): number {
    const node = nodes[index];
    if (node === undefined || node.end <= this.#cursor.done) return index;
    switch (node.type) {
      case 'text':
        this.#text(Math.max(node.start, this.#cursor.done), node.end);
        break;
      case 'white':
        this.#white(node);
        break;
      case 'comment':
        this.#comment(node);
        break;
      case 'break':
        this.#close(node.start);
        break;
      case 'opaque':
        if (!this.source.startsWith('\\iffalse', node.start)) this.#close(node.start);
        break;
      case 'stray':
        if (/^[A-Za-z]/.test(node.name)) this.#strayEnd(node);
        break;
      case 'open':
        this.#unclosed(node);
        break;
      case 'group':
        this.#group(node);
        break;
      case 'math':
        this.#inlineMath(node);
        break;
      case 'verb':
        this.#standIn(node, standIns.code);
        break;
      case 'display':
        this.#display(node);
        break;
      case 'environment':
        this.#environment(node);
        break;
      case 'macro':
        index = this.#macro(node, nodes, index);
        break;
    }
    this.#cursor.done = Math.max(this.#cursor.done, node.end);
    this.#builder?.skip(node.end);
    return index;
  }

  #text(start: number, end: number): void {
    if (this.#inTable && end - start === 1 && this.source[start] === '&') return this.#close(start);
    const builder = this.#open(start);
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

  #white({ start, end }: Place): void {
    const text = this.source.slice(start, end);
    const breaks = start + text.search(/[\r\n]|$/);
    this.#builder?.verbatim(start, breaks);
    if (breaks < end) this.#builder?.lineBreak(breaks, end);
  }

  /** A comment takes its line break along, as in TeX, but does not join sentences. */
  #comment({ start, end }: Place): void {
    if (/[.,;:!?]$/.test(this.#builder?.tail ?? '') && this.source.slice(start, end).includes('\n'))
      this.#builder?.lineBreak(start, end);
  }

  /** What is still being typed: mathematics up to the end of its line, or of its paragraph. */
  #unclosed({ name, start, end }: LatexNode): void {
    if (name === '{') return;
    if (name === '$' || name === '\\(') this.#cursor.done = lineEnd(this.source, start);
    else {
      const blank = this.source.slice(end).search(/\n[^\S\n]*\n/);
      this.#cursor.done = blank < 0 ? this.source.length : end + blank;
    }
  }

  #group({ content }: LatexNode): void {
    const wasInTable = this.#inTable;
    this.#inTable = false;
    this.#nodes(content);
    this.#inTable = wasInTable;
  }

  /** Displayed mathematics is a part of the sentence around it, unless that has ended. */
  #display(node: LatexNode): void {
    const tail = this.#builder?.tail ?? '';
    const isApart = /^(?:.*[.!?])?\s*$/.test(tail) || known.formulaParts.has(known.withoutStar(node.name));
    if (isApart) return this.#close(node.start);
    const behind = /^[A-Za-z]/.test(this.source.slice(node.end, node.end + 1)) ? ' ' : '';
    this.#standIn(node, (/\s$/.test(tail) ? '' : ' ') + standIns.mathematics + endMark(this.#inner(node)) + behind);
  }

  /** Ordinal numbers, as “the $n$th”, indices as in “CO$_2$” and arguments as in “f$(x)$” aren't nouns. */
  #inlineMath(node: LatexNode): void {
    const inner = this.#inner(node);
    const isIndex = /[\p{L}\p{N}]$/u.test(this.#builder?.tail ?? '') && /^\s*[_^(]/.test(inner);
    if (isIndex) this.#builder?.decoded(node.start, node.end, /^\s*[_^]\{?(\d*)\}?\s*$/.exec(inner)?.[1] ?? '');
    else if (/^-?(?:th|st|nd|rd)\b/.test(this.source.slice(node.end, node.end + 4))) this.#standIn(node, ordinal);
    else this.#standIn(node, standIns.mathematics + endMark(inner));
  }

  #environment({ name, content, start, end, innerEnd }: LatexNode): void {
    const plain = known.withoutStar(name);
    this.#close(start);
    const outer = { kind: this.#kind, inTable: this.#inTable };
    if (known.quoteEnvironments.has(plain)) this.#kind = 'quote';
    if (known.tableEnvironments.has(plain)) [this.#kind, this.#inTable] = ['cell', true];
    // The arguments of an environment that was opened in an earlier chunk are there.
    const isHere = this.source.startsWith('\\begin', start);
    const next = isHere ? this.#environmentArguments(name, content) : -1;
    if (known.captionedEnvironments.has(plain)) this.#captions(content);
    else this.#nodes(content.slice(next + 1));
    this.#close(innerEnd);
    this.#cursor.done = Math.max(this.#cursor.done, end);
    this.#kind = outer.kind;
    this.#inTable = outer.inTable;
  }

  #environmentArguments(name: string, content: Nodes): number {
    const signature = known.environmentArguments(name);
    if (signature !== undefined) return this.#arguments(signature, content, -1, 'heading');
    let last = this.#arguments('o', content, -1, 'heading');
    for (let next = content[last + 1]; next?.type === 'group'; next = content[last + 1]) {
      if (!isKey.test(this.#inner(next).trim())) this.#block(next, 'heading');
      last++;
    }
    return last;
  }

  #captions(content: Nodes): void {
    for (const [index, { type, name }] of content.entries()) {
      const macro = type === 'macro' ? known.knownMacro(name) : undefined;
      if (macro?.as === 'note') this.#arguments(macro.args, content, index, 'note');
    }
  }

  /** The end of an environment that another chunk began. */
  #strayEnd({ start }: Place): void {
    this.#close(start);
    this.#kind = 'paragraph';
  }

  #macro(node: LatexNode, nodes: Nodes, index: number): number {
    const { name } = node;
    if (isAccent(name)) return this.#accent(node, nodes, index);
    const macro = this.context.macro(name);
    const symbol = macro === undefined && Object.hasOwn(latexSymbols, name) ? latexSymbols[name] : undefined;
    if (symbol !== undefined) {
      this.#open(node.start).decoded(node.start, node.end, symbol);
      return index;
    }
    return this.#call(macro ?? known.knownMacro(name), node, nodes, index);
  }

  #call(macro: known.LatexMacro | undefined, node: LatexNode, nodes: Nodes, index: number): number {
    if (macro === undefined) return this.#unknown(node, nodes, index);
    const { args, as } = macro;
    if (as === 'item' || as === 'heading') this.#close(node.start);
    if (as === 'item') this.#kind = 'listItem';
    if (as === 'quotation') return this.#quotation(args, nodes, index);
    const wasKind = this.#kind;
    const last = this.#arguments(args, nodes, index, as === 'heading' ? 'heading' : 'note');
    const end = Math.max(nodes[last]!.end, Math.min(this.#cursor.done, this.source.length));
    this.#cursor.done = end;
    this.#kind = wasKind;
    this.#readAs(as, { start: node.start, end }, args);
    return last;
  }

  #readAs(as: known.Reading | undefined, place: Place, args: string): void {
    if (as === 'code' || as === 'mathematics' || as === 'number' || as === 'reference' || as === 'address')
      this.#standIn(place, standIns[as]);
    else if (as === 'citation') this.#citation(place);
    else if (as === 'space') this.#builder?.decoded(place.start, place.end, ' ');
    else if (as === 'break' && this.#inTable) this.#close(place.start);
    else if (as === 'break') this.#builder?.lineBreak(place.start, place.end);
    else {
      const leavesNothing = !args.includes('p') && place.end - place.start > 2;
      if (leavesNothing && /^[.,;:!?)]/.test(this.source.slice(place.end, place.end + 1))) this.#builder?.dropSpace();
      this.#builder?.skip(place.end);
    }
  }

  #quotation(args: string, nodes: Nodes, index: number): number {
    const { start } = nodes[index]!;
    const last = this.#arguments(args.replace('p', ''), nodes, index, 'note');
    const at = this.#cursor.afterWhite(nodes, last);
    const group = nodes[at];
    if (group?.type !== 'group') return last;
    this.#open(start).decoded(start, group.start + 1, '“');
    this.#group(group);
    this.#open(group.innerEnd).decoded(group.innerEnd, group.end, '”');
    return at;
  }

  /** A citation after a full clause is left out with the space before it; where the clause needs a noun it is one. */
  #citation(place: Place): void {
    const text = this.#builder?.tail ?? '';
    if (needsNoun.test(text)) this.#standIn(place, standIns.reference);
    else if (/^[.,;:!?)]/.test(this.source.slice(place.end, place.end + 1))) this.#builder?.dropSpace();
  }

  /**
   * A macro that nobody knows: its arguments are read, parted by spaces, unless they are names, numbers or lengths. Without anything to read it is
   * a word in mid-sentence.
   */
  #unknown(node: LatexNode, nodes: Nodes, index: number): number {
    let last =
      nodes[index + 1] !== undefined && this.#cursor.isBracket(nodes[index + 1], '[')
        ? (this.#cursor.optionalEnd(nodes, index) ?? index)
        : index;
    let hasText = false;
    for (let next = nodes[last + 1]; next?.type === 'group'; next = nodes[last + 1]) {
      const isReference = !hasText && /refs?$/i.test(node.name) && last === index;
      last++;
      if (isReference || isKey.test(this.#inner(next).trim())) continue;
      if (hasText) this.#builder?.decoded(next.start, next.start + 1, ' ');
      hasText = true;
      this.#group(next);
      this.#cursor.done = next.end;
    }
    if (!hasText && this.#isWord(nodes, last, index))
      this.#standIn({ start: node.start, end: nodes[last]!.end }, standIns.reference);
    else if (!hasText && this.#isBetweenLetters(nodes[last]!.end))
      this.#builder?.decoded(node.start, nodes[last]!.end, ' ');
    this.#cursor.done = Math.max(this.#cursor.done, nodes[last]!.end);
    this.#builder?.skip(nodes[last]!.end);
    return last;
  }

  #isBetweenLetters(at: number): boolean {
    return /\p{L}$/u.test(this.#builder?.tail ?? '') && /^\p{L}/u.test(this.source.slice(at, at + 2));
  }

  #isWord(nodes: Nodes, last: number, index: number): boolean {
    if (this.#builder !== undefined && this.#builder.tail !== '') return opensWord.test(this.#builder.tail);
    if (last > index) return false;
    // At a block's start, it is layout unless the line goes on in lower case.
    return /^(?:~|\\ | )[a-z]/.test(this.source.slice(nodes[last]!.end, nodes[last]!.end + 3));
  }

  #accent({ start }: LatexNode, nodes: Nodes, index: number): number {
    const found = accentAt(this.source, nodes, index);
    if (found === undefined) return index;
    this.#open(start).decoded(start, found.end, found.text);
    this.#cursor.done = found.end;
    return found.last;
  }

  /** Takes a macro's arguments in; the index of the last node that belongs to them. */
  #arguments(signature: string, nodes: Nodes, index: number, kind: ProseBlockKind): number {
    let last = index;
    this.#cursor.take(overlay, index < 0 ? (nodes[0]?.start ?? 0) : nodes[index]!.end);
    for (const [at, argument] of [...signature].entries()) {
      const next = this.#cursor.afterWhite(nodes, last);
      const node = nodes[next];
      if (argument === '*') {
        if (node?.type === 'text' && this.source[node.start] === '*')
          this.#cursor.done = Math.max(this.#cursor.done, node.start + 1);
        if (node !== undefined && node.end <= this.#cursor.done) last = next;
      } else if (argument === 'o') last = this.#cursor.optionalEnd(nodes, last) ?? last;
      else if (argument === 'r') last = this.#cursor.allArguments(nodes, last);
      else if (argument === 'l' || argument === 'w')
        this.#cursor.take(argument === 'l' ? length : word, this.#cursor.endOf(nodes, last));
      else if (argument === 'd') last = nextGroup(nodes, last);
      else if (node?.type === 'group') {
        if (argument === 'p') this.#argument(node, signature.indexOf('p') < at);
        if (argument === 'b') this.#block(node, kind);
        last = next;
      } else if (argument === 't' && node?.type === 'macro') last = next;
      else if (argument === 'm' && node?.type === 'open' && node.name === '{') {
        // An argument that is still being typed.
        last = Math.max(next, this.#cursor.lastOnLine(nodes, next));
      }
    }
    return last;
  }

  /** Reads an argument where it stands, parted from another one before. */
  #argument(group: LatexNode, isNext: boolean): void {
    if (isNext) this.#builder?.decoded(group.start, group.start + 1, ' ');
    this.#cursor.done = Math.max(this.#cursor.done, group.start + 1);
    this.#group(group);
    this.#cursor.done = group.end;
  }

  /** Reads a block of its own, within the one that is open. */
  #block(node: LatexNode, kind: ProseBlockKind): void {
    const outer = { builder: this.#builder, kind: this.#kind, inTable: this.#inTable, isWithin: this.#isWithin };
    this.#isWithin ||= outer.builder !== undefined;
    this.#builder = undefined;
    [this.#kind, this.#inTable] = [kind, false];
    this.#cursor.done = Math.max(this.#cursor.done, node.start + 1);
    this.#nodes(node.content);
    this.#close(node.innerEnd);
    this.#builder = outer.builder;
    this.#isWithin = outer.isWithin;
    [this.#kind, this.#inTable, this.#cursor.done] = [outer.kind, outer.inTable, node.end];
  }

  /** Several stand-ins without anything between them are one. */
  #standIn({ start, end }: Place, word: string): void {
    const { end: lastEnd, word: lastWord } = this.#lastStandIn;
    if (start === lastEnd && word.startsWith(lastWord)) this.#builder?.skip(end);
    else this.#open(start).standIn(start, end, word);
    this.#lastStandIn = { end, word };
  }

  #open(start: number): BlockBuilder {
    if (this.#builder !== undefined) return this.#builder;
    const line = this.source.lastIndexOf('\n', start - 1) + 1;
    const before = this.source.slice(line, start);
    const marker = /^\s*(?:\\item\s*(?:\[[^\]]*\]\s*)?|\\[a-z]*section\*?\s*\{)$/.test(before);
    return (this.#builder = new BlockBuilder(
      this.source,
      this.#isWithin ? 'note' : this.#kind,
      marker || before.trim() === '' ? line : start,
    ));
  }

  #close(limit?: number): void {
    const block = this.#builder?.build(limit);
    if (block !== undefined) this.#blocks.push(block);
    this.#builder = undefined;
  }

  #inner({ start, innerEnd, name }: LatexNode): string {
    return this.source.slice(start + name.length, innerEnd);
  }
}
