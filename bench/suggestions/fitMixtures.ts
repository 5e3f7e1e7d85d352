import type { EngineApi } from '../../src/protocol/engineApi';
import { maxPieces } from '../../src/protocol/words';
import { fillContext, type FillContext } from '../../src/features/words/core/fillContext';
import { evidenceOf, mixed, type Evidence, type Mixture } from '../../src/features/words/core/phrases/mixWords';
import { mixtures } from '../../src/features/words/core/phrases/mixtures';
import { OwnPhrases } from '../../src/features/words/core/phrases/ownPhrases';
import type { PhraseTable } from '../../src/features/words/core/phrases/phraseTable';
import { placeKindOf, placeKinds, type PlaceKind } from '../../src/features/words/core/placeKind';
import { rankWords } from '../../src/features/words/core/rankWords';
import { plainTextLanguage } from '../../src/prose/plainText/plainTextLanguage';
import { ProseDocument } from '../../src/prose/proseDocument';
import { passageAt } from '../../src/prose/prosePassage';
import { row } from '../measure';
import type { Place } from './kinds';

interface Case {
  readonly kind: PlaceKind;
  readonly context: FillContext;
  readonly evidence: Evidence;
  readonly word: string;
}

const grid: { readonly [K in keyof Mixture]: readonly number[] } = {
  table: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1],
  ownWords: [0, 0.01, 0.02, 0.04, 0.08, 0.16],
  doubt: [0.5, 1, 2, 4, 8, 16, 1e9],
};
const rounds = 2;
/** Letters that are typed of a word where it isn't the next one. */
const letters = 3;
/** Least probability of a word that nobody offers, so that it costs the likelihood no more than that. */
const floor = 1e-5;

/**
 * Chooses the weights of each kind of place, one after the other, by the mean log-likelihood of the words that were
 * written.
 */
export async function fitMixtures(
  engine: EngineApi,
  model: string,
  places: readonly Place[],
  table: PhraseTable,
): Promise<void> {
  const cases: Case[] = [];
  for (const place of places)
    for (const both of [true, false])
      for (const typed of [0, letters]) cases.push(...(await caseOf(engine, model, place, both, typed, table)));
  console.log(
    row('place', 'cases', 'table', 'own words', 'doubt', 'log-likelihood', 'right', 'model alone', 'table alone'),
  );
  for (const kind of placeKinds) {
    const ofKind = cases.filter((one) => one.kind === kind);
    let best = mixtures[kind];
    for (let round = 0; round < rounds; round++) {
      for (const key of ['table', 'ownWords', 'doubt'] as const) {
        const tried = grid[key].map((value) => ({ ...best, [key]: value }));
        best = tried.reduce((a, b) => (judged(ofKind, b).likelihood > judged(ofKind, a).likelihood ? b : a));
      }
    }
    const { likelihood, right } = judged(ofKind, best);
    const alone = [0, 1].map((share) => judged(ofKind, { table: share, ownWords: 0, doubt: 1e9 }).right);
    const shares = [right, ...alone].map((share) => `${(100 * share).toFixed(1)} %`);
    console.log(
      row(
        kind,
        `${ofKind.length}`,
        ...[best.table, best.ownWords, best.doubt].map(String),
        likelihood.toFixed(3),
        ...shares,
      ),
    );
  }
}

function judged(cases: readonly Case[], mixture: Mixture): { likelihood: number; right: number } {
  let [likelihood, right] = [0, 0];
  for (const { context, evidence, word } of cases) {
    const ranked = rankWords(mixed(evidence, mixture), context);
    const own = ranked.find(({ insertText }) => insertText.trim() === word)?.probability ?? 0;
    likelihood += Math.log(Math.max(floor, own));
    if (ranked[0]?.insertText.trim() === word) right++;
  }
  return { likelihood: likelihood / cases.length, right: right / cases.length };
}

async function caseOf(
  engine: EngineApi,
  model: string,
  { before, word, after }: Place,
  both: boolean,
  letters: number,
  table: PhraseTable,
): Promise<Case[]> {
  if (letters >= word.length) return [];
  const typed = word.slice(0, letters);
  const caret = before.length + letters;
  const document = new ProseDocument(plainTextLanguage, before + typed + (both ? after : ''));
  const context = fillContext(passageAt(document, caret, characters), caret, characters);
  if (context === undefined) return [];
  const own = new OwnPhrases(table);
  own.set('', [before + (both ? after : '')]);
  const { text, range } = context;
  const pieces = typed === '' ? 1 : maxPieces;
  const prediction = await engine.fillWords({ model, text, range, prefix: typed, suffix: '', topK: 500, pieces });
  const around = { before: text.slice(0, range.start), typed, after: text.slice(range.end) };
  return [{ kind: placeKindOf(context), context, evidence: evidenceOf(prediction, around, { table, own }), word }];
}

const characters = 512;
