import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '../src/engine/engine';
import { confidences, thresholds } from '../src/features/words/core/confidence';
import { ContextBudget } from '../src/features/words/core/contextBudget';
import { OwnPhrases } from '../src/features/words/core/phrases/ownPhrases';
import { PhraseTable } from '../src/features/words/core/phrases/phraseTable';
import { placeKinds, type PlaceKind } from '../src/features/words/core/placeKind';
import { WordSuggester } from '../src/features/words/core/wordSuggester';
import { fitBounds } from './suggestions/fitBounds';
import { fitMixtures } from './suggestions/fitMixtures';
import { kindNames, placesOf, type Kind, type Place } from './suggestions/kinds';
import { countsWriter, modelWriter, outcome, typeWord, type TypedWord, type Writer } from './suggestions/simulate';

/**
 * Keystroke simulation over held-out text, once with the text after the caret in place and once at the end of a text:
 * model and phrases, the model alone, counts alone, and with --beside another model alone. --model (bundled), --words a
 * kind, --corpus, --evaluation, --out FILE for the raw offers, which --offers FILE reports again; --fit chooses the
 * weights of the sources and the bounds on development text.
 */
async function main(): Promise<void> {
  const models = path.join(__dirname, '../models');
  const shared = path.join(__dirname, '../../shared');
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: path.join(models, 'bundled') },
      beside: { type: 'string' },
      corpus: { type: 'string', default: path.join(shared, 'corpus') },
      evaluation: { type: 'string', default: path.join(shared, 'evaluation') },
      table: { type: 'string', default: path.join(models, 'phrases/english.br') },
      words: { type: 'string', default: '150' },
      characters: { type: 'string', default: '512' },
      fit: { type: 'boolean', default: false },
      out: { type: 'string' },
      offers: { type: 'string' },
    },
  });
  if (values.offers !== undefined) {
    const saved = JSON.parse(readFileSync(values.offers, 'utf8')) as Record<string, TypedWord[]>;
    return Object.entries(saved).forEach(([name, words]) => report(name, words));
  }
  const cacheDirectory = path.join(os.tmpdir(), 'deberta-bench', 'compiled');
  mkdirSync(cacheDirectory, { recursive: true });
  const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 0 });
  const table = await PhraseTable.read(readFileSync(values.table));
  const places: Place[] = [];
  const part = values.fit ? 'development' : 'test';
  for (const kind of kindNames) places.push(...(await placesOf(kind, values, Number(values.words), part)));
  const budget = new ContextBudget(engine);
  const alone = (model: string) => modelWriter(new WordSuggester(engine, budget), model);
  if (values.fit) await fitMixtures(engine, values.model, places, table);
  const writers: Record<string, Writer> = {
    'model and phrases': await withPhrases(engine, budget, table, values.model),
  };
  if (!values.fit) {
    writers['model alone'] = alone(values.model);
    writers['counts alone'] = countsWriter(table);
    if (values.beside !== undefined) writers['before'] = alone(values.beside);
  }
  const raw: Record<string, TypedWord[]> = {};
  for (const [name, writer] of Object.entries(writers)) {
    const words: TypedWord[] = [];
    for (const place of places)
      for (const both of [true, false])
        words.push(await typeWord(place, both, writer, Number(values.characters), table));
    raw[name] = words;
    report(name, words);
  }
  if (values.out !== undefined) writeFileSync(values.out, JSON.stringify(raw));
  if (values.fit) fitBounds(raw['model and phrases']!);
  await engine.dispose();
}

/** The suggester as the editor has it; what stands around a place is the writer's own document. */
async function withPhrases(
  engine: ReturnType<typeof createEngine>,
  budget: ContextBudget,
  table: PhraseTable,
  model: string,
): Promise<Writer> {
  const own = new OwnPhrases(table);
  let known = '';
  const suggester = new WordSuggester(engine, budget, async () => ({ table, own }));
  return modelWriter(suggester, model, ({ before, after }, both) => {
    const text = before + (both ? after : '');
    if (text === known) return;
    known = text;
    own.set('document', [text]);
  });
}

const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)}`);
const tableRow = (...cells: string[]) => console.log(`| ${cells.join(' | ')} |`);

/** Two tables of docs/suggestions.md: by place, and by kind of text; shares in percent. */
function report(name: string, words: readonly TypedWord[]): void {
  console.log(`\n${name}: shown / right / saved\n`);
  tableRow('place', 'cursors', 'first right', ...confidences);
  tableRow(...Array<string>(3 + confidences.length).fill('---'));
  for (const place of placeKinds) {
    const offers = words.flatMap((word) => word.offers.filter((offer) => offer.place === place));
    const right = offers.filter(({ isRight }) => isRight).length;
    const lines = confidences.map((one) => line(words, one, place));
    tableRow(place, `${offers.length}`, percent(right, offers.length), ...lines);
  }
  tableRow('all', '', '', ...confidences.map((one) => line(words, one)));
  console.log('');
  tableRow('balanced', 'at the end', 'in the middle');
  tableRow('---', '---', '---');
  for (const kind of kindNames)
    tableRow(kind, ...[true, false].map((isAtEnd) => line(ofKind(words, kind, isAtEnd), 'balanced')));
}

function ofKind(words: readonly TypedWord[], kind: Kind, isAtEnd: boolean): TypedWord[] {
  return words.filter((word) => word.kind === kind && word.offers[0]?.place.startsWith('end') === isAtEnd);
}

function line(words: readonly TypedWord[], confidence: keyof typeof thresholds, only?: PlaceKind): string {
  const { carets, shown, right, keystrokes, saved, ahead, aheadRight } = outcome(words, thresholds[confidence], only);
  const more = ahead === 0 ? '' : ` (+${ahead} words, ${percent(aheadRight, ahead)} right)`;
  return `${percent(shown, carets)} / ${percent(right, shown)} / ${percent(saved, keystrokes)}${more}`;
}

void main();
