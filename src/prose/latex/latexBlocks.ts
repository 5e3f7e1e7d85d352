import { BlockBuilder } from '../blockBuilder';
import { lineEnd } from '../chunkLines';
import type { ProseBlock, ProseBlockKind } from '../proseBlock';
import { standIns } from '../standIns';
import { accented, isAccent, latexSymbols, ligature, ligatures } from './latexCharacters';
import * as known from './latexMacros';
import { parseLatex, type LatexNode } from './latexNode';

type Nodes = readonly LatexNode[];
type Place = ReturnType<typeof placeOf>;

/** Addresses, in which a percent sign begins no comment. */
const withAddress = /\\(?:url|path|nolinkurl|href)\s*\{[^{}\n]*\}/g;
const pairedMark = /---?|``|''/y;
/** Words after which a citation is a part of the sentence. */
const needsNoun =
  /(?:^|[.!?]\s+|\b(?:in|by|of|from|see|to|with|and|or|following|than|e\.g\.|cf\.|like|as|on|per|both)[\s,]+)$/i;

/** The blocks of a chunk of LaTeX's body. */
export function latexBlocks(chunk: string): ProseBlock[] {
  // Characters that the parser takes for something else are changed for others of the same length.
  const parsed = chunk.replaceAll('\r', ' ').replace(withAddress, (found) => found.replaceAll('%', '_'));
  return new LatexReader(chunk).read(parseLatex(parsed));
}

/** Walks unified-latex's tree once. A note stands inside of the block that it is a note to. */
class LatexReader {
  readonly #blocks: ProseBlock[] = [];
  #builder: BlockBuilder | undefined;
  #kind: ProseBlockKind = 'paragraph';
  #inTable = false;
  /** Up to where the source has been taken in. */
  #done = 0;

  constructor(private readonly source: string) {}

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
    if (node === undefined) return index;
    const place = placeOf(node);
    if (place.end <= this.#done) return index;
    switch (node.type) {
      case 'string':
        this.#string(node.content, Math.max(place.start, this.#done), place.end);
        break;
      case 'whitespace':
        this.#white(place);
        break;
      case 'comment':
        this.#comment(place);
        break;
      case 'parbreak':
      case 'verbatim':
        this.#close(place.start);
        break;
      case 'group':
        this.#nodes(node.content);
        break;
      case 'inlinemath':
        this.#standIn(place, standIns.mathematics + endMark(this.source.slice(place.start, place.end)));
        break;
      case 'verb':
        this.#standIn(place, standIns.code);
        break;
      case 'displaymath':
      case 'mathenv':
        this.#display(place);
        break;
      case 'environment':
        this.#environment(node.env, node.content, place);
        break;
      case 'macro':
        index = this.#macro(node.content, nodes, index);
        break;
    }
    this.#done = Math.max(this.#done, place.end);
    this.#builder?.skip(place.end);
    return index;
  }

  #string(content: string, start: number, end: number): void {
    if (content === '&' && this.#inTable) return this.#close(start);
    if (content === '{' || content === '}') return;
    // Mathematics that is still being typed.
    if (content === '$') {
      this.#done = lineEnd(this.source, start);
      return;
    }
    const builder = this.#open(start);
    // The parser hands out dashes and quotation marks one by one.
    pairedMark.lastIndex = start;
    const mark = pairedMark.exec(this.source)?.[0];
    if (mark !== undefined) {
      this.#done = start + mark.length;
      return builder.decoded(start, this.#done, ligatures[mark] ?? mark);
    }
    let at = start;
    for (const { index, 0: found } of this.source.slice(start, end).matchAll(ligature)) {
      builder.verbatim(at, start + index);
      at = start + index + found.length;
      builder.decoded(start + index, at, ligatures[found] ?? found);
    }
    builder.verbatim(at, end);
  }

  #white({ start, end }: Place): void {
    const text = this.source.slice(start, end);
    if (/[\r\n]/.test(text)) {
      const breaks = start + text.search(/[\r\n]/);
      this.#builder?.verbatim(start, breaks);
      this.#builder?.lineBreak(breaks, end);
    } else this.#builder?.verbatim(start, end);
  }

  /** A comment takes its line break along, as in TeX, but does not join sentences; the white space before it is a space. */
  #comment({ start, end }: Place): void {
    const comment = this.source.slice(start, end);
    const lead = /^\s*/.exec(comment)?.[0].length ?? 0;
    if (lead > 0) this.#white({ start, end: start + lead });
    else if (/[.,;:!?]$/.test(this.#builder?.tail ?? '') && /\n\s*$/.test(comment))
      this.#builder?.lineBreak(start, end);
  }

  /** Displayed mathematics is a part of the sentence around it, unless that has ended. */
  #display(place: Place): void {
    const text = this.#builder?.tail.trimEnd() ?? '';
    if (text === '' || /[.!?]$/.test(text)) this.#close(place.start);
    else this.#standIn(place, standIns.mathematics + endMark(this.source.slice(place.start, place.end)));
  }

  #environment(name: string, content: Nodes, place: Place): void {
    const plain = name.replace(/\*$/, '');
    if (known.mathEnvironments.has(plain)) return this.#display(place);
    this.#close(place.start);
    if (known.opaqueEnvironments.has(plain)) return;
    const outer = { kind: this.#kind, inTable: this.#inTable };
    if (known.quoteEnvironments.has(plain)) this.#kind = 'quote';
    if (known.tableEnvironments.has(plain)) [this.#kind, this.#inTable] = ['cell', true];
    const next = this.#arguments(known.environmentArguments[plain] ?? 'o', content, -1, 'heading');
    this.#nodes(content.slice(next + 1));
    this.#close(place.end - `\\end{${name}}`.length);
    this.#kind = outer.kind;
    this.#inTable = outer.inTable;
  }

  #macro(name: string, nodes: Nodes, index: number): number {
    const place = placeOf(nodes[index]);
    if (isAccent(name)) return this.#accent(name, nodes, index, place);
    if (name === 'begin' || name === 'end') return this.#unpaired(nodes, index, place);
    const symbol = Object.hasOwn(latexSymbols, name) ? latexSymbols[name] : undefined;
    if (symbol !== undefined) {
      this.#open(place.start).decoded(place.start, place.end, symbol);
      return index;
    }
    const macro = known.latexMacros.get(name);
    if (macro === undefined) return this.#unknown(nodes, index, place);
    if (macro.as === 'item' || macro.as === 'heading') this.#close(place.start);
    if (macro.as === 'item') this.#kind = 'listItem';
    const wasKind = this.#kind;
    const last = this.#arguments(macro.args, nodes, index, macro.as === 'heading' ? 'heading' : 'note');
    const end = placeOf(nodes[last]).end;
    this.#done = Math.max(this.#done, end);
    this.#kind = wasKind;
    this.#readAs(macro, { start: place.start, end });
    return last;
  }

  #readAs({ as }: known.LatexMacro, place: Place): void {
    if (as === 'code' || as === 'number' || as === 'reference' || as === 'address') this.#standIn(place, standIns[as]);
    else if (as === 'citation') this.#citation(place);
    else if (as === 'space') this.#builder?.decoded(place.start, place.end, ' ');
    else if (as === 'break' && this.#inTable) this.#close(place.start);
    else if (as === 'break') this.#builder?.lineBreak(place.start, place.end);
    else if (as === 'item' || as === 'heading') this.#builder?.skip(place.end);
    else if (as === undefined) this.#builder?.skip(place.end);
  }

  /** A citation after a full clause is left out with the space before it; where the clause needs a noun it is one. */
  #citation(place: Place): void {
    const text = this.#builder?.tail ?? '';
    if (needsNoun.test(text)) this.#standIn(place, standIns.reference);
    else if (/^[.,;:!?)]/.test(this.source.slice(place.end))) this.#builder?.dropSpace();
  }

  /** A macro of the author's: its arguments are read; without any it is a word in mid-sentence. */
  #unknown(nodes: Nodes, index: number, place: Place): number {
    const next = nodes[index + 1];
    const isEmpty = next?.type === 'group' && next.content.length === 0;
    if (next?.type === 'group' && !isEmpty) return index;
    const optional = optionalEnd(nodes, index);
    if (optional !== undefined) return optional;
    const end = isEmpty ? placeOf(next).end : place.end;
    if (this.#builder !== undefined && /\s$/.test(this.#builder.tail))
      this.#standIn({ start: place.start, end }, standIns.reference);
    return isEmpty ? index + 1 : index;
  }

  /** `\begin` and `\end` whose other half is in another chunk, or not there yet. */
  #unpaired(nodes: Nodes, index: number, place: Place): number {
    this.#close(place.start);
    const group = nodes[index + 1];
    if (group?.type !== 'group') return index;
    const name = this.source.slice(placeOf(group).start + 1, placeOf(group).end - 1).replace(/\*$/, '');
    const isEnd = this.source.startsWith('\\end', place.start);
    this.#kind = !isEnd && known.quoteEnvironments.has(name) ? 'quote' : 'paragraph';
    return isEnd ? index + 1 : this.#arguments(known.environmentArguments[name] ?? 'o', nodes, index + 1, 'heading');
  }

  #accent(name: string, nodes: Nodes, index: number, place: Place): number {
    let next = index + 1;
    if (/^[a-z]$/i.test(name) && nodes[next]?.type === 'whitespace') next++;
    const node = nodes[next];
    const { start, end } = placeOf(node);
    if (node?.type === 'group' || (node?.type === 'macro' && /^[ij]$/.test(node.content))) {
      const letter = this.source.slice(start, end).replace(/^\{\s*|\s*\}$/g, '');
      this.#open(place.start).decoded(place.start, end, accented(name, letter));
      this.#done = end;
      return next;
    }
    if (node?.type !== 'string') return index;
    const letter = String.fromCodePoint(node.content.codePointAt(0) ?? 32);
    this.#done = start + letter.length;
    this.#open(place.start).decoded(place.start, this.#done, accented(name, letter));
    // The rest of the string is text.
    return next - 1;
  }

  /** Takes a macro's arguments in; the index of the last node that belongs to them. */
  #arguments(signature: string, nodes: Nodes, index: number, kind: ProseBlockKind): number {
    let last = index;
    for (const argument of signature) {
      const next = afterWhite(nodes, last);
      const node = nodes[next];
      if (argument === '*') {
        if (node?.type === 'string' && node.content === '*') last = next;
      } else if (argument === 'o') {
        last = optionalEnd(nodes, last) ?? last;
      } else if (node?.type === 'group') {
        if (argument === 'p') this.#nodes(node.content);
        if (argument === 'b') this.#block(node.content, placeOf(node), kind);
        last = next;
      } else if (argument === 'm' && node?.type === 'string' && node.content === '{') {
        // An argument that is still being typed.
        last = Math.max(next, lastOnLine(nodes, next));
      }
    }
    return last;
  }

  /** Reads a block of its own, within the one that is open. */
  #block(content: Nodes, { start, end }: Place, kind: ProseBlockKind): void {
    const outer = { builder: this.#builder, kind: this.#kind, inTable: this.#inTable, done: this.#done };
    this.#builder = undefined;
    [this.#kind, this.#inTable] = [kind, false];
    this.#done = start + 1;
    this.#nodes(content);
    this.#close(end - 1);
    this.#builder = outer.builder;
    [this.#kind, this.#inTable, this.#done] = [outer.kind, outer.inTable, outer.done];
  }

  #standIn({ start, end }: Place, word: string): void {
    this.#open(start).standIn(start, end, word);
  }

  #open(start: number): BlockBuilder {
    if (this.#builder !== undefined) return this.#builder;
    const line = this.source.lastIndexOf('\n', start - 1) + 1;
    const before = this.source.slice(line, start);
    const marker = /^\s*(?:\\item\s*(?:\[[^\]]*\]\s*)?|\\[a-z]*section\*?\s*\{)$/.test(before);
    return (this.#builder = new BlockBuilder(this.source, this.#kind, marker || before.trim() === '' ? line : start));
  }

  #close(limit?: number): void {
    const block = this.#builder?.build(limit);
    if (block !== undefined) this.#blocks.push(block);
    this.#builder = undefined;
  }
}

function placeOf(node: LatexNode | undefined): { readonly start: number; readonly end: number } {
  return { start: node?.position?.start.offset ?? 0, end: node?.position?.end.offset ?? 0 };
}

function afterWhite(nodes: Nodes, index: number): number {
  let next = index + 1;
  while (nodes[next]?.type === 'whitespace' || nodes[next]?.type === 'comment') next++;
  return next;
}

/** The last node before the next line break. */
function lastOnLine(nodes: Nodes, index: number): number {
  const next = nodes.findIndex(
    ({ type, position }, at) =>
      at > index &&
      (type === 'parbreak' ||
        type === 'comment' ||
        (type === 'whitespace' && position?.start.line !== position?.end.line)),
  );
  return next < 0 ? nodes.length - 1 : next - 1;
}

/** The index of the bracket that closes an optional argument behind `index`. */
function optionalEnd(nodes: Nodes, index: number): number | undefined {
  const next = afterWhite(nodes, index);
  const isBracket = (node: LatexNode | undefined, bracket: string) =>
    node?.type === 'string' && node.content === bracket;
  if (!isBracket(nodes[next], '[')) return undefined;
  for (let at = next + 1; at < nodes.length && nodes[at]?.type !== 'parbreak'; at++)
    if (isBracket(nodes[at], ']')) return at;
  return undefined;
}

/** The punctuation with which mathematics ends: it is the sentence's. */
function endMark(source: string): string {
  const content = source
    .replace(/(?:\\\]|\$+|\\\)|\\end\{[^}]*\})$/, '')
    .replace(/\\(?:label|tag)\{[^}]*\}|\\(?:nonumber|notag)\b/g, '');
  return /[.,;!?]\s*(?:\}\s*)?$/.exec(content)?.[0].charAt(0) ?? '';
}
