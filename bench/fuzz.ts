import { fuzzReader } from '../test/engine/fuzz/fuzz';
import { fuzzedReaders } from '../test/engine/fuzz/readers';
import { row } from './measure';

/** More than reading the undamaged files ever takes; a damaged one must not make a reader ask for gigabytes. */
const maxMegabytes = 1024;

/**
 * Reads spoiled files of every kind, 24,000 by default: `npm run fuzz [COUNT [SEED]]`. Prints what opened and what was
 * refused; ends with the damage, made as small as possible, when a reader fails in any other way or memory runs away.
 */
async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 24_000);
  const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
  const each = Math.ceil(count / fuzzedReaders.length);
  console.log(`${each} inputs each, seed ${seed}`);
  console.log(row('opened', 'refused', 'slowest ms', 'peak MB'), ' reader');
  for (const reader of fuzzedReaders) {
    const { opened, refused, slowestMilliseconds } = await fuzzReader(reader, each, seed);
    const peak = process.resourceUsage().maxRSS / 1024;
    console.log(row(`${opened}`, `${refused}`, slowestMilliseconds.toFixed(0), peak.toFixed(0)), ` ${reader.name}`);
    if (peak > maxMegabytes) throw new Error(`Reading ${reader.name} took ${peak.toFixed(0)} MB.`);
  }
}

void main();
