import { csvLine, jsonText, markdownCell } from '../../../base/serialize';
import type { TableFormat } from '../../../results/tableFormats';
import type { FoundPlace } from './foundPlaces';

/** What all places have in common. */
export interface AskedQuestion {
  readonly question: string;
  /** Names of the models. */
  readonly reader: string;
  readonly reranker: string;
}

/** The places as text, in pieces. */
export function exportPlaces(
  format: TableFormat,
  asked: AskedQuestion,
  places: readonly FoundPlace[],
): Iterable<string> {
  return { csv: csvLines, json: jsonPieces, markdown: markdownLines }[format](asked, places);
}

/** A place as an object; `text` is that of the answer, or of the passage where none was found in it. */
export function placeRow({ name, line, start, end, text, score, foundBy, passage }: FoundPlace) {
  return { file: name, line, start, end, text, score: digits(score), foundBy, passage };
}

function* csvLines(_: AskedQuestion, places: readonly FoundPlace[]): Generator<string> {
  yield csvLine(['file', 'line', 'start', 'end', 'foundBy', 'score', 'text', 'passage']);
  for (const { name, line, start, end, foundBy, score, text, passage } of places)
    yield csvLine([name, line, start, end, foundBy, digits(score), text, passage.text]);
}

function* jsonPieces({ question, reader, reranker }: AskedQuestion, places: readonly FoundPlace[]): Generator<string> {
  yield `${jsonText({ question, reader, reranker }).slice(0, -1)},"results":[`;
  yield places.map((place) => `\n${jsonText(placeRow(place))}`).join(',');
  yield '\n]}\n';
}

function* markdownLines({ question }: AskedQuestion, places: readonly FoundPlace[]): Generator<string> {
  yield `# ${markdownCell(question)}\n\n| file | line | found by | score | text |\n| --- | ---: | --- | ---: | --- |\n`;
  for (const { name, line, foundBy, score, text } of places)
    yield `| ${markdownCell(name)} | ${line} | ${foundBy} | ${digits(score)} | ${markdownCell(text)} |\n`;
}

/** Six digits: what a float32 has. */
function digits(score: number): number {
  return Number(score.toPrecision(6));
}
