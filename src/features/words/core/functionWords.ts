import { word } from '../../../base/word';

/** Words of grammar, by what may stand in for what; some belong to several kinds, the last have no like. */
const kinds = [
  'the a an this that these those my your his her its our their some any no every each either neither another',
  'much many more most few fewer less least little several all both half some any none plenty',
  'very too so quite rather pretty fairly really extremely incredibly remarkably particularly highly truly awfully terribly',
  'much far even still considerably significantly substantially slightly somewhat rather',
  'i you he she it we they this that these those who someone somebody anyone anybody everyone everybody nobody',
  'something anything everything nothing',
  'me you him her it us them myself yourself himself herself itself ourselves themselves whom',
  'mine yours his hers ours theirs',
  'of in to for with on at by from about into over after under between through during before without against within among along across behind beyond around near toward towards upon per via since until like as onto inside outside above below beside besides despite except throughout',
  'up down off out away back around over',
  'and or but nor yet so plus',
  'if because although though while whereas whether unless when whenever where wherever since until before after once as',
  'be is am are was were been being',
  'have has had having',
  'do does did doing',
  'will would shall should can could may might must',
  'not never hardly rarely seldom',
  'now then here there today soon already currently presently immediately',
  'again still yet ever always often sometimes once later',
  'also too just only even merely simply solely actually',
  'however therefore thus hence otherwise instead moreover furthermore meanwhile nevertheless',
  'how why when where what which',
  'yes no oh',
  ...['such', 'other', 'same', 'own', 'than', 'let', 'one'],
].map((words) => words.split(' '));
/** Words among them that stand for more than grammar. */
const contentWords = new Set(
  (
    'several half plenty pretty fairly really extremely incredibly remarkably particularly highly truly awfully terribly considerably ' +
    'significantly substantially slightly today soon currently presently immediately actually'
  ).split(' '),
);
const functionWords = new Set(kinds.flat().filter((one) => !contentWords.has(one)));

/** Whether a word belongs to grammar rather than to what is said, whatever its case. */
export function isFunctionWord(text: string): boolean {
  return functionWords.has(text.toLowerCase());
}

/** The words of grammar, in small letters, that may stand where this one does. */
export function functionWordsLike(text: string): string[] {
  const folded = text.toLowerCase();
  const like = new Set(kinds.filter((kind) => kind.includes(folded)).flat());
  like.delete(folded);
  return isFunctionWord(folded) ? [...like] : [];
}

/** The other words of a text, in small letters. */
export function contentWordsOf(text: string): string[] {
  return [...text.matchAll(word)].map(([one]) => one.toLowerCase()).filter((one) => !isFunctionWord(one));
}
