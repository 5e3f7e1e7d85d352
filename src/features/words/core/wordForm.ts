import { capitalized } from '../../../base/word';

/** The grammatical form of an English word as far as its spelling tells: endings, and the commonest irregular forms. */
export type WordForm = 'ing' | 'past' | 's' | 'comparative' | 'superlative' | 'adverb' | 'plain';

const irregularPast = new Set(
  (
    'was were been had did done went gone said made took taken came saw seen knew known got gotten gave given found thought told became ' +
    'become left felt put brought began begun kept held wrote written stood heard let meant set met ran paid sat spoke spoken lay lain led ' +
    'read grew grown lost fell fallen sent built understood drew drawn broke broken spent cut rose risen drove driven bought wore worn chose ' +
    'chosen shown threw thrown caught dealt won forgot forgotten taught sold fought flew flown ate eaten slept hid hidden shook shaken'
  ).split(' '),
);
const irregularPlurals = new Set('men women children people feet teeth mice geese data criteria phenomena'.split(' '));
const comparatives = new Set('better worse more less further farther'.split(' '));
const superlatives = new Set('best worst most least furthest farthest'.split(' '));
/** Words that only look as if they had an ending. */
const uninflected =
  /^(?:this|his|its|is|as|us|was|has|does|always|perhaps|besides|bus|gas|lens|news|series|species|need|seed|speed|feed|indeed|hundred|red|bed|thing|nothing|something|anything|everything|king|ring|spring|string|bring|sing|during|morning|evening|her|other|another|over|under|after|never|ever|however|whether|rather|either|neither|paper|water|user|server|number|order|letter|matter|member|owner|teacher|writer|reader|rest|test|west|best|guest|request|interest|forest|honest|only|family|early|reply|apply|supply|july)$/;

/** A word's form, by its spelling in small letters. */
export function wordForm(word: string): WordForm {
  const folded = word.toLowerCase();
  if (comparatives.has(folded)) return 'comparative';
  if (superlatives.has(folded)) return 'superlative';
  if (irregularPast.has(folded)) return 'past';
  if (irregularPlurals.has(folded)) return 's';
  if (folded.length < 4 || uninflected.test(folded)) return 'plain';
  if (/ing$/.test(folded)) return 'ing';
  if (/ed$/.test(folded)) return 'past';
  if (/[^aeiouy]est$|iest$/.test(folded)) return 'superlative';
  if (/[^s]ly$/.test(folded)) return 'adverb';
  if (/[^siu]s$|ies$/.test(folded)) return 's';
  return 'plain';
}

/** `word` with its first letter, or all of it, in capitals where `model` has it so. */
export function casedLike(word: string, model: string): string {
  if (model.length > 1 && model === model.toUpperCase() && model !== model.toLowerCase()) return word.toUpperCase();
  const first = String.fromCodePoint(model.codePointAt(0) ?? 0);
  if (first === first.toLowerCase()) return word;
  return capitalized(word);
}
