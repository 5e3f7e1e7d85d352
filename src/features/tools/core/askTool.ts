import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import { placeRow } from '../../answers/core/exportPlaces';
import type { Findings } from '../../answers/core/placeList';
import { percentText, type ToolAnswer } from './toolAnswer';

/** As in the tool's input schema. */
export interface AskInput {
  readonly question: string;
  /** A file or folder of the workspace; absent for all of it. */
  readonly path?: string;
}

/** Places that an agent is given. */
const maxPlaces = 10;

const byWords = 'These passages share most words with the question; no model has read them.';

/** @throws RequestError for an empty question */
export function requireQuestion({ question }: AskInput): void {
  if (question.trim() === '') throw new RequestError(plain`The question is empty. Ask something.`);
}

/** The best places that were found for a question. */
export function askTool({ question }: AskInput, { places, skipped, hasModel }: Findings): ToolAnswer {
  const results = places.slice(0, maxPlaces).map(placeRow);
  const note = hasModel || results.length === 0 ? undefined : byWords;
  const lines = results.map(({ file, line, foundBy, score, text, passage }) =>
    foundBy === 'reader'
      ? `${file}:${line}: ${text} (${percentText(score)}), in: ${passage.text}`
      : `${file}:${line}: ${text}`,
  );
  const said = lines.length === 0 ? ['No passage shares a word with the question.'] : lines;
  return {
    text: [...(note === undefined ? [] : [note]), ...said].join('\n'),
    data: { question, note, results, skipped: skipped.length },
  };
}
