import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { TextRange } from '../../protocol/text';
import { placeholder } from './segmenter';

/** A text with a placeholder per mask. `origins[i]` is the original offset of `text[i]`, with one more for the end. */
interface MaskedText {
  readonly text: string;
  readonly origins: readonly number[];
  /** Offsets of the placeholders in `text`, ascending, and for each the index of its range in the ranges given. */
  readonly placeholders: readonly number[];
  readonly order: readonly number[];
}

/**
 * Puts a placeholder in the place of each range. White space at a range's edges stays (a token's range holds the space
 * before its word); an empty range gets the spaces it takes to make its placeholder a word of its own.
 * @throws RequestError when ranges overlap or lie outside the text.
 */
export function placePlaceholders(text: string, masks: readonly TextRange[]): MaskedText {
  const order = masks
    .map((_, i) => i)
    .sort((a, b) => rangeAt(masks, a).start - rangeAt(masks, b).start || rangeAt(masks, a).end - rangeAt(masks, b).end);
  const builder = new Builder();
  let offset = 0;
  order.forEach((index, i) => {
    const mask = rangeAt(masks, index);
    checkRange(mask, offset, text.length);
    builder.copy(text.slice(offset, mask.start), offset);
    const following = order[i + 1];
    const next = following === undefined ? undefined : rangeAt(masks, following);
    const after = next?.start === mask.end ? (next.end > next.start ? placeholder : ' ') : text.slice(mask.end);
    builder.mask(mask, text.slice(mask.start, mask.end), after);
    offset = mask.end;
  });
  builder.copy(text.slice(offset), offset);
  return { ...builder.finish(text.length), order };
}

function rangeAt(masks: readonly TextRange[], index: number): TextRange {
  return masks[index] ?? { start: 0, end: 0 };
}

function checkRange(mask: TextRange, from: number, length: number): void {
  const { start, end } = mask;
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start || end > length) {
    throw new RequestError(
      plain`The mask from ${start} to ${end} lies outside the text of ${length} characters. Give ranges inside the text.`,
    );
  }
  if (start < from)
    throw new RequestError(
      plain`The mask from ${start} to ${end} overlaps another one. Give ranges that do not overlap.`,
    );
}

class Builder {
  private text = '';
  /** The end of `text`: spacing depends on no more. */
  private tail = '';
  private readonly origins: number[] = [];
  private readonly placeholders: number[] = [];

  copy(stretch: string, origin: number): void {
    for (let i = 0; i < stretch.length; i++) this.origins.push(origin + i);
    this.append(stretch);
  }

  mask(mask: TextRange, covered: string, after: string): void {
    const word = covered.trim();
    const lead = covered.slice(0, covered.length - covered.trimStart().length);
    const trail = word.length > 0 ? covered.slice(covered.trimEnd().length) : '';
    const stands = word.length === 0;
    this.put(lead + (stands && needsSpaceBefore(this.tail + lead) ? ' ' : ''), mask.start);
    this.placeholders.push(this.text.length);
    this.put(placeholder, mask.start);
    this.put(trail + (stands && needsSpaceAfter(after) ? ' ' : ''), mask.end);
  }

  finish(end: number): { text: string; origins: number[]; placeholders: number[] } {
    return { text: this.text, origins: [...this.origins, end], placeholders: this.placeholders };
  }

  private put(stretch: string, origin: number): void {
    for (let i = 0; i < stretch.length; i++) this.origins.push(origin);
    this.append(stretch);
  }

  private append(stretch: string): void {
    this.text += stretch;
    this.tail = (this.tail + stretch.slice(-4)).slice(-4);
  }
}

/** A new word needs a space after a word or a closing mark, but not after an opening one or in a chain such as a-b. */
function needsSpaceBefore(before: string): boolean {
  const end = before.slice(-4);
  return /[\p{L}\p{N}\p{M}.,;:!?%)\]}\p{Pf}…]$/u.test(end) || /[^\p{White_Space}\p{Ps}\p{Pi}\p{Pd}]["']$/u.test(end);
}

/** Before a word or an opening mark; a straight quote opens when a letter follows it. */
function needsSpaceAfter(after: string): boolean {
  return /^(?:[\p{L}\p{N}]|\p{Ps}|\p{Pi}|["'][\p{L}\p{N}])/u.test(after.slice(0, 4));
}
