import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isFunctionWord } from '../src/features/words/core/functionWords';
import { PhraseTable } from '../src/features/words/core/phrases/phraseTable';

/** Senses of a word that are read, the commonest first: rarer ones mislead more often than they help. */
const senses = 6;

const parts = { noun: 'n', verb: 'v', adj: 'a', adv: 'r' } as const;
type Part = (typeof parts)[keyof typeof parts];
/** How a word is inflected: as it stands, -s, -ing, past, participle, comparative, superlative. */
const forms = ['plain', 's', 'ing', 'past', 'participle', 'er', 'est'] as const;
type Form = (typeof forms)[number];

interface Synset {
  readonly words: readonly string[];
  /** Of adjectives of like meaning. */
  readonly similar: readonly string[];
}

/**
 * Makes models/thesaurus.txt from WordNet: `npm run thesaurus WORDNET EXCEPTIONS`, the folders of data.* and
 * index.sense, with the LICENSE beside it, and of *.exc (models/README.md). A line is a word in some inflection, a tab,
 * and its synonyms in the same one; a bar parts the senses, the commonest first.
 */
async function main([wordnet, exceptions]: readonly string[]): Promise<void> {
  if (wordnet === undefined || exceptions === undefined)
    throw new Error('Give the folders of WordNet and of its exceptions.');
  const table = await PhraseTable.read(readFileSync('models/phrases/english.br'));
  // Frequent enough to be among the words of the phrases; also keeps out inflections that do not exist.
  const isKnown = (word: string) => /^[a-z]{2,}$/.test(word) && !isFunctionWord(word) && table.frequency(word) > 0;
  const parsed = Object.entries(parts).map(([file, part]) => ({
    part,
    synsets: readSynsets(path.join(wordnet, `data.${file}`)),
    irregular: readExceptions(path.join(exceptions, `${file}.exc`)),
  }));
  const rows = new Map<string, Set<string>[]>();
  for (const [lemma, lemmaSenses] of readSenses(path.join(wordnet, 'index.sense'))) {
    lemmaSenses.slice(0, senses).forEach(({ part: name, offset }, sense) => {
      const { part, synsets, irregular } = parsed.find((one) => one.part === name)!;
      const { words, similar } = synsets.get(offset)!;
      const others = [...words, ...similar.flatMap((one) => synsets.get(one)?.words ?? [])];
      for (const form of forms) {
        const found = others.flatMap((one) => inflections(one, part, form, irregular)).filter(isKnown);
        for (const inflected of inflections(lemma, part, form, irregular).filter(isKnown)) {
          const row = rows.get(inflected) ?? [];
          rows.set(inflected, row);
          row[sense] = new Set([...(row[sense] ?? []), ...found.filter((one) => one !== inflected)]);
        }
      }
    });
  }
  const lines = [...rows].flatMap(([word, row]) => {
    const seen = new Set<string>();
    const bySense = Array.from(row, (synonyms = new Set()) =>
      [...synonyms].filter((one) => !seen.has(one) && seen.add(one)).join(' '),
    );
    return seen.size > 0 ? [`${word}\t${bySense.join('|').replace(/\|+$/, '')}\n`] : [];
  });
  const license = readFileSync(path.join(wordnet, '../LICENSE'), 'utf8').trim().replace(/^/gm, '# ');
  writeFileSync('models/thesaurus.txt', `${license}\n${lines.sort().join('')}`);
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'latin1')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(' '));
}

function readSynsets(file: string): Map<string, Synset> {
  return new Map(
    linesOf(file).map((line) => {
      const fields = line.split(' | ')[0]!.split(' ');
      const count = parseInt(fields[3]!, 16);
      const words = Array.from({ length: count }, (_, i) => fields[4 + 2 * i]!.replace(/\(.*\)/, ''));
      const pointers = 5 + 2 * count;
      const similar = Array.from({ length: Number(fields[pointers - 1]) }, (_, i) => pointers + 4 * i)
        .filter((at) => fields[at] === '&')
        .map((at) => fields[at + 1]!);
      return [fields[0]!, { words, similar }];
    }),
  );
}

interface Sense {
  readonly part: Part;
  readonly offset: string;
  /** How often it occurs in the texts that WordNet's authors have tagged. */
  readonly count: number;
}

/** The senses of each lemma as any part of speech, the commonest first. */
function readSenses(file: string): Map<string, Sense[]> {
  const found = new Map<string, Sense[]>();
  for (const line of linesOf(file)) {
    const [key = '', offset = '', , count] = line.trim().split(' ');
    const [lemma = '', rest = ''] = key.split('%');
    const part = (['n', 'v', 'a', 'r', 'a'] as const)[Number(rest[0]) - 1]!;
    found.set(lemma, [...(found.get(lemma) ?? []), { part, offset, count: Number(count) }]);
  }
  for (const one of found.values()) one.sort((a, b) => b.count - a.count);
  return found;
}

/** Irregular inflections of each lemma. */
function readExceptions(file: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of linesOf(file)) {
    const [inflected, ...lemmas] = line.trim().split(' ');
    for (const lemma of lemmas) found.set(lemma, [...(found.get(lemma) ?? []), inflected!]);
  }
  return found;
}

/** Final consonants that double after a short vowel. */
const doubled = /^[^aeiou]*[aeiou][bdgklmnprt]$/;

function inflections(lemma: string, part: Part, form: Form, irregular: ReadonlyMap<string, string[]>): string[] {
  const own = irregular.get(lemma) ?? [];
  const stem = /[^aeiou]y$/.test(lemma) ? `${lemma.slice(0, -1)}i` : lemma.replace(/e$/, '');
  const double = doubled.test(lemma) ? lemma + lemma.at(-1)! : stem;
  if (form === 'plain') return [lemma];
  if (form === 's' && part === 'n') {
    const plurals = own.filter((one) => one !== lemma);
    return plurals.length > 0 ? plurals : [withS(lemma)];
  }
  if (part === 'v') {
    const [past, participle] = pastForms(own, double);
    if (form === 's') return [withS(lemma)];
    if (form === 'ing') return [lemma.endsWith('ie') ? `${lemma.slice(0, -2)}ying` : `${ingStem(lemma, double)}ing`];
    if (form === 'past') return [past];
    if (form === 'participle') return [participle];
  }
  if (part === 'a' && (form === 'er' || form === 'est')) {
    const found = own.filter((one) => one.endsWith(form === 'er' ? 'r' : 'st'));
    return found.length > 0 ? found : [`${double}${form}`];
  }
  return [];
}

function ingStem(lemma: string, double: string): string {
  return /(?:ee|[^aeiou]y)$/.test(lemma) ? lemma : double;
}

function withS(lemma: string): string {
  return /(?:[sxz]|[cs]h)$/.test(lemma)
    ? `${lemma}es`
    : /[^aeiou]y$/.test(lemma)
      ? `${lemma.slice(0, -1)}ies`
      : `${lemma}s`;
}

/** Past and participle: irregular ones are listed in the order of the alphabet, so participles show by their ending. */
function pastForms(irregular: readonly string[], stem: string): [past: string, participle: string] {
  const found = irregular.filter((one) => !/(?:ing|s)$/.test(one));
  if (found.length === 0) return [`${stem}ed`, `${stem}ed`];
  const participle = found.find((one) => /(?:n|ne|ung|unk|um|wn)$/.test(one)) ?? found.at(-1)!;
  return [found.find((one) => one !== participle) ?? participle, participle];
}

void main(process.argv.slice(2));
