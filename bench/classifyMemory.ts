import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EngineClient } from '../src/client/engineClient';
import { classifyUnits } from '../src/features/classification/core/classifyUnits';
import { ResultStore } from '../src/features/classification/core/resultStore';
import { sourceUnits } from '../src/prose/sourceUnits';
import { readProse } from '../test/prose/readProse';
import { goEmotions, hasEvaluationData, sst2 } from './labeledTexts';
import { row } from './measure';
import { shuffled } from './shuffled';

const own = { labels: ['good', 'bad', 'strange'], template: '{text} It was {label}.' };

const sentencesPerFile = 20;
const pauseMilliseconds = 5000;

/**
 * Resident memory of the engine's process and of this one, which does what the extension does (files, units, requests,
 * results kept), sampled every 10,000 of 100,000 different sentences in 5,000 files; in the middle it pauses, and says
 * what happened meanwhile. `tsx bench/classifyMemory.ts [MODEL] [SENTENCES]`; needs a build.
 */
async function main(): Promise<void> {
  if (!hasEvaluationData) throw new Error('The sentences are expected in ../shared/evaluation.');
  const model = process.argv[2] ?? path.join(__dirname, '../models/bundled');
  const count = Number(process.argv[3] ?? 100_000);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'deberta-bench-files-'));
  const sources = writeFiles(folder, count);
  const client = new EngineClient({
    serverPath: path.join(__dirname, '../dist/engineServer.js'),
    engineOptions: () => ({
      cacheDirectory: path.join(os.tmpdir(), 'deberta-bench/compiled'),
      provider: 'cpu',
      threads: 0,
    }),
    priority: 0,
  });
  const store = new ResultStore();
  let read = 0;
  let done = 0;
  let wasPaused = false;
  const cells = () => {
    const engine = client.pid!;
    return [
      `${done}`,
      `${read}`,
      megabytes(engine, 'VmRSS'),
      megabytes(engine, 'RssAnon'),
      megabytes(process.pid, 'VmRSS'),
    ];
  };
  const units = sourceUnits(sources, 'sentence', {
    read: async ({ file }) => {
      read++;
      return readProse(await readFile(file, 'utf8'), 'plaintext');
    },
  });
  const beforeNext = async () => {
    if (wasPaused || done < count / 2) return;
    wasPaused = true;
    console.log(row(...cells(), 'paused'));
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
    console.log(row(...cells(), 'goes on'));
  };
  console.log(row('sentences', 'files read', 'engine MB', 'its own MB', 'host MB', 'kept', 'per second'));
  const started = performance.now();
  for await (const { results, ...head } of classifyUnits(client.api, { model, own }, units, { beforeNext })) {
    const table = { model, threshold: 0, ...head };
    for (const { unit, scores } of results)
      store.add(table, { uri: unit.source.file, name: unit.source.name }, unit, scores);
    const before = done;
    done += results.length;
    if (Math.floor(before / 10_000) === Math.floor(done / 10_000) && before > 0) continue;
    const paused = wasPaused ? pauseMilliseconds : 0;
    const rate = done / ((performance.now() - started - paused) / 1000);
    console.log(row(...cells(), `${done - store.dropped}`, rate));
  }
  await client.dispose();
  await rm(folder, { recursive: true });
}

/** So many texts of two test sets, mixed, in files of a folder, a line each. */
function writeFiles(folder: string, count: number) {
  const texts = shuffled([...sst2('train').texts, ...goEmotions('train').texts], 1).slice(0, count);
  return Array.from({ length: Math.ceil(texts.length / sentencesPerFile) }, (_, i) => {
    const name = `note ${i}.txt`;
    const file = path.join(folder, name);
    const lines = texts.slice(i * sentencesPerFile, (i + 1) * sentencesPerFile).map(({ text }) => text);
    writeFileSync(file, lines.join('\n\n'));
    return { name, file };
  });
}

/** Resident memory of a process; `RssAnon` leaves out mapped files, such as weights, which the kernel can drop. */
function megabytes(pid: number, what: 'VmRSS' | 'RssAnon'): number {
  const kilobytes = new RegExp(`${what}:\\s*(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

void main();
