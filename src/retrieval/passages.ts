import {
  documentUnits,
  joined,
  type DocumentSentence,
  type PlacedUnit,
  type SentenceSource,
} from '../prose/documentUnits';
import { piecesOf, toSource } from '../prose/proseBlock';
import type { TextRange } from '../protocol/text';

/** Characters below which a paragraph is put together with the next, and from which a long one is parted. */
const minCharacters = 200;
const maxCharacters = 800;

/** A longer sentence is parted: a line of data without a full stop would otherwise be a passage of any size. */
const maxSentence = 2000;

/** A document's prose in passages of some sentences each, which begin with a paragraph where they can. */
export async function* passagesOf(prose: SentenceSource, range?: TextRange): AsyncGenerator<PlacedUnit> {
  const opens = ({ opensParagraph }: DocumentSentence, before: readonly DocumentSentence[]) => {
    const length = before.reduce((sum, { text }) => sum + text.length, 0);
    return length >= maxCharacters || (opensParagraph === true && length >= minCharacters);
  };
  const passages = { text: prose.text, sentences: (part?: TextRange) => joined(short(prose.sentences(part)), opens) };
  // Passages are kept, and their documents need not be.
  for await (const { text, start, end, line, pieces, lineAt } of documentUnits(passages, 'sentence', range))
    yield { text, start, end, line, pieces, lineAt };
}

async function* short(sentences: AsyncIterable<DocumentSentence>): AsyncGenerator<DocumentSentence> {
  for await (const sentence of sentences) yield* sentence.text.length <= maxSentence ? [sentence] : partsOf(sentence);
}

/** A long sentence in parts that end with a space, or where none is near in the middle of a word. */
function* partsOf(sentence: DocumentSentence): Generator<DocumentSentence> {
  const { text, pieces } = sentence;
  for (let start = 0; start < text.length;) {
    const end = partEnd(text, start);
    const part = { start, end };
    yield {
      ...toSource({ range: sentence, pieces }, part),
      text: text.slice(start, end),
      pieces: piecesOf(sentence, part),
    };
    start = end;
  }
}

function partEnd(text: string, start: number): number {
  const limit = start + maxSentence;
  if (limit >= text.length) return text.length;
  const space = text.lastIndexOf(' ', limit);
  if (space > start + maxSentence / 2) return space + 1;
  const isPair = /[\ud800-\udbff]/.test(text[limit - 1]!);
  return isPair ? limit - 1 : limit;
}
