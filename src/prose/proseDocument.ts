import type { TextRange } from '../protocol/text';
import { shifted } from './blockBuilder';
import { plainTextLanguage } from './plainText/plainTextLanguage';
import { nearestText, sentenceIndexAt, toSource, toText, type ProseBlock } from './proseBlock';
import { maxChunkLength, type ChunkEnd, type DocumentFacts, type Insertion, type ProseLanguage } from './proseLanguage';

/** A change of the text: `text` replaces what stood between the offsets. */
export interface ProseEdit extends TextRange {
  readonly text: string;
}

/** A sentence at a place of a document. */
export interface ProseSentence {
  readonly block: ProseBlock;
  /** In `block.text`. */
  readonly range: TextRange;
  /** In the document. */
  readonly source: TextRange;
  readonly text: string;
}

interface Chunk {
  readonly text: string;
  /** The state in which it begins. */
  readonly state: string;
  readonly hasProse: boolean;
  readonly labels: readonly string[];
  /** Its blocks, once read, with ranges in `text`; `labels` is what reading them depended on. */
  read?: { readonly blocks: readonly ProseBlock[]; readonly labels: ReadonlyMap<string, string> };
}

/**
 * How many chunks before an edit are cut anew: each is a line or more, and where one ends may depend on the two lines
 * behind it.
 */
const chunksBefore = 2;

/**
 * The prose of a document that is being written. It keeps the text as a row of chunks; an edit cuts anew the chunks
 * that it touches and those behind them until the old cuts fit again, and blocks are read chunk by chunk when they are
 * asked for.
 */
export class ProseDocument {
  readonly #language: ProseLanguage;
  #chunks: Chunk[] = [];
  /** Offsets of the chunks, one more than there are chunks. */
  #starts: number[] = [0];
  /** How many times a label is defined, by what it is defined as. */
  readonly #labels = new Map<string, Map<string, number>>();

  constructor(language: ProseLanguage, text: string) {
    this.#language = language;
    this.#replace(0, 0, this.#cut([text], language.initialState, 0, true).chunks);
  }

  /** Length of the text, in UTF-16 code units. */
  get length(): number {
    return this.#starts.at(-1) ?? 0;
  }

  /** The whole text. */
  get text(): string {
    return this.#chunks.map(({ text }) => text).join('');
  }

  /** Takes over a change; offsets are of the text before it. Throws a RangeError for offsets outside of the text. */
  update({ start, end, text }: ProseEdit): void {
    if (!(0 <= start && start <= end && end <= this.length))
      throw new RangeError(`No range ${start}–${end} in the text.`);
    const first = Math.max(0, this.#indexAt(start) - chunksBefore);
    const last = this.#indexAt(end);
    const from = this.#starts[first] ?? 0;
    const touched = this.#textOf(first, last + 1);
    const edited = touched.slice(0, start - from) + text + touched.slice(end - from);
    const state = this.#chunks[first]?.state ?? this.#language.initialState;
    const behind = this.#chunks.slice(last + 1);
    const { chunks, kept } = this.#cut([edited, ...behind], state, behind.length, first === 0);
    this.#replace(first, this.#chunks.length - kept, chunks);
  }

  /**
   * The block that holds an offset, its marker and both ends included; undefined in code, mathematics, blank lines and
   * the like.
   */
  blockAt(offset: number): ProseBlock | undefined {
    const index = this.#indexAt(offset);
    const blocks = this.#blocksOfChunk(index);
    const at = offset - (this.#starts[index] ?? 0);
    // The last is the innermost: a note stands in the block that it is a note to. The lines of cells alternate.
    const around = blocks.filter(({ range }) => range.start <= at && at <= range.end);
    const found = around.findLast((block) => block.kind !== 'cell' || toText(block, at) !== undefined) ?? around.at(-1);
    if (found !== undefined) return shifted(found, this.#starts[index] ?? 0);
    // At a chunk's first offset the chunk before may end.
    if (index === 0 || at > 0) return undefined;
    const before = this.#starts[index - 1] ?? 0;
    const previous = this.#blocksOfChunk(index - 1).findLast(({ range }) => range.end === offset - before);
    return previous === undefined ? undefined : shifted(previous, before);
  }

  /** The blocks that touch `range`, in order; all of them without one. */
  blocks(range?: TextRange): ProseBlock[] {
    return [...this.eachChunk(range)].flatMap(({ blocks }) => blocks);
  }

  /** As {@link blocks}, chunk by chunk, each read when it is taken; `end` is the offset behind the chunk. */
  *eachChunk(range: TextRange = { start: 0, end: this.length }): Generator<{ blocks: ProseBlock[]; end: number }> {
    for (let index = this.#indexAt(range.start); index < this.#chunks.length; index++) {
      const [start = 0, end = start] = this.#starts.slice(index, index + 2);
      if (start > range.end) break;
      const touches = (block: ProseBlock) =>
        block.range.start + start <= range.end && block.range.end + start >= range.start;
      const blocks = this.#blocksOfChunk(index).filter(touches);
      yield { blocks: blocks.map((block) => shifted(block, start)), end };
    }
  }

  /** The sentence at an offset, or the nearest one of the block there; undefined where there is no prose. */
  sentenceAt(offset: number): ProseSentence | undefined {
    const block = this.blockAt(offset);
    const range = block?.sentences[sentenceIndexAt(block, nearestText(block, offset))];
    if (block === undefined || range === undefined) return undefined;
    return { block, range, source: toSource(block, range), text: block.text.slice(range.start, range.end) };
  }

  /** Texts as the document's language writes them so that they are read as they are. */
  literals(insertions: readonly Insertion[]): string[] {
    return insertions.map((insertion) => this.#language.literal(insertion));
  }

  /** The last chunk that begins at or before an offset. */
  #indexAt(offset: number): number {
    let [low, high] = [0, Math.max(0, this.#chunks.length - 1)];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #textOf(first: number, end: number): string {
    return this.#chunks
      .slice(first, end)
      .map(({ text }) => text)
      .join('');
  }

  #replace(first: number, end: number, chunks: readonly Chunk[]): void {
    for (const label of this.#chunks.slice(first, end).flatMap(({ labels }) => labels)) this.#count(label, -1);
    for (const label of chunks.flatMap(({ labels }) => labels)) this.#count(label, 1);
    this.#chunks = [...this.#chunks.slice(0, first), ...chunks, ...this.#chunks.slice(end)];
    let start = this.#starts[first] ?? 0;
    this.#starts.length = first;
    for (let index = first; index < this.#chunks.length; index++) {
      this.#starts.push(start);
      start += this.#chunks[index]?.text.length ?? 0;
    }
    this.#starts.push(start);
  }

  #count(definition: string, by: number): void {
    const [label = '', value = ''] = definition.split('\n');
    const counts = this.#labels.get(label) ?? new Map<string, number>();
    const count = (counts.get(value) ?? 0) + by;
    if (count > 0) this.#labels.set(label, counts.set(value, count));
    else if (counts.delete(value) && counts.size === 0) this.#labels.delete(label);
  }

  #definitionsOf(label: string): readonly string[] {
    return [...(this.#labels.get(label)?.keys() ?? [])].sort();
  }

  /** The definitions of a label as a text that changes with them. */
  #stateOf(label: string): string {
    return JSON.stringify(this.#definitionsOf(label));
  }

  #blocksOfChunk(index: number): readonly ProseBlock[] {
    const chunk = this.#chunks[index];
    if (chunk === undefined || !chunk.hasProse) return [];
    const isFresh = [...(chunk.read?.labels ?? [])].every(([label, state]) => this.#stateOf(label) === state);
    if (chunk.read === undefined || !isFresh) {
      const labels = new Map<string, string>();
      const definitionsOf = (label: string) => {
        labels.set(label, this.#stateOf(label));
        return this.#definitionsOf(label);
      };
      const isDefined = (label: string) => definitionsOf(label).length > 0;
      chunk.read = { blocks: this.#read(chunk, { isDefined, definitionsOf }), labels };
    }
    return chunk.read.blocks;
  }

  /** A chunk that nests deeper than a parser can follow is read as plain text. */
  #read({ text, state }: Chunk, facts: DocumentFacts): ProseBlock[] {
    try {
      return this.#language.blocksOf(text, state, facts);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return plainTextLanguage.blocksOf(text, state, facts);
    }
  }

  /** A byte order mark is a chunk of its own. */
  #chunkEnd(text: string, at: number, state: string, isStart: boolean): ChunkEnd {
    if (isStart && text.startsWith('\ufeff')) return { end: 1, state, hasProse: false };
    return this.#language.chunkEnd(text, at, state);
  }

  /**
   * Cuts an edited text and the chunks behind it, until a cut falls on the end of an old chunk in the state that held
   * there; `kept` of the old chunks then stay.
   */
  #cut([edited = '', ...behind]: readonly [string, ...Chunk[]], initial: string, count: number, isStart: boolean) {
    const chunks: Chunk[] = [];
    let text = edited;
    let taken = 0;
    /** Offset in `text` of the old chunk `behind[next]`. */
    let next = 0;
    let boundary = edited.length;
    let state = initial;
    let at = 0;
    const takeMore = () => {
      const more = behind.slice(taken, taken + Math.max(2, taken));
      text = text.slice(at) + more.map((chunk) => chunk.text).join('');
      boundary -= at;
      at = 0;
      taken += more.length;
    };
    takeMore();
    while (at < text.length || taken < count) {
      const cut = at < text.length ? this.#chunkEnd(text, at, state, chunks.length === 0 && isStart) : undefined;
      // The end is sure only when the lines behind it, on which it may depend, are there in full.
      if (taken < count && (cut === undefined || !isSure(text, cut.end))) {
        takeMore();
        continue;
      }
      if (cut === undefined) break;
      const chunk = text.slice(at, cut.end);
      const labels = cut.hasProse ? (this.#language.labelsOf?.(chunk) ?? []) : [];
      chunks.push({ text: chunk, state, hasProse: cut.hasProse, labels });
      [at, state] = [cut.end, cut.state];
      while (boundary < at && next < count) boundary += behind[next++]?.text.length ?? 0;
      if (boundary === at && behind[next]?.state === state) return { chunks, kept: count - next };
    }
    return { chunks, kept: 0 };
  }
}

/** Whether the two lines behind a cut are there in full, or so much of them that they cannot change it. */
function isSure(text: string, from: number): boolean {
  if (text.length - from > 3 * maxChunkLength) return true;
  const line = text.indexOf('\n', from);
  return line >= 0 && text.indexOf('\n', line + 1) >= 0;
}
