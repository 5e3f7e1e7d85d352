import type { TextRange } from '../protocol/text';

let segmenter: Intl.Segmenter | undefined;

/** Words after which a full stop ends no sentence, in lower case. */
const abbreviations = new Set(
  (
    'e.g i.e cf vs etc al ca approx viz resp incl excl esp dr mr mrs ms mx prof st rev hon gen col lt sgt capt jr sr no nos nr vol vols ' +
    'fig figs eq eqs eqn ref refs sec sect ch chap pp p para art ed eds dept univ inc ltd co corp jan feb mar apr jun jul aug sep sept oct ' +
    'nov dec mon tue wed thu fri sat sun a.m p.m ph.d u.s u.k min max'
  ).split(' '),
);
/** Abbreviations that often end a sentence: a capital after them begins the next. */
const endsSentenceToo = new Set(
  'etc al inc ltd co corp jr sr a.m p.m ph.d u.s u.k dept univ min max no sun sat mar'.split(' '),
);

const lastWord = /(?:^|[\s([{“‘"'–—-])([\p{L}\p{M}](?:[\p{L}\p{M}.]*[\p{L}\p{M}])?)\.$/u;
const initial = /(?:^|[\s(“"])\p{Lu}\.$/u;
/** How much of a sentence is looked at for what it ends with. */
const endReach = 200;
const openEnd = /[\p{L}\p{N},;:]$/u;
const closing = /["'”’»)\]]+$/u;
const sentenceEnd = /[.!?…]["'”’»)\]*_]*\s+$/u;

/**
 * Sentences of a block's text, without the white space around them. Unicode's rules (UAX #29, as in `Intl.Segmenter`) find where one may end;
 * abbreviations, initials, numbers and quoted speech join what those rules part.
 */
export function sentencesOf(text: string): TextRange[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' });
  const sentences: { start: number; end: number }[] = [];
  for (const { index, segment } of segmenter.segment(text)) {
    const trimmed = segment.trim();
    if (trimmed === '') continue;
    const start = index + segment.indexOf(trimmed);
    const end = start + trimmed.length;
    const previous = sentences.at(-1);
    if (
      previous !== undefined &&
      goesOn(text.slice(Math.max(previous.start, previous.end - endReach), previous.end), trimmed)
    )
      previous.end = end;
    else sentences.push({ start, end });
  }
  return sentences;
}

/** Whether any word after `before`, a text's beginning, begins a sentence; after an abbreviation or an initial, only some do. */
export function beginsSentence(before: string): boolean {
  if (before.trim() === '') return true;
  const near = before.slice(-endReach);
  const bare = near.trimEnd().replace(closing, '');
  return sentenceEnd.test(near) && !endsInInitial(bare) && !abbreviations.has(lastWordOf(bare) ?? '');
}

/** Whether `next` goes on with the sentence that seems to end with `before`, which is all of it or its end. */
function goesOn(before: string, next: string): boolean {
  if (/^\p{Ll}/u.test(next)) return true;
  if (/^[)\]}”’"'»,;:]+(?:\s|$)/u.test(next)) return true;
  const bare = before.replace(closing, '');
  if (openEnd.test(bare)) return true;
  if (!bare.endsWith('.') || bare.endsWith('..')) return false;
  if (initial.test(bare)) return /^\p{Lu}/u.test(next) && endsInInitial(bare) && bare === before;
  const word = lastWordOf(bare);
  if (word === undefined) return /(?:^|\s)\d{1,3}\.$/.test(bare) && bare.length <= 4;
  if (!abbreviations.has(word)) return false;
  return !endsSentenceToo.has(word) || (word === 'no' && /^\d/.test(next));
}

function lastWordOf(bare: string): string | undefined {
  return lastWord.exec(bare)?.[1]?.toLowerCase();
}

/** Whether a single capital stands before the full stop; “I.” is the pronoun. */
function endsInInitial(bare: string): boolean {
  return initial.test(bare) && !/(?:^|\s)I\.$/u.test(bare);
}
