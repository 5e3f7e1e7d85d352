import type { ExplainedAnswer, Explanation } from '../../../protocol/explanations';
import type { TextRange } from '../../../protocol/text';

/** A part of the text, 0, or of the second one, 1 (the question, for a passage). */
export interface WordPlace extends TextRange {
  readonly sequence: number;
}

/** The texts of an answer, in the order of `sequence`. */
export function textsOf(of: ExplainedAnswer): readonly string[] {
  if (of.kind === 'passage') return [of.text, of.question];
  return of.kind === 'label' && of.textPair !== undefined ? [of.text, of.textPair] : [of.text];
}

/** The part of the text that an answer is about; undefined for a label, and for a passage that isn't chosen. */
export function subjectOf(of: ExplainedAnswer): TextRange | undefined {
  switch (of.kind) {
    case 'label':
      return undefined;
    case 'word':
      return of.mask;
    case 'entity':
      return of.entity;
    case 'passage':
      return of.passage;
    case 'replacement':
      return of.word;
  }
}

/** The question with the answer that was explained, where it was asked for the likeliest. */
export function withAnswer(
  of: ExplainedAnswer,
  { answer, candidates }: Pick<Explanation, 'answer' | 'candidates'>,
): ExplainedAnswer {
  switch (of.kind) {
    case 'label':
    case 'word':
    case 'entity':
      return { ...of, answer };
    case 'passage':
      return { ...of, passage: of.passage ?? candidates.find((one) => one.answer === answer)?.range };
    case 'replacement':
      return of;
  }
}

/** The same question with a word in the place of another. */
export function withWord(of: ExplainedAnswer, place: WordPlace, word: string): ExplainedAnswer {
  const { sequence, start, end } = place;
  const before = textsOf(of)[sequence] ?? '';
  const text = before.slice(0, start) + word + before.slice(end);
  if (sequence === 1)
    return of.kind === 'passage' ? { ...of, question: text } : ({ ...of, textPair: text } as ExplainedAnswer);
  const moved = (range: TextRange) => movedRange(range, place, word.length);
  switch (of.kind) {
    case 'label':
      return { ...of, text };
    case 'word':
      return { ...of, text, mask: moved(of.mask) };
    case 'entity':
      return { ...of, text, entity: moved(of.entity) };
    case 'passage':
      return { ...of, text, passage: of.passage && moved(of.passage) };
    case 'replacement':
      return { ...of, text, word: moved(of.word) };
  }
}

/** The same question without a word and one of the spaces around it. */
export function withoutWord(of: ExplainedAnswer, { sequence, start, end }: WordPlace): ExplainedAnswer {
  const text = textsOf(of)[sequence] ?? '';
  const spaceBefore = /\s$/.test(text.slice(0, start));
  const spaceAfter = /^\s/.test(text.slice(end));
  // Before a comma, the space before the word goes; otherwise the one after it.
  const from = spaceBefore && !spaceAfter ? start - 1 : start;
  return withWord(of, { sequence, start: from, end: spaceAfter && (spaceBefore || start === 0) ? end + 1 : end }, '');
}

/** The same question with two words of one text in each other's place. */
export function withSwapped(of: ExplainedAnswer, one: WordPlace, other: WordPlace): ExplainedAnswer {
  const [first, second] = one.start < other.start ? [one, other] : [other, one];
  const text = textsOf(of)[one.sequence] ?? '';
  const [left, right] = [text.slice(first.start, first.end), text.slice(second.start, second.end)];
  return withWord(withWord(of, second, left), first, right);
}

/** Where a range is after a place in the same text has become `length` long. */
function movedRange({ start, end }: TextRange, place: TextRange, length: number): TextRange {
  const change = length - (place.end - place.start);
  const moved = (offset: number) =>
    offset >= place.end ? offset + change : Math.min(offset, Math.max(place.start, place.start + length));
  return { start: moved(start), end: moved(end) };
}
