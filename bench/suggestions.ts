import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '../src/engine/engine';
import { ContextBudget } from '../src/features/words/core/contextBudget';
import { confidences, thresholds, type Threshold } from '../src/features/words/core/confidence';
import { WordSuggester } from '../src/features/words/core/wordSuggester';
import { row } from './measure';
import { kindNames, placesOf } from './suggestions/kinds';
import { NgramCounts } from './suggestions/ngrams';
import {
  frequencyWriter,
  modelWriter,
  outcome,
  trigramWriter,
  typeWord,
  type TypedWord,
  type Writer,
} from './suggestions/simulate';

/** Simulates typing: --model (bundled), --corpus, --evaluation, --words a kind, --out FILE for raw offers. */
async function main(): Promise<void> {
  const bundled = path.join(__dirname, '../models/bundled');
  const shared = path.join(__dirname, '../../shared');
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: bundled },
      corpus: { type: 'string', default: path.join(shared, 'corpus') },
      evaluation: { type: 'string', default: path.join(shared, 'evaluation') },
      words: { type: 'string', default: '300' },
      characters: { type: 'string', default: '2048' },
      out: { type: 'string' },
    },
  });
  const cacheDirectory = path.join(os.tmpdir(), 'deberta-bench', 'compiled');
  mkdirSync(cacheDirectory, { recursive: true });
  const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 0 });
  const places = [];
  for (const kind of kindNames) places.push(...(await placesOf(kind, values, Number(values.words))));
  const counts = await NgramCounts.of(values.corpus, places);
  const suggester = () => new WordSuggester(engine, new ContextBudget(engine));
  const writers: Record<string, Writer> = {
    both: modelWriter(suggester(), values.model, true, Number(values.characters)),
    left: modelWriter(suggester(), values.model, false, Number(values.characters)),
    trigram: trigramWriter(counts),
    frequency: frequencyWriter(counts),
  };
  const raw: Record<string, TypedWord[]> = {};
  for (const [name, writer] of Object.entries(writers)) {
    const words: TypedWord[] = [];
    for (const place of places) words.push(await typeWord(place, writer));
    raw[name] = words;
    report(name, words);
  }
  if (values.out !== undefined) writeFileSync(values.out, JSON.stringify(raw));
  await engine.dispose();
}

const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);

function line(name: string, words: readonly TypedWord[], next: Threshold, inWord: Threshold): string {
  const { carets, shown, right, keystrokes, saved } = outcome(words, next, inWord);
  return row(name, percent(shown, carets), percent(right, shown), percent(saved, keystrokes));
}

function report(name: string, words: readonly TypedWord[]): void {
  console.log(`\n${name}: ${words.length} words`);
  console.log(row('bound', 'shown', 'right', 'saved'));
  for (const [label, typed] of [
    ['space', true],
    ['in word', false],
  ] as const) {
    const part = words.map((word) => ({
      ...word,
      offers: word.offers.filter((offer) => (offer.typed === 0) === typed),
    }));
    for (const probability of [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) {
      const bound = { probability, margin: 0 };
      console.log(line(`${label} ${probability}`, part, bound, bound));
    }
  }
  for (const confidence of confidences) {
    const { next, inWord } = thresholds[confidence];
    console.log(line(confidence, words, next, inWord));
    for (const kind of kindNames) {
      const ofKind = words.filter((word) => word.kind === kind);
      console.log(line(kind, ofKind, next, inWord));
    }
  }
}

void main();
