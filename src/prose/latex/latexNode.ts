import { mathEnvironments, withoutStar } from './latexMacros';
import { latexTokens, type LatexToken } from './latexTokens';

/** A node of LaTeX before any macro has been given its arguments. Offsets are those of the text. */
export interface LatexNode {
  /** `open` is what opens something that is never closed, and `stray` the end of what was not opened. */
  readonly type:
    | 'text'
    | 'white'
    | 'break'
    | 'comment'
    | 'verb'
    | 'opaque'
    | 'macro'
    | 'group'
    | 'math'
    | 'display'
    | 'environment'
    | 'open'
    | 'stray';
  readonly start: number;
  readonly end: number;
  /** Of the macro or environment; the sign that opens or closes something. */
  readonly name: string;
  readonly content: readonly LatexNode[];
  /** Where the content ends, before what closes the node. */
  readonly innerEnd: number;
}

/** More groups, environments and formulas than may be open at once in what someone writes. */
const maxDepth = 40;
const closers: ReadonlyMap<string, string> = new Map([
  ['}', '{'],
  ['\\]', '\\['],
  ['\\)', '\\('],
]);
const openers = new Set(['{', '\\[', '\\(', '$', '$$']);
const types: Readonly<Record<string, LatexNode['type']>> = { '{': 'group', '\\[': 'display', $$: 'display' };

/** What is open: an environment, by its name, or a sign. */
interface Open {
  readonly name: string;
  readonly isEnvironment: boolean;
  readonly start: number;
  readonly innerStart: number;
  readonly content: LatexNode[];
}

/**
 * Parses LaTeX, also such as isn't finished. `outer` are environments that were opened before. Throws a RangeError
 * where more is open at once than can be in any document.
 */
export function parseLatex(text: string, verbs: string, outer: readonly string[]): readonly LatexNode[] {
  const parser = new LatexParser(outer);
  for (const token of latexTokens(text, verbs)) parser.add(token, text);
  return parser.finish(text.length);
}

class LatexParser {
  readonly #root: LatexNode[] = [];
  readonly #open: Open[];

  constructor(outer: readonly string[]) {
    this.#open = outer.map((name) => ({ name, isEnvironment: true, start: 0, innerStart: 0, content: [] }));
  }

  add(token: LatexToken, text: string): void {
    const { kind, start, end, name } = token;
    if (kind === 'begin') this.#push(name, true, token);
    else if (kind === 'end') this.#closeEnvironment(token);
    else if (kind === 'sign') this.#sign(token);
    else if (kind === 'raw') {
      const inner = text.indexOf('{', start);
      this.#add(leaf('macro', start, start + 1 + name.length, name));
      this.#add({ ...leaf('group', inner, end, '{'), content: [leaf('text', inner + 1, end - 1)], innerEnd: end - 1 });
    } else if (kind === 'white' && /\n[^\n]*\n/.test(text.slice(start, end))) {
      // A formula in a line ends with its paragraph, as while it is typed.
      while (/^(?:\$|\\\()$/.test(this.#top?.name ?? '')) this.#demote();
      this.#add(leaf('break', start, end));
    } else this.#add(leaf(kind, start, end, name));
  }

  finish(end: number): readonly LatexNode[] {
    while (this.#top !== undefined) {
      if (this.#top.isEnvironment && !isMath(this.#top.name)) this.#close(end, end);
      else this.#demote();
    }
    return this.#root;
  }

  get #top(): Open | undefined {
    return this.#open.at(-1);
  }

  #add(node: LatexNode): void {
    (this.#top?.content ?? this.#root).push(node);
  }

  #push(name: string, isEnvironment: boolean, { start, end }: LatexToken): void {
    if (this.#open.length >= maxDepth) throw new RangeError('Too much is open in this LaTeX.');
    this.#open.push({ name, isEnvironment, start, innerStart: end, content: [] });
  }

  #sign(token: LatexToken): void {
    const { name, start, end } = token;
    if (name === '$$' && this.#top?.name === '$') {
      this.#sign({ ...token, name: '$', end: start + 1 });
      this.#sign({ ...token, name: '$', start: start + 1 });
    } else if ((name === '$' || name === '$$') && this.#top?.name === name) this.#close(start, end);
    else if (openers.has(name)) this.#push(name, false, token);
    else if (closers.has(name)) this.#closeSign(closers.get(name)!, token);
    else this.#add(leaf('text', start, end, name));
  }

  /** What closes a sign leaves open what stands in it, but never an environment. */
  #closeSign(opener: string, { start, end, name }: LatexToken): void {
    const index = this.#open.findLastIndex((open) => open.isEnvironment || open.name === opener || open.name === '{');
    if (this.#open[index]?.name !== opener || this.#open[index]?.isEnvironment) {
      this.#add(leaf('stray', start, end, name));
      return;
    }
    while (this.#open.length > index + 1) this.#demote();
    this.#close(start, end);
  }

  #closeEnvironment({ start, end, name }: LatexToken): void {
    const index = this.#open.findLastIndex((open) => open.isEnvironment && open.name === name);
    if (index < 0) {
      this.#add(leaf('stray', start, end, name));
      return;
    }
    while (this.#open.length > index + 1) {
      if (this.#top!.isEnvironment && !isMath(this.#top!.name)) this.#close(start, start);
      else this.#demote();
    }
    this.#close(start, end);
  }

  #close(innerEnd: number, end: number): void {
    const { name, isEnvironment, start, content } = this.#open.pop()!;
    const math = isEnvironment && isMath(name);
    const type = math ? 'display' : isEnvironment ? 'environment' : (types[name] ?? 'math');
    this.#add({ type, start, end, name, content, innerEnd });
  }

  /** What is never closed is a mark in the text. */
  #demote(): void {
    const { name, start, innerStart, content } = this.#open.pop()!;
    this.#add(leaf('open', start, innerStart, name));
    for (const node of content) this.#add(node);
  }
}

function leaf(type: LatexNode['type'], start: number, end: number, name = ''): LatexNode {
  return { type, start, end, name, content: [], innerEnd: end };
}

function isMath(environment: string): boolean {
  return mathEnvironments.has(withoutStar(environment));
}
