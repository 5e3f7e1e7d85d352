import { detokenize } from '../detokenize';
import { maskedAccuracy, type TokenRow } from '../maskedText';
import type { TaskRun } from '../task';
import { takeLines } from '../taskFile';

const unknownWord = '<unk>';
const heading = /^\s*=/;

/** WikiText: paragraphs of tokenized text; headings are left out. An unknown word is a mask that nobody is asked about. */
export const wikitext: TaskRun = async (measured, file, { limit, length }) => {
  const paragraphs = takeLines(file, limit, (line) => !heading.test(line));
  const parts = paragraphs.map((paragraph) => paragraph.split(unknownWord).map(detokenize));
  const ids = await measured.vocabulary.tokenIds(parts.flat());
  let at = 0;
  const rows = parts.map((texts) => joinParts(ids.slice(at, (at += texts.length)), length));
  return maskedAccuracy(measured, rows);
};

/** Joins the parts of a paragraph, [CLS] and [SEP] around each, to one row with an unknown word between every two. */
function joinParts(parts: readonly (readonly number[])[], length: number): TokenRow {
  const [first, last] = [parts[0]![0]!, parts[0]!.at(-1)!];
  const unknown = new Set<number>();
  const ids = [first];
  parts.forEach((part, i) => {
    if (i > 0) {
      unknown.add(ids.length);
      ids.push(last);
    }
    for (const id of part.slice(1, -1)) ids.push(id);
  });
  const cut = ids.slice(0, length - 1);
  return { ids: [...cut, last], unknown: new Set([...unknown].filter((position) => position < cut.length)) };
}
