/** Scripts that are written without spaces between words. */
const withoutSpaces =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

const spaced = /[\p{L}\p{M}\p{N}]+/gu;
/** The segmenter copies its whole text for every word of it. */
const stretches = /.{1,100}/gsu;
const accents = /[\u0300-\u036f]/g;

/** Characters that are read of a word: data that only looks like one may have any number. */
const maxLength = 64;

/** Characters of the scripts that have thousands. */
const many = /[\u2e80-\uffff]/g;

/** The words of a text as they are compared: in lower case, without accents, and never with a space. */
export function searchWords(text: string): string[] {
  const words = text.toLowerCase().match(spaced) ?? [];
  return words.flatMap((word) => (withoutSpaces.test(word) ? segmented(word) : [word])).map(folded);
}

function segmented(word: string): string[] {
  const stretchesOfWord = word.match(stretches) ?? [];
  return stretchesOfWord.flatMap((stretch) => Array.from(segmenter.segment(stretch), ({ segment }) => segment));
}

function folded(word: string): string {
  return word.slice(0, maxLength).normalize('NFKD').replace(accents, '').replace(many, halved);
}

/** Two characters of 256 each: MiniSearch looks through all that follow a beginning, one by one. */
function halved(character: string): string {
  const code = character.charCodeAt(0);
  return String.fromCharCode(0xe000 + (code >> 8), 0xe100 + (code & 0xff));
}
