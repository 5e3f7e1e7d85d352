import type { TextRange } from '../protocol/text';
import { BlockBuilder } from './blockBuilder';
import { JoinedLines } from './joinedLines';
import type { ProseBlock, ProseBlockKind } from './proseBlock';

/**
 * What becomes of a piece of inline markup. Offsets are relative to the match; all that is not mentioned is left out.
 */
export type InlineReading =
  | { readonly as: 'standIn'; readonly word: string }
  | { readonly as: 'decoded'; readonly text: string }
  /** A part of the match is text, in which there may be more markup. */
  | { readonly as: 'text'; readonly start: number; readonly end: number }
  /** The same, between quotation marks that stand for what is before and behind that part. */
  | {
      readonly as: 'quoted';
      readonly open: string;
      readonly close: string;
      readonly start: number;
      readonly end: number;
    }
  /** A part of the match is a block of its own. */
  | { readonly as: 'note'; readonly start: number; readonly end: number }
  /** Nothing is left, not even the space before, if punctuation follows. */
  | { readonly as: 'nothing' };

/**
 * One construct of a markup language's inline syntax. Of two that match at one place, the earlier in the list counts.
 */
export interface InlineRule {
  /** With the flags `g` and `u` or none other; takes time linear in what it matches. */
  readonly pattern: RegExp;
  /** Undefined when the match is text after all. */
  readonly read: (match: RegExpExecArray) => InlineReading | undefined;
}

/** The range of capture group `group` within the match, for a group that occurs once and last. */
export function textOf(match: RegExpExecArray, group = 1): InlineReading {
  const content = match[group] ?? '';
  const start = match[0].lastIndexOf(content);
  return { as: 'text', start, end: start + content.length };
}

/**
 * Reads the lines of one block, without markers and indentation, and puts it and then the notes in it behind `blocks`.
 * With its markers it begins at `start`, else with its line, behind the block before it.
 */
export function addBlock(
  blocks: ProseBlock[],
  source: string,
  kind: ProseBlockKind,
  lines: readonly TextRange[],
  rules: readonly InlineRule[],
  start?: number,
): void {
  const first = lines[0]?.start;
  if (first === undefined) return;
  const line = source.lastIndexOf('\n', first - 1) + 1;
  const from = start ?? Math.max(line, blocks.at(-1)?.range.end ?? 0);
  const reader = new InlineReader(source, new JoinedLines(source, lines), rules);
  for (const block of reader.block(kind, from, 0, reader.length)) blocks.push(block);
}

interface Found {
  readonly match: RegExpExecArray;
  readonly reading: InlineReading;
}

class InlineReader {
  #notes: ProseBlock[] = [];

  constructor(
    private readonly source: string,
    private readonly joined: JoinedLines,
    private readonly rules: readonly InlineRule[],
  ) {}

  get length(): number {
    return this.joined.text.length;
  }

  block(kind: ProseBlockKind, from: number, start: number, end: number): ProseBlock[] {
    const outer = this.#notes;
    this.#notes = [];
    const builder = new BlockBuilder(this.source, kind, from);
    this.#text(builder, start, end);
    const limit = end < this.length ? this.joined.sourceOf(end) : undefined;
    const block = builder.build(limit);
    const blocks = block === undefined ? this.#notes : [block, ...this.#notes];
    this.#notes = outer;
    return blocks;
  }

  /** Reads a stretch of the text up to its end, the first construct first. */
  #text(builder: BlockBuilder, start: number, end: number): void {
    let at = start;
    // What lies behind is cut off: to look for marks up to there, too, takes far longer the deeper markup is nested.
    const text = this.joined.text.slice(0, end);
    const next = new Map<InlineRule, Found | undefined>();
    for (;;) {
      const found = first(this.rules, next, text, at);
      if (found === undefined) break;
      const { match, reading } = found;
      this.joined.addTo(builder, at, match.index);
      at = match.index + match[0].length;
      this.#take(builder, reading, match.index, at);
    }
    this.joined.addTo(builder, at, end);
  }

  #take(builder: BlockBuilder, reading: InlineReading, start: number, end: number): void {
    const source = { start: this.joined.sourceOf(start), end: this.joined.sourceOf(end) };
    if (reading.as === 'standIn') builder.standIn(source.start, source.end, reading.word);
    else if (reading.as === 'decoded') builder.decoded(source.start, source.end, reading.text);
    else if (reading.as === 'text') this.#text(builder, start + reading.start, start + reading.end);
    else if (reading.as === 'quoted') {
      const [inner, behind] = [this.joined.sourceOf(start + reading.start), this.joined.sourceOf(start + reading.end)];
      builder.decoded(source.start, inner, reading.open);
      this.#text(builder, start + reading.start, start + reading.end);
      builder.decoded(behind, source.end, reading.close);
    } else if (reading.as === 'note') {
      const from = this.joined.sourceOf(start + reading.start);
      for (const block of this.block('note', from, start + reading.start, start + reading.end)) this.#notes.push(block);
    }
    if ((reading.as === 'note' || reading.as === 'nothing') && /^[.,;:!?)]/.test(this.joined.text.slice(end, end + 1)))
      builder.dropSpace();
    builder.skip(source.end);
  }
}

/** The construct that begins first in `text` from `at` on; `next` keeps what was found of each rule. */
function first(
  rules: readonly InlineRule[],
  next: Map<InlineRule, Found | undefined>,
  text: string,
  at: number,
): Found | undefined {
  let best: Found | undefined;
  for (const rule of rules) {
    if (!next.has(rule) || (next.get(rule)?.match.index ?? at) < at) next.set(rule, search(rule, text, at));
    const found = next.get(rule);
    if (found !== undefined && found.match.index < (best?.match.index ?? Infinity)) best = found;
  }
  return best;
}

function search({ pattern, read }: InlineRule, text: string, from: number): Found | undefined {
  pattern.lastIndex = from;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const reading = read(match);
    if (reading !== undefined) return { match, reading };
    pattern.lastIndex = match.index + 1;
  }
  return undefined;
}
