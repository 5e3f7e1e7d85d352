import type { TextRange } from '../protocol/text';
import { paragraphAt } from './paragraphAt';

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
/** Characters on each side of the caret that are split into sentences: the time must not grow with the paragraph. */
const reach = 2000;

/** The sentences of a paragraph near `caret`, without gaps: the white space after a sentence belongs to it. The outermost may be cut, at white space. */
export function sentencesNear(text: string, caret: number): TextRange[] {
  const { start, end } = reachAround(text, caret);
  return [...segmenter.segment(text.slice(start, end))].map(({ index, segment }) => ({
    start: start + index,
    end: start + index + segment.length,
  }));
}

/** The sentence at `offset`, without markers, with single spaces; undefined where there is no prose. A marker belongs to the sentence after it. */
export function sentenceAt(document: string, offset: number, language: string): string | undefined {
  const paragraph = paragraphAt(document, offset, language, { inMarker: true });
  if (paragraph === undefined) return undefined;
  const at = offset - paragraph.start;
  const sentence = sentencesNear(paragraph.text, at).findLast(({ start }) => start <= at);
  const text = paragraph.text.slice(sentence?.start, sentence?.end).replace(/\s+/g, ' ').trim();
  return text === '' ? undefined : text;
}

function reachAround(text: string, caret: number): TextRange {
  const earliest = Math.max(0, caret - reach);
  const latest = Math.min(text.length, caret + reach);
  const firstSpace = text.slice(earliest, caret).search(/\s/);
  const lastSpace = text.slice(caret, latest).lastIndexOf(' ');
  return {
    start: earliest === 0 || firstSpace < 0 ? earliest : earliest + firstSpace,
    end: latest === text.length || lastSpace < 0 ? latest : caret + lastSpace,
  };
}
