import type { TextRange } from '../protocol/text';
import type { BlockBuilder } from './blockBuilder';

/**
 * The lines of a block without their indentation and markers, joined by line breaks, so that inline markup may run over
 * several of them.
 */
export class JoinedLines {
  readonly text: string;
  /** Where each line begins in `text`. */
  readonly #starts: number[] = [];

  /** `lines` are ranges of `source`, in order, without their line breaks. */
  constructor(
    private readonly source: string,
    private readonly lines: readonly TextRange[],
  ) {
    let at = 0;
    for (const { start, end } of lines) {
      this.#starts.push(at);
      at += end - start + 1;
    }
    this.text = lines.map(({ start, end }) => source.slice(start, end)).join('\n');
  }

  /** The offset in the source of an offset in `text`; the one of a line break is the end of its line. */
  sourceOf(offset: number): number {
    const index = this.#lineAt(offset);
    return (this.lines[index]?.start ?? 0) + offset - (this.#starts[index] ?? 0);
  }

  /** Adds a stretch of `text` as it stands, line breaks as spaces. */
  addTo(builder: BlockBuilder, start: number, end: number): void {
    let at = start;
    while (at < end) {
      const index = this.#lineAt(at);
      const next = this.#starts[index + 1] ?? Infinity;
      builder.verbatim(this.sourceOf(at), this.sourceOf(Math.min(end, next - 1)));
      if (next <= end) {
        // A caret may stand behind white space at a line's end.
        const white = whiteEnd(this.source, this.sourceOf(next - 1));
        builder.verbatim(this.sourceOf(next - 1), white);
        builder.lineBreak(white, this.lines[index + 1]?.start ?? 0);
      }
      at = next;
    }
  }

  #lineAt(offset: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function whiteEnd(source: string, from: number): number {
  let at = from;
  while (source[at] === ' ' || source[at] === '\t') at++;
  return at;
}
