import type { TextRange } from '../protocol/text';
import { sentenceIndexAt, toText, type ProseBlock } from '../prose/proseBlock';
import type { ProseDocument } from '../prose/proseDocument';
import { endsInUnfinishedMarkup } from './unfinishedMarkup';

/** Where a word may be suggested, and the text on both sides of it. */
export interface FillContext {
  /** Text before the word: empty, or ends with white space or an opening mark. */
  readonly left: string;
  /** Text after the word, beginning with white space or punctuation. */
  readonly right: string;
  /** The part of the word that is typed left of the caret; empty at a space. */
  readonly typed: string;
  /** The part of the word right of the caret; empty unless the caret is inside a word. */
  readonly rest: string;
  /** Whether a space must follow the suggestion, because the next word stands right at the caret. */
  readonly needsSpace: boolean;
  /** Whether the word begins a sentence. */
  readonly sentenceStart: boolean;
  /** The word in the document, from its first typed letter to its last; empty at a space. */
  readonly range: TextRange;
}

/** Characters of context; about 80 tokens of English, so that the smallest models take it and a forward pass stays short. */
const contextCharacters = 320;
/** The share of a sentence that is too long which stands left of the caret. */
const leftShare = 2 / 3;

const wordBefore = /[\p{L}\p{M}'’-]*$/u;
const wordAfter = /^[\p{L}\p{M}'’-]*/u;
const opensWord = /(?:\s|[([{"“‘«„¿¡—–]|(?:^|[\s([{"“])'|(?:^|[^\p{L}\p{N}*_])[*_]{1,3})$/u;
/** What makes the typed letters part of an identifier, an address or a file name. */
const continuesName = /^(?:[\p{L}\p{N}_\\@/]|\.[\p{L}\p{N}])/u;
const sentenceEnd = /[.!?…]["'”’»)\]*_]*\s+$/u;
const abbreviation = /(?:^|\s|\()(?:e\.g|i\.e|etc|cf|vs|Dr|Mr|Mrs|Ms|Prof|St|No|Fig|Eq|approx|al)\.\s+$/;

/** The context of a suggestion at `caret`; undefined where none belongs: in code, in an identifier or a number, after punctuation, without any text around. */
export function fillContext(document: ProseDocument, caret: number): FillContext | undefined {
  const block = document.blockAt(caret);
  const at = block && toText(block, caret);
  if (block === undefined || at === undefined || endsInUnfinishedMarkup(block.text.slice(0, at))) return undefined;
  const window = windowAround(block, at);
  const before = block.text.slice(window.start, at);
  const after = block.text.slice(at, window.end);
  const typed = (wordBefore.exec(before)?.[0] ?? '').replace(/^['’-]+/, '');
  const left = before.slice(0, before.length - typed.length);
  const following = wordAfter.exec(after)?.[0] ?? '';
  // A quotation mark or a hyphen after the last letter is no part of the word.
  const rest = typed === '' ? '' : following.replace(/['’-]+$/, '');
  const right = after.slice(rest.length);
  if (left !== '' && !opensWord.test(left)) return undefined;
  if (typed !== '' && continuesName.test(right)) return undefined;
  if (!isVerbatim(block, { start: at - typed.length, end: at + rest.length })) return undefined;
  if (!/\p{L}/u.test(left + right)) return undefined;
  const needsSpace = typed === '' && /^[\p{L}\p{N}]/u.test(right);
  return {
    left: left.trimStart(),
    right: (needsSpace ? ' ' : '') + right.trimEnd().replace(/^\s+/, ' '),
    typed,
    rest,
    needsSpace,
    sentenceStart:
      left.trim() === '' || (sentenceEnd.test(left) && !abbreviation.test(left) && !/^\p{Ll}/u.test(after)),
    range: { start: caret - typed.length, end: caret + rest.length },
  };
}

/** Whether the letters of a word stand in the document as they are, so that they can be replaced. */
function isVerbatim({ pieces }: ProseBlock, { start, end }: TextRange): boolean {
  return (
    start === end || pieces.some(({ kind, text }) => kind === 'verbatim' && text.start <= start && end <= text.end)
  );
}

/** The caret's sentence with as many of its neighbours as fit, the nearest first and those before it first; a part of it when it is too long itself. */
function windowAround(block: ProseBlock, caret: number): TextRange {
  const { text } = block;
  const index = sentenceIndexAt(block, caret);
  const sentences = block.sentences.map(({ start }, at) => ({
    start,
    end: block.sentences[at + 1]?.start ?? text.length,
  }));
  let { start, end } = sentences[index] ?? { start: 0, end: text.length };
  if (end - start > contextCharacters) return cutAround(text, { start, end }, caret);
  const fits = (from: number, to: number) => to - from <= contextCharacters;
  for (let distance = 1; distance < sentences.length; distance++) {
    const previous = sentences[index - distance];
    const next = sentences[index + distance];
    if (previous && previous.end === start && fits(previous.start, end)) start = previous.start;
    if (next && next.start === end && fits(start, next.end)) end = next.end;
  }
  return { start, end };
}

/** Part of a long sentence, cut at white space. */
function cutAround(text: string, sentence: TextRange, caret: number): TextRange {
  const earliest = Math.max(sentence.start, caret - Math.round(contextCharacters * leftShare));
  const latest = Math.min(sentence.end, earliest + contextCharacters);
  const firstSpace = text.slice(earliest, caret).search(/\s/);
  const lastSpace = text.slice(caret, latest).search(/\s\S*$/);
  return {
    start: earliest === sentence.start || firstSpace < 0 ? earliest : earliest + firstSpace,
    end: latest === sentence.end || lastSpace < 0 ? latest : caret + lastSpace,
  };
}
