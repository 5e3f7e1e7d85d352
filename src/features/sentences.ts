import type { TextRange } from '../protocol/text';
import { paragraphAt } from './paragraphAt';

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** The sentences of a paragraph, without gaps: the white space after a sentence belongs to it. */
export function sentencesOf(text: string): TextRange[] {
  return [...segmenter.segment(text)].map(({ index, segment }) => ({ start: index, end: index + segment.length }));
}

/** The sentence at `offset` as a range of the document, without white space around it; undefined where there is no prose. */
export function sentenceAt(document: string, offset: number, language: string): TextRange | undefined {
  const paragraph = paragraphAt(document, offset, language);
  if (paragraph === undefined) return undefined;
  const sentence = sentencesOf(paragraph.text).findLast(({ start }) => start <= offset - paragraph.start);
  if (sentence === undefined) return undefined;
  const text = paragraph.text.slice(sentence.start, sentence.end);
  const start = paragraph.start + sentence.start + (text.length - text.trimStart().length);
  return text.trim() === '' ? undefined : { start, end: start + text.trim().length };
}
