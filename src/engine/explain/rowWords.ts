import { plain } from '../../base/plainText';
import { RequestError } from '../../protocol/errors';
import type { TextRange } from '../../protocol/text';
import type { ModelRunner } from '../batch/modelRunner';
import { textWords } from '../batch/textWords';
import type { ExplainedPlace } from './scoredAnswer';

/** A token of a row, and the part of a text that it stands for. */
interface PlacedToken {
  readonly range: TextRange;
  /** 0 for the text, 1 for the second one. */
  readonly sequence: number;
  /** Its place in the row. */
  readonly token: number;
}

/** The tokens of a text within `before` and `after`, without special ones, with their ranges in the text. */
export function tokensWithin({ tokenizer }: ModelRunner, before: string, text: string, after: string) {
  const { ids, ranges } = tokenizer.encode(`${before}${text}${after}`);
  const moved = ranges.map(({ start, end }) => ({
    start: Math.max(0, start - before.length),
    end: Math.min(text.length, end - before.length),
  }));
  return { ids: ids.slice(1, -1), ranges: moved.slice(1, -1) };
}

/** Places of tokens that stand in a row from `first` on. */
export function placed(ranges: readonly TextRange[], sequence: number, first: number): PlacedToken[] {
  return ranges.map((range, i) => ({ range, sequence, token: first + i }));
}

/** The words of texts that aren't in `asked`, which is a part of the first text. */
export function wordsOf(texts: readonly string[], asked?: TextRange): ExplainedPlace[] {
  return texts.flatMap((text, sequence) =>
    textWords(text)
      .filter(({ start, end }) => asked === undefined || sequence > 0 || start >= asked.end || end <= asked.start)
      .map(({ start, end }) => ({ text: text.slice(start, end), sequence, start, end })),
  );
}

/** The tokens of a part of one text. @throws RequestError when it has none */
export function tokensOfPart(ranges: readonly TextRange[], part: TextRange): number[] {
  const tokens = ranges.flatMap(({ start, end }, token) =>
    start < end && start < part.end && end > part.start ? [token] : [],
  );
  if (tokens.length === 0) throw new RequestError(plain`Choose a word of the text.`);
  return tokens;
}

/** The tokens of each word. One of two words counts with the first. */
export function tokensOfWords(words: readonly ExplainedPlace[], tokens: readonly PlacedToken[]): number[][] {
  const taken = new Set<number>();
  return words.map(({ sequence, start, end }) => {
    const own = tokens.flatMap(({ range, sequence: of, token }) =>
      of === sequence && range.start < end && range.end > start && !taken.has(token) ? [token] : [],
    );
    for (const token of own) taken.add(token);
    return own;
  });
}
