import type { CallOptions, EngineApi, ModelRequest } from '../protocol/engineApi';
import type { TextRange } from '../protocol/text';
import { toSource, toText, type ProseBlock } from '../prose/proseBlock';
import { windowAround } from './wordPlace';

/** Blanks of one block, with the text around them. */
export interface BlanksPlace {
  readonly text: string;
  /** In `text`, ascending. */
  readonly blanks: readonly TextRange[];
  /** In the document, in the same order. */
  readonly sources: readonly TextRange[];
}

/** One answer: a word for every blank, the text with them in place, and the probability of a word, on average. */
export interface BlanksAnswer {
  readonly words: readonly string[];
  readonly preview: string;
  readonly probability: number;
}

const mark = /\[MASK\]|(?<![\p{L}\p{N}_])_{2,}(?![\p{L}\p{N}_])/gu;
const mostBlanks = 8;
const answers = 9;

/**
 * The blanks to fill: marks (`___`, `[MASK]`) in the selections or, when nothing is selected, in the caret's sentence and those
 * around it; without any mark the selections themselves. Undefined where there are none.
 */
export function blanksIn(block: ProseBlock, selections: readonly TextRange[]): BlanksPlace | undefined {
  const ranges = selections.flatMap(({ start, end }) => {
    const [from, to] = [toText(block, start), toText(block, end)];
    return from === undefined || to === undefined ? [] : [{ start: from, end: to }];
  });
  const chosen = ranges.filter(({ start, end }) => end > start);
  const marks = [...block.text.matchAll(mark)].map(({ index, 0: one }) => ({ start: index, end: index + one.length }));
  const within = chosen.length > 0 ? chosen : ranges.map((range) => windowAround(block, range));
  const marked = marks.filter((one) => within.some(({ start, end }) => start <= one.start && one.end <= end));
  const blanks = (marked.length > 0 ? marked : chosen).toSorted((a, b) => a.start - b.start).slice(0, mostBlanks);
  const [first] = blanks;
  const last = blanks.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const window = windowAround(block, { start: first.start, end: last.end });
  return {
    text: block.text.slice(window.start, window.end),
    blanks: blanks.map(({ start, end }) => ({ start: start - window.start, end: end - window.start })),
    sources: blanks.map((blank) => toSource(block, blank)),
  };
}

/** Words for all blanks together, best first. Rejects as the engine does. */
export async function fillBlanks(
  engine: Pick<EngineApi, 'fillBlanks'>,
  { text, blanks }: BlanksPlace,
  { model, precision, pieces, ...call }: ModelRequest & CallOptions & { readonly pieces: number },
): Promise<BlanksAnswer[]> {
  const found = await engine.fillBlanks({ model, precision, text, blanks, topK: answers, pieces }, call);
  return found.map(({ words, meanLogProbability }) => {
    const fitted = words.map((word, i) =>
      startsSentence(text, blanks[i]!.start) ? capitalised(word.text) : word.text,
    );
    return { words: fitted, preview: filledIn(text, blanks, fitted), probability: Math.exp(meanLogProbability) };
  });
}

function startsSentence(text: string, at: number): boolean {
  return /(?:^|[.!?]["'”’)]*\s+)$/u.test(text.slice(0, at).trimStart());
}

function capitalised(word: string): string {
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
  return first.toUpperCase() + word.slice(first.length);
}

function filledIn(text: string, blanks: readonly TextRange[], words: readonly string[]): string {
  let at = 0;
  const parts = blanks.map(({ start, end }, i) => {
    const part = text.slice(at, start) + (words[i] ?? '');
    at = end;
    return part;
  });
  return parts.join('') + text.slice(at);
}
