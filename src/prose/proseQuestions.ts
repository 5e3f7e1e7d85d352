import type { TextRange } from '../protocol/text';
import { sentencesIn, type DocumentSentence } from './documentUnits';
import type { ProseBlock } from './proseBlock';
import type { ProseDocument, ProseEdit, ProseSentence } from './proseDocument';
import type { Insertion } from './proseLanguage';
import { passageAt, type ProsePassage } from './prosePassage';

/** Part of a long answer, and the offset from which to ask for the rest. */
export interface ProsePortion<T> {
  readonly found: readonly T[];
  readonly next?: number;
}

/**
 * What is asked of a document's prose: [question, answer]. Both are plain data once they have been sent to another
 * thread.
 */
export interface ProseQuestions {
  passageAt: [{ readonly offset: number; readonly characters: number }, ProsePassage | undefined];
  sentenceAt: [number, ProseSentence | undefined];
  blocks: [TextRange, ProsePortion<ProseBlock>];
  sentences: [TextRange, ProsePortion<DocumentSentence>];
  literals: [readonly Insertion[], readonly string[]];
}

export type ProseQuestionName = keyof ProseQuestions;

/** A question about a document, with what brings the reader's copy of it up to date. */
export interface ProseRequest {
  readonly document: number;
  /** The whole text, which takes the place of any copy. */
  readonly opened?: { readonly language: string; readonly text: string };
  readonly edits: readonly ProseEdit[];
  readonly name: ProseQuestionName;
  readonly question: unknown;
}

/**
 * What the reader says of each request, in their order: that it begins to read, and the answer or why there is none.
 */
export type ProseReply =
  | { readonly kind: 'began' }
  | { readonly kind: 'answer'; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly why: string };

/** Milliseconds after which a portion ends: others may wait for theirs. */
const portionMilliseconds = 50;

const answers: {
  readonly [N in ProseQuestionName]: (document: ProseDocument, question: ProseQuestions[N][0]) => ProseQuestions[N][1];
} = {
  passageAt: (document, { offset, characters }) => passageAt(document, offset, characters),
  sentenceAt: (document, offset) => document.sentenceAt(offset),
  blocks: (document, range) => portion(document, range, (blocks) => blocks),
  sentences: (document, range) => portion(document, range, (blocks) => sentencesIn(blocks, range)),
  literals: (document, insertions) => document.literals(insertions),
};

export function answerTo<N extends ProseQuestionName>(
  document: ProseDocument,
  name: N,
  question: ProseQuestions[N][0],
): ProseQuestions[N][1] {
  return answers[name](document, question);
}

function portion<T>(
  document: ProseDocument,
  range: TextRange,
  take: (blocks: readonly ProseBlock[]) => readonly T[],
): ProsePortion<T> {
  const started = performance.now();
  const found: T[] = [];
  for (const { blocks, end } of document.eachChunk(range)) {
    found.push(...take(blocks));
    if (end < document.length && performance.now() - started > portionMilliseconds) return { found, next: end };
  }
  return { found };
}
