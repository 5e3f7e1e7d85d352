import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '../src/engine/engine';
import { ContextBudget } from '../src/features/words/core/contextBudget';
import { WordSuggester } from '../src/features/words/core/wordSuggester';
import { medians, row } from './measure';
import { kindNames, placesOf, type Place } from './suggestions/kinds';
import { modelWriter, typeWord, type Offer } from './suggestions/simulate';

const lengths = [160, 320, 640, 1280, 2048];

/**
 * What more context is worth and costs: the share of held-out words that come first, at the space before them and after
 * two letters or more, and milliseconds of a forward pass, for several lengths of context on both sides together.
 * --model (bundled), --words a kind, --shared folder.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: path.join(__dirname, '../models/bundled') },
      words: { type: 'string', default: '80' },
      shared: { type: 'string', default: path.join(__dirname, '../../shared') },
    },
  });
  const cacheDirectory = path.join(os.tmpdir(), 'deberta-bench', 'compiled');
  mkdirSync(cacheDirectory, { recursive: true });
  const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 0 });
  const folders = { corpus: path.join(values.shared, 'corpus'), evaluation: path.join(values.shared, 'evaluation') };
  const places: Place[] = [];
  for (const kind of kindNames) places.push(...(await placesOf(kind, folders, Number(values.words))));
  const pass = (characters: number) => () => {
    const { before, word, after } = places.find((place) => place.before.length + place.after.length > 2 * 2048)!;
    const left = before.slice(-characters / 2);
    const range = { start: left.length, end: left.length + word.length };
    const text = left + word + after.slice(0, characters / 2);
    return engine.fillWords({ model: values.model, text, range, topK: 500, pieces: 1 });
  };
  const times = await medians(Object.fromEntries(lengths.map((length) => [length, pass(length)])), 31);
  console.log(row('characters', 'ms a pass', 'next word %', 'in word %'));
  for (const length of lengths) {
    const writer = modelWriter(new WordSuggester(engine, new ContextBudget(engine)), values.model);
    const offers: Offer[] = [];
    for (const place of places)
      offers.push(...(await typeWord(place, true, writer, length, { frequency: () => 0 })).offers);
    const [next, inWord] = [offers.filter(({ typed }) => typed === 0), offers.filter(({ typed }) => typed > 0)];
    console.log(row(`${length}`, times[length]!, right(next), right(inWord)));
  }
  await engine.dispose();
}

function right(offers: readonly Offer[]): number {
  return (100 * offers.filter(({ isRight }) => isRight).length) / offers.length;
}

void main();
