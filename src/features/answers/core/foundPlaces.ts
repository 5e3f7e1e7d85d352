import type { DocumentUnit, PlacedUnit } from '../../../prose/documentUnits';
import { shiftResults, type FileName, type ResultEdit } from '../../../results/fileStore';
import type { AskResult } from './ask';
import type { PassagePart } from './nearestSentence';

/** A passage of a document. */
export interface DocumentPassage extends PlacedUnit, FileName {}

/** A place in a document where the answer to a question may be: the answer itself, or a sentence of a passage. */
export interface FoundPlace extends PassagePart, FileName, Pick<AskResult<unknown>, 'foundBy' | 'score'> {
  readonly passage: DocumentUnit;
}

export function placeOf({ passage, sentence, answer, foundBy, score }: AskResult<DocumentPassage>): FoundPlace {
  const { uri, name, start, end, line, text } = passage;
  const whole = { start, end, line, text };
  return { uri, name, ...(answer ?? sentence), foundBy, score, passage: whole };
}

/** Places moved with edits of a document, whose offsets are all of the text before. */
export function movedPlaces(places: readonly FoundPlace[], uri: string, edits: readonly ResultEdit[]): FoundPlace[] {
  return places.map((place) => {
    if (place.uri !== uri) return place;
    const [moved = place] = shiftResults([place], edits);
    const [passage = place.passage] = shiftResults([place.passage], edits);
    return { ...moved, passage };
  });
}
