import type { TextRange } from '../protocol/text';

let segmenter: Intl.Segmenter | undefined;

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Words after which a full stop ends no sentence, in lower case. */
const abbreviations = words(
  'e.g i.e c.f cf vs etc al ca approx viz resp incl excl esp w.r.t i.i.d a.k.a dr drs mr mrs ms mx messrs mme mlle prof st mt ft rev fr hon ' +
    'gov sen rep pres sec gen col maj lt capt cpt cmdr adm sgt cpl pvt supt jr sr no nos nr vol vols fig figs eq eqs eqn ref refs sect ch chap ' +
    'pp p para art ed eds dept univ inst assn inc ltd co corp bros ave blvd rd ext tel jan feb mar apr jun jul aug sep sept oct nov dec mon ' +
    'tue tues wed thu thur thurs fri sat sun a.m p.m a.d b.c ph.d u.s u.k u.n e.u u.s.a d.c min max thm lem prop def',
);
/** Abbreviations that often end a sentence: a capital after them begins the next. */
const endsSentenceToo = words(
  'etc al inc ltd co corp jr sr a.m p.m a.d b.c ph.d dept univ min max no sun sat mar def ext',
);
/** Abbreviations before names: only a word that is no name begins the next sentence. */
const beforeName = words('u.s u.k u.n e.u u.s.a d.c ave blvd rd');
/** Words that begin sentences and no names. */
const beginnings =
  /^(?:It|Its|The|This|That|These|Those|He|His|She|Her|We|Our|They|Their|You|Your|I|My|An?|In|On|At|By|If|When|While|As|For|From|To|With|But|And|Or|So|Then|There|Here|What|Which|Who|Why|How|Where|After|Before|Now|Not|No|Also|However|Thus|Hence|Since|Because|Some|All|Each|Both|Let|Is|Are|Do|Does|Set)(?![\p{L}\p{N}.])/u;

const lastWord = /(?:^|[\s([{“‘"'–—-])([\p{L}\p{M}](?:[\p{L}\p{M}.]*[\p{L}\p{M}])?)\.$/u;
const initial = /(?:^|[\s(“"])\p{Lu}\.$/u;
/** An initial stands at the start of a sentence, or after a capitalized word or another initial. */
const initialOfName = /(?:^|[(“"]|[.!?]\s|\p{Lu}[\p{L}\p{M}’'-]*\.?\s)\p{Lu}\.$/u;
/** Emoji behind a sentence's end belong to it. */
const pictures = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f)+(?:\s+|$)/u;
/** How much of a sentence is looked at for what it ends with. */
const endReach = 200;
const openEnd = /[\p{L}\p{N},;:]$/u;
const closing = /["'”’»)\]]+$/u;
const sentenceEnd = /[.!?…]["'”’»)\]*_]*(?:\s*(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f))*\s+$/u;

/**
 * Sentences of a block's text, without the white space around them. Unicode's rules (UAX #29, as in `Intl.Segmenter`)
 * find where one may end; abbreviations, initials, numbers and quoted speech join what those rules part.
 */
export function sentencesOf(text: string): TextRange[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' });
  const sentences: { start: number; end: number }[] = [];
  for (const { index, segment } of segmenter.segment(text)) {
    const previous = sentences.at(-1);
    const whole = segment.trim();
    const picture = previous === undefined ? '' : (pictures.exec(whole)?.[0] ?? '');
    if (previous !== undefined && picture !== '') previous.end = index + segment.indexOf(whole) + picture.trim().length;
    const trimmed = whole.slice(picture.length);
    if (trimmed === '') continue;
    const start = index + segment.indexOf(whole) + picture.length;
    const end = start + trimmed.length;
    if (
      previous !== undefined &&
      goesOn(text.slice(Math.max(previous.start, previous.end - endReach), previous.end), trimmed)
    )
      previous.end = end;
    else sentences.push({ start, end });
  }
  return sentences;
}

/**
 * Whether any word after `before`, a text's beginning, begins a sentence; after an abbreviation or an initial, only
 * some do.
 */
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
  if (initial.test(bare)) return bare === before && goesOnWithName(bare, next);
  const word = lastWordOf(bare);
  if (word === undefined) return /^(?:§+\s?)?\d{1,3}\.$/.test(bare);
  if (!abbreviations.has(word)) return false;
  if (beforeName.has(word)) return !beginnings.test(next);
  return !endsSentenceToo.has(word) || /^\d/.test(next);
}

/** Whether an initial and the next word, or the next initial, are of one name. */
function goesOnWithName(bare: string, next: string): boolean {
  return /^\p{Lu}\.(?:\s|$)/u.test(next) || (/^\p{Lu}/u.test(next) && !beginnings.test(next) && endsInInitial(bare));
}

function lastWordOf(bare: string): string | undefined {
  return lastWord.exec(bare)?.[1]?.toLowerCase();
}

/** Whether a single capital stands before the full stop; “I.” is the pronoun. */
function endsInInitial(bare: string): boolean {
  return initialOfName.test(bare) && !/(?:^|\s)I\.$/u.test(bare);
}
