import { forcedCut, isBlank, lineEnd } from '../chunkLines';
import { chunkCharacters, maxChunkLength, type ChunkEnd } from '../proseLanguage';
import {
  captionedEnvironments,
  mathEnvironments,
  quoteEnvironments,
  tableEnvironments,
  withoutStar,
} from './latexMacros';
import { latexTokens, skip, type LatexToken } from './latexTokens';

/** What holds where a chunk of LaTeX begins. */
export interface LatexState {
  readonly part: 'start' | 'preamble' | 'body' | 'behind';
  /** What closes that which is skipped, as {@link skip} takes it; empty in prose. */
  readonly close: string;
  /** The open environments that say how text in them is read, the outermost first. */
  readonly outer: readonly string[];
  /** The characters between which short code stands. */
  readonly verbs: string;
}

const initial: LatexState = { part: 'start', close: '', outer: [], verbs: '' };
export const initialLatexState = JSON.stringify(initial);

export function latexState(state: string): LatexState {
  return JSON.parse(state) as LatexState;
}

/** Classes that make bars the marks of short code. */
const barClass = /\\documentclass[^{}\n]*\{(?:ltxdoc|ltxguide|ltnews|l3doc)\}/;
const structure = /^\s*\\(?:item|(?:sub)*section|paragraph|chapter|part|begin|end)\b/;
const mathStructure = /^\s*\\(?:begin|end)\s*\{([A-Za-z]+)\*?\}/;
const rowEnd = /(?:\\\\(?:\[[^\]\n]*\])?|\\[a-z]*(?:line|rule)(?:\([^()\n]*\))?(?:\{[^{}\n]*\})?)$/;
const beforeClass =
  /^\s*(?:%|$|\\(?:RequirePackage|NeedsTeXFormat|Provides[A-Za-z]+|PassOptions[A-Za-z]+|DocumentMetadata|makeat[a-z]+|documentclass|documentstyle|batchmode|nonstopmode|input|def|newif|let)\b)/;
const documentClass = /^\s*\\document(?:class|style)\b/;
const lineReach = 500;
/** More than this many open environments are not carried along: nobody writes that. */
const maxOuter = 10;

/**
 * Cuts LaTeX at blank lines. The preamble and environments that hold no prose are chunks of their own; mathematics goes
 * with the text around it.
 */
export function latexChunkEnd(text: string, from: number, stateText: string): ChunkEnd {
  const state = latexState(stateText);
  if (state.part === 'start') return startEnd(text, from, state);
  if (state.part === 'preamble') return preambleEnd(text, from, state);
  if (state.part === 'behind') return chunkEnd(regionLimit(text, from), state, false);
  if (state.close !== '') return skippedEnd(text, from, state);
  return proseEnd(text, from, state);
}

function chunkEnd(end: number, state: LatexState, hasProse: boolean): ChunkEnd {
  return { end, state: JSON.stringify(state), hasProse };
}

/** The lines before `\documentclass`; a file without it, or one that is included, begins with its body. */
function startEnd(text: string, from: number, state: LatexState): ChunkEnd {
  let at = from;
  while (at < text.length && at - from <= maxChunkLength) {
    const end = lineEnd(text, at);
    const line = text.slice(at, Math.min(end, at + lineReach));
    if (documentClass.test(line))
      return at > from ? chunkEnd(at, { ...state, part: 'preamble' }, true) : preambleEnd(text, from, state);
    if (!beforeClass.test(line)) return proseEnd(text, from, { ...state, part: 'body' });
    at = end;
  }
  return chunkEnd(at, { ...state, part: 'body' }, true);
}

function preambleEnd(text: string, from: number, state: LatexState): ChunkEnd {
  const limit = regionLimit(text, from);
  const begin = /^[^%\n]*?\\begin\s*\{document\}/m.exec(text.slice(from, limit));
  const end = begin === null ? limit : from + begin.index + begin[0].length;
  const stretch = text.slice(from, end);
  let { verbs } = state;
  if (barClass.test(stretch)) verbs = withVerb(verbs, '|');
  for (const [, sign = ''] of stretch.matchAll(/^[^%\n]*\\MakeShortVerb\*?\s*\{?\\(\W)/gm))
    verbs = withVerb(verbs, sign);
  // Its definitions matter, its text does not.
  return chunkEnd(end, { ...state, part: begin === null ? 'preamble' : 'body', verbs }, true);
}

function withVerb(verbs: string, sign: string): string {
  return verbs.includes(sign) ? verbs : verbs + sign;
}

/** The end of the line with which a stretch without prose is long enough. */
function regionLimit(text: string, from: number): number {
  let at = from;
  while (at < text.length && at - from <= maxChunkLength) at = lineEnd(text, at);
  return at;
}

/** The rest of what is skipped. */
function skippedEnd(text: string, from: number, state: LatexState): ChunkEnd {
  const limit = regionLimit(text, from);
  const stretch = text.slice(from, limit);
  const { end, close } = skip(stretch, 0, state.close);
  // Formulas end with their paragraph, as while they are typed.
  const blank = isMathematics(state.close) ? stretch.search(/\n[^\S\n]*\n/) : -1;
  if (blank >= 0 && blank < end) return chunkEnd(lineEnd(text, from + blank), { ...state, close: '' }, false);
  return chunkEnd(from + end, { ...state, close }, false);
}

function isMathematics(close: string): boolean {
  return close === '\\]' || close === '$$' || mathEnvironments.has(withoutStar(close));
}

function proseEnd(text: string, from: number, state: LatexState): ChunkEnd {
  const open = new OpenSigns(state);
  let at = from;
  let afterBlank = false;
  let hasText = false;
  let last = '';
  while (at < text.length) {
    const end = lineEnd(text, at);
    const blank = isBlank(text, at, end);
    const line = text.slice(at, Math.min(end, from + 4 * maxChunkLength));
    if (at > from && !blank) {
      const isLong = at - from > maxChunkLength;
      if (isLong && open.inMathematics && !open.hasBlank)
        return chunkEnd(at, { ...open.state, close: open.close }, hasText);
      if (isLong || (afterBlank && hasText && !open.isOpen)) break;
      const mayBegin = open.inTable ? rowEnd.test(last.trimEnd()) : isStructure(line);
      if (at - from > chunkCharacters && !open.isOpen && mayBegin) break;
    }
    const cut = forcedCut(text, from, at, end);
    if (cut !== undefined) return chunkEnd(cut, open.state, true);
    const found = open.read(line, at > from);
    if (found === 'document') return chunkEnd(end, { ...state, part: 'behind' }, true);
    if (found !== undefined) {
      // What is skipped ends in another line. It is a chunk of its own where it begins a line.
      if (at > from) break;
      const limit = regionLimit(text, from);
      const behind = skip(text.slice(from, limit), found.end, found.close);
      return chunkEnd(from + behind.end, { ...open.state, close: behind.close }, !isBlank(line, 0, found.start));
    }
    hasText ||= !blank;
    if (blank) open.blank();
    else last = line;
    afterBlank = blank;
    at = end;
  }
  return chunkEnd(at, open.state, true);
}

/** Whether a line may begin a block; mathematics is part of the text around it. */
function isStructure(line: string): boolean {
  return structure.test(line) && !mathEnvironments.has(mathStructure.exec(line)?.[1] ?? '');
}

/** What opens something that is skipped: where it stands in its line, and what closes it. */
interface Skipped {
  readonly start: number;
  readonly end: number;
  readonly close: string;
}

/** More groups than may be open in what someone writes: so many are no reason to read on. */
const maxOpen = 20;

/**
 * What lines have opened and not closed: in a group or displayed mathematics, a blank line, as while it is typed, ends
 * no chunk.
 */
class OpenSigns {
  /** Signs and names of environments. */
  #open: string[] = [];
  #outer: readonly string[];
  #verbs: string;
  /** What closes that which is skipped in mathematics. */
  #skipped = '';
  hasBlank = false;

  constructor(private readonly initial: LatexState) {
    this.#outer = initial.outer;
    this.#verbs = initial.verbs;
  }

  get state(): LatexState {
    return { ...this.initial, outer: this.#outer, verbs: this.#verbs };
  }

  get isOpen(): boolean {
    return this.#open.length > 0 && this.#open.length <= maxOpen;
  }

  get inMathematics(): boolean {
    return this.#open.length > 0 && this.#open[0] !== '{';
  }

  /** What closes the mathematics that is open. */
  get close(): string {
    return this.#open[0]?.replace('[', ']') ?? '';
  }

  get inTable(): boolean {
    return tableEnvironments.has(withoutStar(this.#outer.at(-1) ?? ''));
  }

  blank(): void {
    this.hasBlank = true;
  }

  /**
   * Reads a line, up to what it opens that is skipped and that it doesn't close, or to the document's end. With `only`,
   * nothing before that counts.
   */
  read(line: string, only: boolean): 'document' | Skipped | undefined {
    const { end: from, close } = this.#skipped === '' ? { end: 0, close: '' } : skip(line, 0, this.#skipped);
    this.#skipped = close;
    if (close !== '' || !/[\\${}%]/.test(line)) return undefined;
    const rest = line.slice(from);
    const tokens = [...latexTokens(rest, this.#verbs)];
    const skipped = tokens.find(({ kind, name }) => kind === 'opaque' && name !== '');
    if (skipped !== undefined && only && !this.inMathematics) return opening(rest, skipped);
    for (const token of tokens) {
      if (token === skipped && !this.inMathematics) return opening(rest, skipped);
      if (token === skipped) this.#skipped = token.name;
      if (token.kind === 'end' && token.name === 'document' && !this.#open.includes('{')) return 'document';
      this.#token(token, rest);
    }
    return undefined;
  }

  #token({ kind, name, end }: LatexToken, line: string): void {
    if (kind === 'macro' && name === 'MakeShortVerb') {
      const sign = /^\*?\s*\{?\\(\W)/.exec(line.slice(end))?.[1];
      if (sign !== undefined) this.#verbs = withVerb(this.#verbs, sign);
    } else if (kind === 'macro' && name === 'DeleteShortVerb') {
      const sign = /^\s*\{?\\(\W)/.exec(line.slice(end))?.[1] ?? '';
      this.#verbs = this.#verbs.replace(sign, '');
    } else if (kind === 'begin') this.#begin(name);
    else if (kind === 'end') this.#end(name);
    else if (name === '{' || name === '\\[' || (name === '$$' && this.#open.at(-1) !== '$$')) this.#push(name);
    else if (name === '}') this.#pop('{');
    else if (name === '\\]') this.#pop('\\[');
    else if (name === '$$') this.#pop('$$');
  }

  #begin(name: string): void {
    const plain = withoutStar(name);
    if (mathEnvironments.has(plain)) this.#push(name);
    else if (
      this.#outer.length < maxOuter &&
      (tableEnvironments.has(plain) || quoteEnvironments.has(plain) || captionedEnvironments.has(plain))
    )
      this.#outer = [...this.#outer, name];
  }

  #end(name: string): void {
    if (mathEnvironments.has(withoutStar(name))) return this.#pop(name);
    const index = this.#outer.lastIndexOf(name);
    if (index >= 0) this.#outer = this.#outer.slice(0, index);
  }

  #push(sign: string): void {
    if (this.#open.length === 0) this.hasBlank = false;
    this.#open.push(sign);
  }

  #pop(sign: string): void {
    const index = this.#open.lastIndexOf(sign);
    if (index >= 0) this.#open.length = index;
  }
}

function opening(line: string, { start, name }: LatexToken): Skipped {
  const isConditional = line.startsWith('\\iffalse', start);
  const end = isConditional ? start + '\\iffalse'.length : line.indexOf('}', start) + 1;
  return { start, end, close: isConditional ? '\\fi' : name };
}
