import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EngineClient } from '../src/client/engineClient';
import { classifyUnits } from '../src/features/classification/classifyUnits';
import { ResultStore } from '../src/features/classification/resultStore';
import { goEmotions, hasEvaluationData, sst2 } from './labelledTexts';
import { row } from './measure';
import { shuffled } from './shuffled';

const own = { labels: ['good', 'bad', 'strange'], template: '{text} It was {label}.' };

/**
 * Resident memory of the engine's process and of this one, which does what the extension does (units, requests, results
 * kept), sampled every 10,000 of 100,000 different sentences. `tsx bench/classifyMemory.ts [MODEL] [SENTENCES]`; needs a build.
 */
async function main(): Promise<void> {
  if (!hasEvaluationData) throw new Error('The sentences are expected in ../shared/evaluation.');
  const model = process.argv[2] ?? path.join(__dirname, '../models/bundled');
  const count = Number(process.argv[3] ?? 100_000);
  const client = new EngineClient({
    hostPath: path.join(__dirname, '../dist/host.js'),
    engineOptions: () => ({
      cacheDirectory: path.join(os.tmpdir(), 'deberta-bench/compiled'),
      provider: 'cpu',
      threads: 0,
    }),
    priority: 0,
  });
  const store = new ResultStore();
  console.log(row('sentences', 'engine MB', 'host MB', 'kept', 'per second'));
  let done = 0;
  const started = performance.now();
  for await (const { results, ...head } of classifyUnits(client.api, { model, own }, sentences(count))) {
    const table = { model, threshold: 0, ...head };
    for (const { unit, scores } of results) store.add(table, { uri: 'x.txt', name: 'x.txt' }, unit, scores);
    const before = done;
    done += results.length;
    if (Math.floor(before / 10_000) === Math.floor(done / 10_000) && before > 0) continue;
    const rate = done / ((performance.now() - started) / 1000);
    const kept = done - store.dropped;
    console.log(row(`${done}`, residentMegabytes(client.pid!), residentMegabytes(process.pid), `${kept}`, rate));
  }
  await client.dispose();
}

/** So many texts of two test sets, mixed. */
function* sentences(count: number) {
  let start = 0;
  const texts = shuffled([...sst2('train').texts, ...goEmotions('train').texts], 1).slice(0, count);
  for (const [i, { text }] of texts.entries()) {
    yield { text, start, end: start + text.length, line: i + 1 };
    start += text.length + 1;
  }
}

function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

void main();
