import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadTokenizer } from '../src/engine/tokenizer/loadTokenizer';

/** Loads official vocabularies, and tokenizes 100 kB of unseen prose. Usage: tsx bench/tokenize.ts [DIRECTORY …] */
const shared = path.join(__dirname, '../../shared/tokenizers');
const given = process.argv.slice(2);
const directories =
  given.length > 0
    ? given
    : [path.join(__dirname, '../models/bundled'), `${shared}/deberta-v3`, `${shared}/deberta-v1`];
const prose = readFileSync(path.join(__dirname, '../docs/decisions.md'), 'utf8').repeat(5).slice(0, 100_000);

async function main(): Promise<void> {
  for (const directory of directories) {
    const loads: number[] = [];
    const texts: number[] = [];
    for (let round = 0; round < 5; round++) {
      const start = cpu();
      const tokenizer = await loadTokenizer(directory);
      loads.push(cpu() - start);
      const begin = cpu();
      tokenizer.encode(prose);
      texts.push(cpu() - begin);
    }
    const { rss } = process.memoryUsage();
    console.log(
      `${path.basename(directory)}: loaded in ${median(loads)} ms, 100 kB in ${median(texts)} ms, ${Math.round(rss / 2 ** 20)} MB afterwards`,
    );
  }
}

/** Milliseconds of processor time, which a busy machine does not change. */
function cpu(): number {
  return process.cpuUsage().user / 1000;
}

function median(values: readonly number[]): string {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!.toFixed(0);
}

void main();
