import type { ProseBlock } from './proseBlock';

/** Where a chunk ends and what holds behind it. */
export interface ChunkEnd {
  /** Offset behind the chunk, at the start of a line unless the line itself is too long. */
  readonly end: number;
  /** The state in which the next chunk begins; equal strings are equal states. */
  readonly state: string;
  /** Whether the chunk may hold prose; a code block, for one, does not. */
  readonly hasProse: boolean;
}

/** What a chunk's blocks depend on beside its own text. */
export interface DocumentFacts {
  /** Whether `label` is the label of a reference that some chunk defines. */
  readonly isDefined: (label: string) => boolean;
  /** What chunks define a label as, sorted, each once. */
  readonly definitionsOf: (label: string) => readonly string[];
}

/** A text that is to be put between two characters of a document; either is empty at its end. */
export interface Insertion {
  readonly text: string;
  readonly before: string;
  readonly after: string;
}

/**
 * A markup language. A document is a row of chunks: short stretches of lines that can be read one by one, each a few
 * blocks long. Where a chunk ends is told from its own lines, the state in which it begins and the two lines that
 * follow.
 */
export interface ProseLanguage {
  /** The state in which a document begins. */
  readonly initialState: string;
  /** The end of the chunk of `text` that begins at `from`, which is less than the text's length. */
  readonly chunkEnd: (text: string, from: number, state: string) => ChunkEnd;
  /** The blocks of a chunk, with ranges in `chunk`, in order of their starts. */
  readonly blocksOf: (chunk: string, state: string, facts: DocumentFacts) => ProseBlock[];
  /** The labels that a chunk defines for the whole document, each alone or with a line of what it is defined as. */
  readonly labelsOf?: (chunk: string) => readonly string[];
  /** How a text is written so that it is read as it is, and neither is markup nor becomes it by what is around it. */
  readonly literal: (insertion: Insertion) => string;
}

/**
 * Characters after which a chunk ends at the next line that may begin a block, so that a keystroke never re-reads more
 * than about this.
 */
export const chunkCharacters = 4000;
/**
 * Characters after which a chunk ends at the next line, sentence or space whatever stands there: a block this long is
 * read piece by piece.
 */
export const maxChunkLength = 8000;
