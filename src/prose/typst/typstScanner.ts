import { argumentKind, aloneReading, contentKind, type ContentKind } from './typstFunctions';
import { chained, code, elsewhere, markup, marker } from './typstTokens';

/** Who is told what is read. Offsets are those of the text. */
export interface TypstSink {
  readonly text: (start: number, end: number) => void;
  readonly decoded: (start: number, end: number, text: string) => void;
  readonly lineBreak: (start: number, end: number) => void;
  readonly mathematics: (start: number, end: number) => void;
  /** Code in a line, or in lines of its own. */
  readonly raw: (start: number, end: number, isBlock: boolean) => void;
  /** `as` is a stand-in's name, `citation`, `word`, or `nothing` for markup. */
  readonly reference: (start: number, end: number, as: string) => void;
  /** A heading or an item begins behind its marker. */
  readonly begin: (kind: 'heading' | 'listItem', start: number, end: number) => void;
  readonly close: (at: number) => void;
  readonly enter: (kind: ContentKind, start: number, end: number) => void;
  readonly leave: (kind: ContentKind, start: number, end: number) => void;
}

/** What is open, as far as it matters behind a chunk's end. */
interface Frame {
  readonly mode: 'markup' | 'code' | 'statement' | 'control' | 'math' | 'raw' | 'string' | 'comment';
  /** What closes it; a statement ends with its line. */
  readonly close: string;
  /** What content is in it, or what this content is. */
  readonly kind: ContentKind | 'text';
  /** The function behind a number sign whose arguments these are. */
  readonly name?: string;
  /** What content is in the argument with this name. */
  argument?: ContentKind;
}

/**
 * Where something began, how many contents there were before it (-1 where an earlier chunk knows), and what it is in.
 */
interface Opened {
  readonly start: number;
  readonly contents: number;
  readonly line: Line | undefined;
  hasBreak: boolean;
}

/** The heading or item in which a line stands. */
interface Line {
  readonly kind: 'heading' | 'listItem';
  readonly indent: number;
  isTerm: boolean;
}

/** More than may be open in what someone writes: what is opened beyond that is text. */
const maxDepth = 40;
const signs: Readonly<Record<string, string>> = { '--': '–', '---': '—', '...': '…', '~': ' ', '-?': '' };
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '/*': '*/', $: '$', '"': '"' };
const modes: Readonly<Record<string, Frame['mode']>> = { '/*': 'comment', $: 'math', '"': 'string' };

/** Reads Typst in one pass; what is open is all that it remembers from one stretch of lines to the next. */
export class TypstScanner {
  readonly #frames: Frame[];
  readonly #opened: Opened[];
  #line: Line | undefined;
  #lineStart = true;
  #indent = 0;
  #isBlank = true;
  /** How many contents there were. */
  #contents = 0;
  #text = '';
  #at = 0;

  constructor(
    state: string,
    private readonly sink: TypstSink,
  ) {
    this.#frames = state === '' ? [] : (JSON.parse(state) as Frame[]);
    this.#opened = this.#frames.map(() => ({ start: 0, contents: -1, line: undefined, hasBreak: true }));
  }

  get state(): string {
    return this.#frames.length === 0 ? '' : JSON.stringify(this.#frames);
  }

  /** Whether a paragraph may end: nothing but content is open, and no note. */
  get isApart(): boolean {
    return (
      this.#frames.every(({ mode, kind }) => (mode === 'markup' && kind !== 'note') || mode === 'code') &&
      this.#inMarkup
    );
  }

  get #top(): Frame | undefined {
    return this.#frames.at(-1);
  }

  get #inMarkup(): boolean {
    return this.#top === undefined || this.#top.mode === 'markup';
  }

  /** Reads lines, the first of which begins or goes on with what is open. */
  scan(text: string): void {
    [this.#text, this.#at] = [text, 0];
    while (this.#at < text.length) {
      const mode = this.#top?.mode ?? 'markup';
      if (mode === 'markup') this.#markup();
      else if (mode === 'code' || mode === 'statement' || mode === 'control') this.#code();
      else this.#skipped(mode);
    }
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text) ?? undefined;
  }

  #markup(): void {
    if (this.#lineStart && this.#marker()) return;
    const { 0: found, index: start, groups = {} } = this.#match(markup)!;
    const end = (this.#at += found.length);
    if (groups['newline'] !== undefined) return this.#newline(start, end);
    if (groups['white'] !== undefined) {
      if (this.#lineStart) this.#indent = found.length;
      else this.sink.text(start, end);
      return;
    }
    const atLineStart = this.#lineStart;
    if (this.#lineStart) this.#beginLine(start);
    if (groups['address'] !== undefined) this.sink.reference(start, end, 'address');
    else if (groups['reference'] !== undefined) this.#reference(start, end);
    else if (groups['comment'] ?? groups['label'] ?? groups['break']) this.sink.reference(start, end, 'nothing');
    else if (groups['open'] !== undefined) this.#open(found, start, 'hidden');
    else if (groups['code'] !== undefined) this.sink.decoded(start, end, character(groups['code']));
    else if (groups['escaped'] !== undefined) this.sink.decoded(start, end, groups['escaped']);
    else if (groups['statement'] !== undefined) this.#push({ mode: 'statement', close: '', kind: 'paragraph' }, start);
    else if (groups['control'] !== undefined)
      this.#push({ mode: 'control', close: '', kind: atLineStart ? 'paragraph' : 'inline' }, start);
    else if (groups['path'] !== undefined || groups['group'] !== undefined)
      this.#expression(groups['path'] ?? '', start, atLineStart);
    else if (groups['sign'] !== undefined) this.#sign(found, start, end);
    else if (groups['mark'] !== undefined) this.#mark(start, end);
    else if (groups['bracket'] !== undefined) this.#bracket(found, start, end);
    else if (groups['colon'] !== undefined && this.#line?.isTerm === true) {
      this.#line.isTerm = false;
      this.sink.begin('listItem', start, end);
    } else this.sink.text(start, end);
  }

  #marker(): boolean {
    const { 0: found, groups = {} } = this.#match(marker) ?? { 0: '' };
    if (found === '') return false;
    const start = this.#at;
    this.#at += found.length;
    [this.#lineStart, this.#isBlank] = [false, false];
    const kind = groups['heading'] === undefined ? 'listItem' : 'heading';
    this.#line = { kind, indent: this.#indent, isTerm: groups['term'] !== undefined };
    this.sink.begin(kind, start, this.#at);
    return true;
  }

  /** The first word of a line; one that is indented no deeper than the item before it isn't the item's. */
  #beginLine(start: number): void {
    if (this.#line !== undefined && this.#indent <= this.#line.indent) {
      this.#line = undefined;
      this.sink.close(start);
    }
    [this.#lineStart, this.#isBlank] = [false, false];
  }

  #newline(start: number, end: number): void {
    for (const opened of this.#opened) opened.hasBreak = true;
    if (this.#isBlank || this.#line?.kind === 'heading') {
      this.#line = undefined;
      if (this.#inMarkup) this.sink.close(start);
    } else if (this.#inMarkup) this.sink.lineBreak(start, end);
    [this.#lineStart, this.#isBlank, this.#indent] = [true, true, 0];
  }

  /** A reference with what may follow it, e.g. pages. */
  #reference(start: number, end: number): void {
    this.sink.reference(start, end, 'citation');
    if (this.#text[end] !== '[') return;
    this.#at++;
    this.#enter('hidden', end);
  }

  #sign(sign: string, start: number, end: number): void {
    this.sink.decoded(start, end, signs[sign] ?? sign);
    if (sign === '-?') this.sink.reference(start, end, 'nothing');
  }

  /** Marks of emphasis are text within words. */
  #mark(start: number, end: number): void {
    const isWord = (at: number) => /[\p{L}\p{N}]/u.test(this.#text.charAt(at));
    if (isWord(start - 1) && isWord(end)) this.sink.text(start, end);
    else this.sink.reference(start, end, 'nothing');
  }

  #bracket(bracket: string, start: number, end: number): void {
    if (bracket === ']' && this.#top !== undefined) return this.#closeWith(bracket, start);
    this.sink.text(start, end);
    if (bracket === '[' && this.#top !== undefined) this.#push({ mode: 'markup', close: ']', kind: 'text' }, start);
  }

  /** Code behind a number sign: a variable, a call with arguments and content, or a group. */
  #expression(path: string, start: number, atLineStart: boolean): void {
    const next = this.#text.charAt(this.#at);
    const known = contentKind(path);
    if (next === '{') {
      this.#at++;
      this.#push({ mode: 'code', close: '}', kind: 'paragraph' }, start);
    } else if (next === '(') {
      this.#at++;
      this.#push(
        { mode: 'code', close: ')', kind: known ?? (atLineStart ? 'paragraph' : 'inline'), name: path },
        start,
      );
    } else if (next === '[') this.#content(known, start);
    else {
      this.sink.reference(start, this.#at, aloneReading(path));
      this.#semicolon();
    }
  }

  /** Content in brackets in text: that of an unknown function goes on with the text, unless it has lines of its own. */
  #content(known: ContentKind | undefined, start: number): void {
    const hasLines = /^\[[^\S\n]*\n/.test(this.#text.slice(this.#at, this.#at + 20));
    this.#at++;
    this.#enter(known ?? (hasLines ? 'paragraph' : 'inline'), start);
  }

  #enter(kind: ContentKind, start: number): void {
    if (!this.#push({ mode: 'markup', close: ']', kind }, start)) return;
    this.#contents++;
    this.sink.enter(kind, start, this.#at);
    [this.#line, this.#lineStart, this.#isBlank, this.#indent] = [undefined, true, false, 0];
  }

  #code(): void {
    const { 0: found, index: start, groups = {} } = this.#match(code)!;
    this.#at += found.length;
    const top = this.#top!;
    if (/\S/.test(found)) this.#isBlank = false;
    if (groups['newline'] !== undefined) {
      if (top.mode !== 'code') this.#pop(start);
      this.#newline(start, this.#at);
    } else if (groups['open'] !== undefined) this.#open(groups['open'], start, top.argument ?? 'hidden');
    else if (groups['argument'] !== undefined) {
      const kind = argumentKind(groups['argument']);
      if (kind === undefined) delete top.argument;
      else top.argument = kind;
    } else if (groups['bracket'] !== undefined) this.#codeBracket(groups['bracket'], groups['path'] ?? '', start);
    else if (groups['close'] !== undefined) this.#closeWith(groups['close'], start);
    else if (groups['end'] !== undefined) {
      delete top.argument;
      if (found === ';' && top.mode !== 'code') this.#pop(start);
    }
  }

  #codeBracket(bracket: string, path: string, start: number): void {
    const { argument, kind: around } = this.#top!;
    const outer = argument ?? (around === 'text' ? 'paragraph' : around);
    const known = contentKind(path);
    const kind = known === undefined || known === 'inline' ? outer : known;
    if (bracket === '[') this.#enter(kind, start);
    else this.#push({ mode: 'code', close: closers[bracket]!, kind }, start);
  }

  /** Opens what holds no markup; a string may be an argument that is read. */
  #open(sign: string, start: number, kind: ContentKind): void {
    // Two backticks are empty.
    if (sign === '``') return this.sink.raw(start, this.#at, false);
    const isString = sign === '"';
    if (
      this.#push({ mode: modes[sign] ?? 'raw', close: closers[sign] ?? sign, kind: isString ? kind : 'hidden' }, start)
    )
      if (isString && kind !== 'hidden') {
        this.#contents++;
        this.sink.enter(kind, start, this.#at);
      }
  }

  /** Goes on with what holds no markup up to its end, or to the end of the line. */
  #skipped(mode: Frame['mode']): void {
    const { close, kind } = this.#top!;
    const line = this.#text.indexOf('\n', this.#at);
    const end = line < 0 ? this.#text.length : line;
    const isRead = mode === 'string' && kind !== 'hidden';
    while (this.#at < end) {
      if (this.#text.startsWith(close, this.#at)) return this.#leaveSkipped(mode, close);
      const isEscape = this.#text[this.#at] === '\\' && (mode === 'string' || mode === 'math');
      if (mode === 'comment' && this.#text.startsWith('/*', this.#at)) {
        this.#at += 2;
        this.#push({ mode, close, kind }, this.#at);
        return;
      }
      const from = this.#at;
      this.#at = Math.min(end, from + (isEscape ? 2 : 1));
      if (isRead && isEscape) this.sink.decoded(from, this.#at, this.#text.slice(from + 1, this.#at));
      else if (isRead) this.sink.text(from, this.#at);
      if (this.#text[from] !== ' ') this.#isBlank = false;
    }
    if (line < 0) return;
    this.#at = line + 1;
    const isBlank = this.#isBlank;
    this.#newline(line, this.#at);
    // What is still being typed ends with its paragraph.
    if (isBlank && (mode === 'math' || mode === 'string' || close === '`')) this.#pop(line);
  }

  #leaveSkipped(mode: Frame['mode'], close: string): void {
    const { start, hasBreak } = this.#opened.at(-1)!;
    const at = this.#at;
    this.#at += close.length;
    this.#isBlank = false;
    this.#pop(at);
    if (!this.#inMarkup) return;
    this.#lineStart = false;
    if (mode === 'math') this.sink.mathematics(start, this.#at);
    else if (mode === 'raw') this.sink.raw(start, this.#at, hasBreak && close.length > 2);
    else this.sink.reference(start, this.#at, 'nothing');
  }

  /** Closes what a bracket closes, with all that is open in it. */
  #closeWith(bracket: string, start: number): void {
    const index = this.#frames.findLastIndex(({ close }) => close === bracket);
    if (index < 0) return;
    while (this.#frames.length > index + 1) this.#pop(start);
    const { name: path, kind, mode } = this.#top!;
    const opened = this.#opened.at(-1)!;
    this.#pop(start);
    if (kind === 'text') return this.sink.text(start, this.#at);
    if (this.#top?.mode === 'control' && bracket !== ')') {
      if (this.#match(elsewhere) === undefined) this.#pop(start);
      return;
    }
    if (this.#chain(path, kind, mode, opened)) return;
    if (!this.#inMarkup) return;
    this.#lineStart = false;
    if (path !== undefined && this.#contents === opened.contents)
      this.sink.reference(opened.start, this.#at, aloneReading(path));
    else this.sink.reference(start, this.#at, 'nothing');
    this.#semicolon();
  }

  /** A call may go on with more arguments, content or a method. */
  #chain(path: string | undefined, kind: Frame['kind'], mode: Frame['mode'], { start }: Opened): boolean {
    const link = this.#match(chained);
    const isCall = mode === 'code' && (path !== undefined || !this.#inMarkup);
    if (link === undefined || (!isCall && !(mode === 'markup' && this.#text[this.#at] === '['))) return false;
    this.#at += link[0].length;
    const isContent = this.#text[this.#at] === '[';
    const known = path === undefined ? (kind as ContentKind) : contentKind(path);
    if (isContent && this.#inMarkup) this.#content(known, mode === 'code' ? start : this.#at);
    else {
      this.#at++;
      if (isContent) this.#enter(kind as ContentKind, this.#at - 1);
      else this.#push({ mode: 'code', close: ')', kind, ...(path === undefined ? {} : { name: path }) }, start);
    }
    return true;
  }

  #semicolon(): void {
    if (this.#text[this.#at] !== ';') return;
    this.sink.reference(this.#at, this.#at + 1, 'nothing');
    this.#at++;
  }

  #push(frame: Frame, start: number): boolean {
    if (this.#frames.length >= maxDepth) return false;
    this.#frames.push(frame);
    this.#opened.push({ start, contents: this.#contents, line: this.#line, hasBreak: false });
    return true;
  }

  #pop(start: number): void {
    const { mode, kind } = this.#frames.pop()!;
    const { line } = this.#opened.pop()!;
    if (mode === 'markup') this.#line = line;
    if (kind !== 'text' && (mode === 'markup' || (mode === 'string' && kind !== 'hidden')))
      this.sink.leave(kind, start, this.#at);
  }
}

function character(hexadecimal: string): string {
  const point = parseInt(hexadecimal, 16);
  return point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
}
