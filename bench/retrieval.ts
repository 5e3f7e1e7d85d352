import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lineIndex, verbatim, type PlacedUnit } from '../src/prose/documentUnits';
import { PassageIndex } from '../src/retrieval/passageIndex';
import { evaluationFolder } from './labeledTexts';
import { row } from './measure';

const ranks = [1, 5, 10, 20, 50];
/** Copies of the premises, with words of their own, for the times. */
const copies = 10;

/**
 * How often the premise of RTE from which a sentence follows is among the passages found for it, and how long a large
 * index takes. `node --expose-gc --import tsx bench/retrieval.ts`
 */
async function main(): Promise<void> {
  const pairs = ['train', 'val', 'dev', 'test'].flatMap((part) => linesOf(`rte/${part}.tsv`));
  const premises = [...new Set(pairs.map(([premise]) => premise))];
  const entailed = pairs.filter(([, , label]) => label === 'entailment');
  const index = new PassageIndex();
  await index.set('rte', '', premises.map(passage));
  console.log(
    `${premises.length} premises, ${entailed.length} hypotheses that follow from one: share found among the first`,
  );
  const places = entailed.map(([premise, hypothesis]) =>
    index.find(hypothesis, Math.max(...ranks)).findIndex(({ passage: { text } }) => text === premise),
  );
  console.log(row(...ranks.map(String)));
  console.log(row(...ranks.map((rank) => places.filter((at) => at >= 0 && at < rank).length / places.length)));

  const large = new PassageIndex();
  const before = usedMemory();
  const started = performance.now();
  let characters = 0;
  for (let copy = 0; copy < copies; copy++) {
    const passages = premises.map((text) => passage(text.replace(/\w{9,}/g, (word) => `${word}${copy}`)));
    characters += passages.reduce((sum, { text }) => sum + text.length, 0);
    await large.set(`${copy}`, '', passages);
  }
  const taken = performance.now() - started;
  const megabytes = (usedMemory() - before) / 1e6;
  const asked = performance.now();
  for (const [, hypothesis] of entailed.slice(0, 100)) large.find(hypothesis, 50);
  console.log(row('MB of text', 's', 'MB', 'ms a query'));
  console.log(row(characters / 1e6, taken / 1000, megabytes, (performance.now() - asked) / 100));
}

function linesOf(file: string): (readonly [premise: string, hypothesis: string, label: string])[] {
  const lines = readFileSync(path.join(evaluationFolder, file), 'utf8').split('\n');
  return lines
    .map((line) => line.split('\t'))
    .filter(([id, ...cells]) => id !== 'index' && cells.length >= 2)
    .map(([, premise = '', hypothesis = '', label = '']) => [premise, hypothesis, label] as const);
}

function passage(text: string): PlacedUnit {
  return { ...verbatim(text, 0), line: 1, lineAt: lineIndex(text) };
}

function usedMemory(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

void main();
