import { documentUnits, sentencesIn, type DocumentUnit, type SentenceSource } from '../../src/prose/documentUnits';
import { ProseDocument } from '../../src/prose/proseDocument';
import { proseLanguage } from '../../src/prose/proseLanguages';

/** A document's sentences, read at once. */
export async function readProse(text: string, language: string): Promise<SentenceSource> {
  const document = new ProseDocument(await proseLanguage(language), text);
  return {
    text,
    async *sentences(range = { start: 0, end: text.length }) {
      yield* await Promise.resolve(sentencesIn(document.blocks(range), range));
    },
  };
}

/** A document's units as a list. */
export async function unitsIn(...given: Parameters<typeof documentUnits>): Promise<DocumentUnit[]> {
  const units: DocumentUnit[] = [];
  for await (const unit of documentUnits(...given)) units.push(unit);
  return units;
}
