import { plain } from '../../../base/plainText';
import { TokenizerError } from '../../../protocol/errors';
import { maxTextLength, type TextRange } from '../../../protocol/text';
import { placeholder } from '../segmenter';

/**
 * A new character, and how it came about: 0 in the place of an old one, 1 inserted after it, -n in the place of one and
 * of the n that follow it.
 */
export type CharacterChange = readonly [character: string, change: number];

/**
 * A text on its way to the model: each UTF-16 unit has the range of the original text that it stands for. Changing it
 * does to these ranges what Hugging Face's `NormalizedString` does (tokenizers/src/tokenizer/normalizer.rs), which the
 * library has no counterpart of.
 */
export class AlignedText {
  private constructor(
    readonly text: string,
    private readonly ranges: Ranges,
    /** Offsets of the placeholders in the original text. */
    private readonly masks: ReadonlySet<number>,
    /** Where in `ranges` this text begins: parts of a text share them. */
    private readonly first = 0,
  ) {}

  /** A well-formed text that nothing has changed yet; a placeholder stands at each offset of `masks`. */
  static from(text: string, masks: readonly number[]): AlignedText {
    const starts = new Int32Array(text.length);
    const ends = new Int32Array(text.length);
    for (let offset = 0; offset < text.length;) {
      const next = offset + widthAt(text, offset);
      starts.fill(offset, offset, next);
      ends.fill(next, offset, next);
      offset = next;
    }
    return new AlignedText(text, { starts, ends }, new Set(masks));
  }

  get length(): number {
    return this.text.length;
  }

  /** The original range of a stretch that is not empty. */
  range(from: number, to: number): TextRange {
    return { start: this.#start(from), end: this.#end(to - 1) };
  }

  #start(offset: number): number {
    return this.ranges.starts[this.first + offset] ?? 0;
  }

  #end(offset: number): number {
    return this.ranges.ends[this.first + offset] ?? 0;
  }

  /** Whether there is a placeholder at `offset`, which no step may change or join to its neighbors. */
  isMask(offset: number): boolean {
    return this.masks.size > 0 && this.text[offset] === placeholder && this.masks.has(this.#start(offset));
  }

  /** Whether a placeholder stands in the stretch. */
  hasMask(from: number, to: number): boolean {
    if (this.masks.size === 0) return false;
    for (let offset = from; offset < to; offset++) if (this.isMask(offset)) return true;
    return false;
  }

  slice(from: number, to: number): AlignedText {
    if (from === 0 && to === this.length) return this;
    return new AlignedText(this.text.slice(from, to), this.ranges, this.masks, this.first + from);
  }

  /** The parts between placeholders, and these as parts of their own. */
  aroundMasks(): AlignedText[] {
    if (this.masks.size === 0) return [this];
    const parts: AlignedText[] = [];
    let from = 0;
    for (let offset = 0; offset <= this.length; offset++) {
      if (offset < this.length && !this.isMask(offset)) continue;
      if (offset > from) parts.push(this.slice(from, offset));
      if (offset < this.length) parts.push(this.slice(offset, offset + 1));
      from = offset + 1;
    }
    return parts;
  }

  static joined(parts: readonly AlignedText[], original: AlignedText): AlignedText {
    if (parts.length === 1 && parts[0] !== undefined) return parts[0];
    const builder = new Builder();
    for (const part of parts) builder.copy(part.text, part.ranges, part.first);
    return builder.finish((text, ranges) => new AlignedText(text, ranges, original.masks));
  }

  /** The text of `changes`; the first `skipped` old characters are left out. */
  changed(changes: Iterable<CharacterChange>, skipped = 0): AlignedText {
    const builder = new Builder();
    let offset = 0;
    const pass = () => {
      if (offset < this.length) offset += widthAt(this.text, offset);
    };
    for (let i = 0; i < skipped; i++) pass();
    for (const [character, change] of changes) {
      // Nothing is before the first character.
      const from = change > 0 ? offset - 1 : offset;
      builder.append(character, from < 0 ? 0 : this.#start(from), from < 0 ? 0 : this.#end(from));
      if (change <= 0) for (let i = 0; i <= -change; i++) pass();
    }
    return this.#finished(builder);
  }

  /** Each character through `change`: what it becomes, in place of itself; nothing when it goes. */
  mapped(change: (character: string) => string): AlignedText {
    let text = '';
    let isInPlace = true;
    for (const character of this.text) {
      const changed = change(character);
      isInPlace &&= changed.length === character.length;
      text += changed;
    }
    if (isInPlace) return new AlignedText(text, this.ranges, this.masks, this.first);
    const builder = new Builder();
    let offset = 0;
    for (const character of this.text) {
      builder.append(change(character), this.#start(offset), this.#end(offset));
      offset += character.length;
    }
    return this.#finished(builder);
  }

  /** `content` in the place of each stretch, all of it with the range of the stretch's last character. */
  replaced(stretches: Iterable<TextRange>, content: string): AlignedText {
    const builder = new Builder();
    let offset = 0;
    for (const { start, end } of stretches) {
      if (this.hasMask(start, end)) continue;
      builder.copy(this.text.slice(offset, start), this.ranges, this.first + offset);
      builder.append(content, end === 0 ? 0 : this.#start(end - 1), end === 0 ? 0 : this.#end(end - 1));
      offset = end;
    }
    if (offset === 0 && builder.isEmpty) return this;
    builder.copy(this.text.slice(offset), this.ranges, this.first + offset);
    return this.#finished(builder);
  }

  /** `prefix` before a text that is not empty, with the range of its first character. */
  prepended(prefix: string): AlignedText {
    if (this.length === 0) return this;
    const builder = new Builder();
    builder.append(prefix, this.#start(0), this.#end(0));
    builder.copy(this.text, this.ranges, this.first);
    return this.#finished(builder);
  }

  #finished(builder: Builder): AlignedText {
    return builder.finish((text, ranges) => new AlignedText(text, ranges, this.masks));
  }
}

/** Of each UTF-16 unit, where in the original text what it stands for begins and ends. */
interface Ranges {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** UTF-16 units of the character at `offset`. */
function widthAt(text: string, offset: number): number {
  return (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
}

/** UTF-16 units of a text on its way: 20 for each of the longest text, as NFKC makes of one at most 18. */
const maxNormalizedLength = 20 * maxTextLength;

class Builder {
  #text = '';
  #starts = new Int32Array(64);
  #ends = new Int32Array(64);

  get isEmpty(): boolean {
    return this.#text.length === 0;
  }

  append(text: string, start: number, end: number): void {
    const from = this.#text.length;
    this.#reserve(text.length);
    this.#starts.fill(start, from, from + text.length);
    this.#ends.fill(end, from, from + text.length);
    this.#text += text;
  }

  /** `first` is where in `ranges` the text's begin. */
  copy(text: string, { starts, ends }: Ranges, first: number): void {
    this.#reserve(text.length);
    this.#starts.set(starts.subarray(first, first + text.length), this.#text.length);
    this.#ends.set(ends.subarray(first, first + text.length), this.#text.length);
    this.#text += text;
  }

  finish<T>(make: (text: string, ranges: Ranges) => T): T {
    return make(this.#text, { starts: this.#starts, ends: this.#ends });
  }

  #reserve(length: number): void {
    const needed = this.#text.length + length;
    if (needed > maxNormalizedLength) {
      throw new TokenizerError(
        plain`tokenizer.json makes a text longer than ${maxNormalizedLength.toLocaleString('en')} characters. Use the checkpoint's own tokenizer files.`,
      );
    }
    if (needed <= this.#starts.length) return;
    const [starts, ends] = [new Int32Array(2 * needed), new Int32Array(2 * needed)];
    starts.set(this.#starts);
    ends.set(this.#ends);
    [this.#starts, this.#ends] = [starts, ends];
  }
}
