import { lineEnd } from '../chunkLines';
import type { ProseBlock, ProseBlockKind } from '../proseBlock';
import { opensWord, standIns } from '../standIns';
import { accentAt, isAccent, isLetter, isSpace, latexSymbols } from './latexCharacters';
import { LatexCursor, length, nextGroup, overlay, parentheses, word, type Nodes } from './latexCursor';
import * as known from './latexMacros';
import { parseLatex, type LatexNode } from './latexNode';
import { LatexOutput, type Place } from './latexOutput';

/** An argument that is a name, a number or a length and not read. */
const isKey = /^(?:[^\s{}:_=@/]*[:_=@/][^\s{}]*|-?[\d.]+\s?(?:[a-z]{2}|\\[a-z]+)?|\\[a-z]+|)$/i;
/** The title among an environment's options. */
const titleKey = /(?<=^|,)\s*(?:title|caption)\s*=\s*/;
/** Options that are words: a capitalized one of some length, or several. */
const titleWords = /^\s*\p{Lu}(?:\p{L}{4}|\p{L}{0,3}\s)[^=]*$/u;

/** The blocks of a chunk of LaTeX's body. */
export function latexBlocks(chunk: string, context: known.LatexContext): ProseBlock[] {
  const nodes = parseLatex(chunk.replaceAll('\r', ' '), context.verbs, context.outer);
  return new LatexReader(chunk, context).read(nodes);
}

/** Walks the tree once. */
class LatexReader {
  readonly #out: LatexOutput;
  readonly #cursor: LatexCursor;

  constructor(
    private readonly source: string,
    private readonly context: known.LatexContext,
  ) {
    this.#out = new LatexOutput(source);
    this.#cursor = new LatexCursor(source);
  }

  read(content: Nodes): ProseBlock[] {
    this.#nodes(content);
    return this.#out.finish();
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
        this.#out.text(Math.max(node.start, this.#cursor.done), node.end);
        break;
      case 'white':
        this.#out.white(node);
        break;
      case 'comment':
        this.#out.comment(node);
        break;
      case 'break':
        this.#out.close(node.start);
        break;
      case 'opaque':
        if (!this.source.startsWith('\\iffalse', node.start)) this.#out.close(node.start);
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
        this.#out.inlineMath(node);
        break;
      case 'verb':
        this.#out.standIn(node, standIns.code);
        break;
      case 'display':
        this.#out.display(node);
        break;
      case 'environment':
        this.#environment(node);
        break;
      case 'macro':
        index = this.#macro(node, nodes, index);
        break;
    }
    this.#cursor.done = Math.max(this.#cursor.done, node.end);
    this.#out.builder?.skip(node.end);
    return index;
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
    const wasInTable = this.#out.inTable;
    this.#out.inTable = false;
    this.#nodes(content);
    this.#out.inTable = wasInTable;
  }

  #environment({ name, content, start, end, innerEnd }: LatexNode): void {
    const plain = known.withoutStar(name);
    this.#out.close(start);
    const outer = { kind: this.#out.kind, inTable: this.#out.inTable };
    if (known.quoteEnvironments.has(plain)) this.#out.kind = 'quote';
    if (known.tableEnvironments.has(plain)) [this.#out.kind, this.#out.inTable] = ['cell', true];
    // The arguments of an environment that was opened in an earlier chunk are there.
    const isHere = this.source.startsWith('\\begin', start);
    const next = isHere ? this.#environmentArguments(name, content) : -1;
    if (known.captionedEnvironments.has(plain)) this.#captions(content);
    else this.#nodes(content.slice(next + 1));
    this.#out.close(innerEnd);
    this.#cursor.done = Math.max(this.#cursor.done, end);
    this.#out.kind = outer.kind;
    this.#out.inTable = outer.inTable;
  }

  #environmentArguments(name: string, content: Nodes): number {
    const signature = this.context.macro(known.environmentName(name))?.args ?? known.environmentArguments(name);
    if (signature !== undefined && !signature.startsWith('o'))
      return this.#arguments(signature, content, -1, 'heading');
    let last = this.#environmentOptions(content, signature !== undefined);
    if (signature !== undefined) return this.#arguments(signature.slice(1), content, last, 'heading');
    for (let next = content[last + 1]; next?.type === 'group'; next = content[last + 1]) {
      if (!isKey.test(this.#out.inner(next).trim())) this.#block(next, 'heading');
      last++;
    }
    return last;
  }

  /**
   * Of the options of an environment, a title is read: one by its key, or words alone where nothing is known of them.
   */
  #environmentOptions(content: Nodes, isKnown: boolean): number {
    this.#cursor.take(overlay, content[0]?.start ?? 0);
    const next = this.#cursor.afterWhite(content, -1);
    const last = this.#cursor.optionalEnd(content, -1);
    if (last === undefined) return -1;
    const [start, end] = [content[next]!.end, content[last]!.start];
    const options = this.source.slice(start, end);
    const key = titleKey.exec(options);
    const from = start + (key === null ? 0 : key.index + key[0].length);
    const value = content.find((node) => node.start === from);
    if (key !== null && value?.type === 'group') this.#block(value, 'heading');
    else if (key !== null || (!isKnown && titleWords.test(options))) {
      const to = key === null ? end : from + this.source.slice(from, end).search(/,|$/);
      this.#blockOf(clipped(content.slice(next + 1, last), to), from, to, 'heading');
    }
    this.#cursor.done = content[last]!.end;
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
    this.#out.close(start);
    this.#out.kind = 'paragraph';
  }

  #macro(node: LatexNode, nodes: Nodes, index: number): number {
    const { name } = node;
    if (isAccent(name)) return this.#accent(node, nodes, index);
    const macro = this.context.macro(name);
    const symbol = macro === undefined && Object.hasOwn(latexSymbols, name) ? latexSymbols[name] : undefined;
    if (symbol !== undefined) {
      const last = isLetter(symbol) && isSpace(this.source, nodes[index + 1]) ? index + 1 : index;
      this.#out.open(node.start).decoded(node.start, nodes[last]!.end, symbol);
      return last;
    }
    return this.#call(macro ?? known.knownMacro(name), node, nodes, index);
  }

  #call(macro: known.LatexMacro | undefined, node: LatexNode, nodes: Nodes, index: number): number {
    if (macro === undefined) return this.#unknown(node, nodes, index);
    const { args, as } = macro;
    if (as === 'item' || as === 'heading') this.#out.close(node.start);
    if (as === 'item') this.#out.kind = 'listItem';
    if (as === 'quotation') return this.#quotation(args, nodes, index);
    const wasKind = this.#out.kind;
    const last = this.#arguments(
      args,
      nodes,
      index,
      as === 'heading' ? 'heading' : as === 'item' ? 'listItem' : 'note',
    );
    const end = Math.max(nodes[last]!.end, Math.min(this.#cursor.done, this.source.length));
    this.#cursor.done = end;
    this.#out.kind = wasKind;
    this.#readAs(macro, { start: node.start, end });
    return last;
  }

  #readAs({ as, args, text = '' }: known.LatexMacro, place: Place): void {
    if (as === 'code' || as === 'mathematics' || as === 'number' || as === 'reference' || as === 'address')
      this.#out.standIn(place, standIns[as]);
    else if (as === 'citation') this.#out.citation(place);
    else if (as === 'text') this.#out.named(text, place);
    else if (as === 'space') this.#out.builder?.decoded(place.start, place.end, ' ');
    else if (as === 'break' && this.#out.inTable) this.#out.close(place.start);
    else if (as === 'break') this.#out.builder?.lineBreak(place.start, place.end);
    else {
      const leavesNothing = !args.includes('p') && place.end - place.start > 2;
      if (leavesNothing && /^[.,;:!?)]/.test(this.source.slice(place.end, place.end + 1)))
        this.#out.builder?.dropSpace();
      this.#out.builder?.skip(place.end);
    }
  }

  #quotation(args: string, nodes: Nodes, index: number): number {
    const { start } = nodes[index]!;
    const last = this.#arguments(args.replace('p', ''), nodes, index, 'note');
    const at = this.#cursor.afterWhite(nodes, last);
    const group = nodes[at];
    if (group?.type !== 'group') return last;
    this.#out.open(start).decoded(start, group.start + 1, '“');
    this.#group(group);
    this.#out.open(group.innerEnd).decoded(group.innerEnd, group.end, '”');
    return at;
  }

  /**
   * A macro that nobody knows: its arguments are read, parted by spaces, unless they are names, numbers or lengths.
   * Without anything to read it is a word in mid-sentence.
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
      if (isReference || isKey.test(this.#out.inner(next).trim())) continue;
      if (hasText) this.#out.builder?.decoded(next.start, next.start + 1, ' ');
      hasText = true;
      this.#group(next);
      this.#cursor.done = next.end;
    }
    if (!hasText && this.#isWord(nodes, last, index))
      this.#out.standIn({ start: node.start, end: nodes[last]!.end }, standIns.reference);
    else if (!hasText && this.#isBetweenLetters(nodes[last]!.end))
      this.#out.builder?.decoded(node.start, nodes[last]!.end, ' ');
    this.#cursor.done = Math.max(this.#cursor.done, nodes[last]!.end);
    this.#out.builder?.skip(nodes[last]!.end);
    return last;
  }

  #isBetweenLetters(at: number): boolean {
    return /\p{L}$/u.test(this.#out.builder?.tail ?? '') && /^\p{L}/u.test(this.source.slice(at, at + 2));
  }

  #isWord(nodes: Nodes, last: number, index: number): boolean {
    if (this.#out.builder !== undefined && this.#out.builder.tail !== '') return opensWord.test(this.#out.builder.tail);
    if (last > index) return false;
    // At a block's start, it is layout unless the line goes on in lower case.
    return /^(?:~|\\ | )[a-z]/.test(this.source.slice(nodes[last]!.end, nodes[last]!.end + 3));
  }

  #accent({ start }: LatexNode, nodes: Nodes, index: number): number {
    const found = accentAt(this.source, nodes, index);
    if (found === undefined) return index;
    this.#out.open(start).decoded(start, found.end, found.text);
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
      else if (argument === 'B') last = this.#optionalBlock(nodes, last, kind);
      else if (argument === 'q') this.#cursor.take(parentheses, this.#cursor.endOf(nodes, last));
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
    if (isNext) this.#out.builder?.decoded(group.start, group.start + 1, ' ');
    this.#cursor.done = Math.max(this.#cursor.done, group.start + 1);
    this.#group(group);
    this.#cursor.done = group.end;
  }

  /** An optional argument with words is a block of its own, e.g. an item's label. */
  #optionalBlock(nodes: Nodes, index: number, kind: ProseBlockKind): number {
    const next = this.#cursor.afterWhite(nodes, index);
    const last = this.#cursor.optionalEnd(nodes, index);
    if (last === undefined) return index;
    const { end } = nodes[next]!;
    const { start } = nodes[last]!;
    if (/\p{L}{2}/u.test(this.source.slice(end, start))) this.#blockOf(nodes.slice(next + 1, last), end, start, kind);
    return last;
  }

  #block({ content, start, innerEnd, end }: LatexNode, kind: ProseBlockKind): void {
    this.#blockOf(content, start + 1, innerEnd, kind);
    this.#cursor.done = end;
  }

  /** Reads a block of its own, within the one that is open. */
  #blockOf(nodes: Nodes, start: number, end: number, kind: ProseBlockKind): void {
    this.#out.within(kind, end, () => {
      this.#cursor.done = Math.max(this.#cursor.done, start);
      this.#nodes(nodes);
    });
  }
}

/** Nodes up to an offset, within whose text it may stand. */
function clipped(nodes: Nodes, end: number): Nodes {
  return nodes
    .filter(({ start }) => start < end)
    .map((node) => (node.type === 'text' && node.end > end ? { ...node, end } : node));
}
