import { unitSource, type PlacedUnit } from '../../../prose/documentUnits';
import { sentencesOf } from '../../../prose/sentences';
import type { TextRange } from '../../../protocol/text';
import { searchWords } from '../../../retrieval/searchWords';

/** A part of a passage and its place in the document. */
export interface PassagePart extends TextRange {
  readonly text: string;
  readonly line: number;
  /** Its place in the passage's text. */
  readonly inPassage: TextRange;
}

/** Words that make a question of what is asked. */
const asking = /^(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|do|does|did|can|could|the|an?)$/;

/**
 * The sentence of a passage that shares most words with a question; a word counts less the more sentences have it. The
 * first of equal ones.
 */
export function nearestSentence(question: string, passage: PlacedUnit): PassagePart {
  const asked = new Set(searchWords(question).filter((word) => !asking.test(word)));
  const found = sentencesOf(passage.text).map((range) => ({
    range,
    shared: new Set(searchWords(passage.text.slice(range.start, range.end)).filter((word) => asked.has(word))),
  }));
  const weight = (word: string) => 1 / found.filter(({ shared }) => shared.has(word)).length;
  let best = { range: { start: 0, end: passage.text.length }, score: 0 };
  for (const { range, shared } of found) {
    const score = [...shared].reduce((sum, word) => sum + weight(word), 0);
    if (score > best.score) best = { range, score };
  }
  return partAt(passage, best.range);
}

export function partAt(passage: PlacedUnit, part: TextRange): PassagePart {
  const place = unitSource(passage, part);
  const { start, end } = part;
  const line = passage.lineAt(place.start);
  return { ...place, text: passage.text.slice(start, end), line, inPassage: { start, end } };
}
