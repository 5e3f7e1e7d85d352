import type { PrecompiledCharsmap } from '../steps/precompiledCharsmap';
import { PieceTrie } from '../models/pieceTrie';
import { placeholder } from '../segmenter';

/** U+2581, which SentencePiece writes for a space. */
export const spaceMark = '▁';

/** Options of SentencePiece's NormalizerSpec. */
interface NormalizerOptions {
  readonly charsmap: PrecompiledCharsmap | undefined;
  readonly addDummyPrefix: boolean;
  readonly removeExtraWhitespaces: boolean;
  /** Vocabulary entries of the user-defined kind: they pass unchanged and whole. */
  readonly userDefined: readonly string[];
}

/**
 * `origins[i]` is the offset in the original text of what became `text[i]`; `origins[text.length]` the end of the last
 * character that counts. `masks` are the offsets of the placeholders in the normalized text.
 */
export interface NormalizedText {
  readonly text: string;
  readonly origins: readonly number[];
  readonly masks: readonly number[];
}

/**
 * SentencePiece's `Normalizer::Normalize` (sentencepiece/src/normalizer.cc, v0.1.97) with its map from normalized to
 * original offsets. It is ours because the library's normalizers return no offsets and only approximate the table.
 */
export class SentencePieceNormalizer {
  private readonly symbols = new PieceTrie();

  constructor(private readonly options: NormalizerOptions) {
    options.userDefined.forEach((symbol, i) => this.symbols.set(symbol, i));
  }

  /** `text` must be well-formed UTF-16. The placeholders at `masks` (ascending) pass unchanged. */
  normalize(text: string, masks: readonly number[]): NormalizedText {
    const output = new Output(this.options.removeExtraWhitespaces, this.options.addDummyPrefix);
    const bytes = new TextEncoder().encode(text);
    let byteAt = 0;
    let offset = 0;
    for (const mask of [...masks, text.length]) {
      // The table sees the text on each side of a placeholder by itself: no rule may reach across one.
      const byteEnd = byteAt + Buffer.byteLength(text.slice(offset, mask));
      while (byteAt < byteEnd) {
        const step = this.step(text, offset, mask, bytes, byteAt, byteEnd);
        output.append(step.text, offset);
        byteAt += step.bytes;
        offset += step.units;
      }
      if (mask === text.length) break;
      output.appendMask(offset);
      byteAt += placeholder.length;
      offset += placeholder.length;
    }
    return output.finish(text.length);
  }

  /** The next rule's result, and how much of the text it takes in bytes and in UTF-16 units. */
  private step(
    text: string,
    offset: number,
    end: number,
    bytes: Uint8Array,
    byteAt: number,
    byteEnd: number,
  ): { text: string; bytes: number; units: number } {
    const symbol = text.slice(offset, this.symbols.longest(text, offset, end).end);
    if (symbol.length > 0) return { text: symbol, bytes: Buffer.byteLength(symbol), units: symbol.length };
    const rule = this.options.charsmap?.match(bytes, byteAt, byteEnd);
    if (rule && rule.length > 0)
      return { text: rule.replacement, bytes: rule.length, units: utf16Length(bytes, byteAt, byteAt + rule.length) };
    const character = String.fromCodePoint(text.codePointAt(offset) ?? 0xfffd);
    return { text: character, bytes: Buffer.byteLength(character), units: character.length };
  }
}

/** Collects normalized characters with the offsets of their origins, and drops spaces that do not count. */
class Output {
  private readonly parts: string[] = [];
  private readonly origins: number[] = [];
  private readonly masks: number[] = [];
  private started = false;
  private afterSpace: boolean;

  constructor(
    private readonly squeeze: boolean,
    private readonly dummyPrefix: boolean,
  ) {
    this.afterSpace = squeeze;
  }

  append(replacement: string, origin: number): void {
    // Leading spaces are skipped before the dummy prefix is written, so that the first word does not hold them.
    if (!this.started && this.squeeze && replacement === ' ') return;
    this.begin(origin);
    const text = this.afterSpace ? replacement.replace(/^ +/, '') : replacement;
    if (text.length === 0) return;
    for (const unit of text.split('')) this.push(unit === ' ' ? spaceMark : unit, origin);
    this.afterSpace = this.squeeze && text.endsWith(' ');
  }

  appendMask(origin: number): void {
    this.begin(origin);
    this.masks.push(this.parts.length);
    this.push(placeholder, origin);
    this.afterSpace = false;
  }

  finish(end: number): NormalizedText {
    let length = this.parts.length;
    let last = this.started ? end : 0;
    while (this.squeeze && length > 0 && this.parts[length - 1] === spaceMark) last = this.origins[--length] ?? last;
    return {
      text: this.parts.slice(0, length).join(''),
      origins: [...this.origins.slice(0, length), last],
      masks: this.masks,
    };
  }

  private begin(origin: number): void {
    if (!this.started && this.dummyPrefix) this.push(spaceMark, origin);
    this.started = true;
  }

  private push(unit: string, origin: number): void {
    this.parts.push(unit);
    this.origins.push(origin);
  }
}

/** UTF-16 units of a stretch of UTF-8: two for a lead byte of four, none for a continuation. */
function utf16Length(bytes: Uint8Array, start: number, end: number): number {
  let units = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}
