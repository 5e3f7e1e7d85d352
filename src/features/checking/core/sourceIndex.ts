import type { DocumentUnit, PlacedUnit, SentenceSource } from '../../../prose/documentUnits';
import { wordsOf } from '../../../prose/words';
import type { TextRange } from '../../../protocol/text';
import { PassageIndex } from '../../../retrieval/passageIndex';
import { passagesOf } from '../../../retrieval/passages';

/** A file or document that is part of a source. */
export interface SourceFile {
  /** Its path or address. */
  readonly uri: string;
  readonly name: string;
}

/** A part of the source, and the file that it is of. */
export interface SourcePassage extends PlacedUnit {
  readonly file: SourceFile;
}

/** A sentence of a text, and the document that it is of. */
export interface PlacedClaim extends DocumentUnit {
  readonly uri: string;
}

/** Passages that a sentence is compared with. */
const passagesPerSentence = 5;

/** The passages of a source. A text that is part of it is never checked against itself. */
export class SourceIndex {
  readonly #index = new PassageIndex<SourcePassage>();

  /** @param isSelection whether the source is a part of a document, with which its other parts are compared as well */
  constructor(private readonly isSelection = false) {}

  get passages(): number {
    return this.#index.size;
  }

  /** Takes in a file, or a part of it; false where there is no room for it. */
  async add(file: SourceFile, prose: SentenceSource, range?: TextRange): Promise<boolean> {
    const passages: SourcePassage[] = [];
    for await (const passage of passagesOf(prose, range)) passages.push({ ...passage, file });
    return this.#index.set(file.uri, '', passages);
  }

  /** Whether all of the source is one document, with which that document cannot be checked. */
  isOnly(uri: string): boolean {
    return !this.isSelection && [...this.#index.files].every((file) => file === uri);
  }

  /** The passages that share most with a sentence, best first. */
  find(claim: PlacedClaim): readonly SourcePassage[] {
    return this.#index
      .find(claim.text, passagesPerSentence, (passage) => !this.#isOfText(passage, claim))
      .map(({ passage }) => passage);
  }

  #isOfText({ file, start, end }: SourcePassage, claim: PlacedClaim): boolean {
    if (file.uri !== claim.uri) return false;
    return !this.isSelection || (start < claim.end && claim.start < end);
  }
}

/** Fewer words than this say too little to be checked: labels, “Yes.” */
const minWords = 3;

/** Whether a sentence states something that a source could support: not a heading, a question, or a word or two. */
export function isClaim({ text, isHeading }: Pick<DocumentUnit, 'text' | 'isHeading'>): boolean {
  if (isHeading === true || /[?？؟]["'”’)\]]*\s*$/u.test(text)) return false;
  return wordsOf(text).filter(({ start, end }) => /[\p{L}\p{N}]/u.test(text.slice(start, end))).length >= minWords;
}
