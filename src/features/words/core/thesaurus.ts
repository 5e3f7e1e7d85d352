import { functionWordsLike } from './functionWords';

/** A word that can mean the same as another one, in the same inflection. */
export interface Synonym {
  readonly text: string;
  /** In which sense of the other word: 0 is the commonest. */
  readonly sense: number;
}

/** Says which words could stand in for others in some context; which of them fit in a given one, a model must say. */
export class Thesaurus {
  #text: Promise<string> | undefined;

  /** @param read brings the text of models/thesaurus.txt, which scripts/thesaurus.ts describes; it is asked once */
  constructor(private readonly read: () => Promise<string>) {}

  /** Of a word of grammar, those of its kind; of any other, its synonyms. Rejects when the text cannot be read. */
  async synonyms(word: string): Promise<Synonym[]> {
    const folded = word.toLowerCase();
    const alike = functionWordsLike(folded);
    if (alike.length > 0) return alike.map((text) => ({ text, sense: 0 }));
    const text = await (this.#text ??= this.read());
    const start = text.indexOf(`\n${folded}\t`);
    if (start < 0) return [];
    const senses = text.slice(start + folded.length + 2, text.indexOf('\n', start + 1)).split('|');
    return senses.flatMap((words, sense) => (words.match(/\S+/g) ?? []).map((one) => ({ text: one, sense })));
  }
}
