import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createEngine } from '../src/engine/engine';
import { hashFile } from '../src/hub/store/contentHash';
import { lockName, writeLock } from '../src/hub/store/modelLock';
import { formatComparison } from '../src/hub/precisionGate';
import { reducedPrecisions, type PrecisionComparison, type ReducedPrecision } from '../src/protocol/engineApi';
import { root } from './lib/command';

/**
 * Writes the bundled model's lock file, as a download writes that of any other model: the hashes of what it is read
 * from, its abilities, and how it compares with itself in fp32. Run it whenever the weights change: `npm run
 * lock-bundled`.
 */
async function main(): Promise<void> {
  const model = path.join(root, 'models/bundled');
  const cacheDirectory = mkdtempSync(path.join(os.tmpdir(), 'lock-'));
  const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 0 });
  try {
    const { heads, weightsFormat } = await engine.describe({ model });
    const names = readdirSync(model).filter((name) => /\.(?:json|safetensors|model)$/.test(name) && name !== lockName);
    const files = names.map(async (name) => {
      const { size, sha256 } = await hashFile(path.join(model, name));
      return { path: name, size, sha256 };
    });
    const measured: [ReducedPrecision, PrecisionComparison][] = [];
    for (const precision of reducedPrecisions) {
      measured.push([precision, await engine.comparePrecision({ model, precision })]);
    }
    await writeLock(model, {
      format: 1,
      id: 'deberta/bundled',
      repository: 'deberta/bundled',
      source: 'import',
      date: new Date().toISOString(),
      license: 'mit',
      files: await Promise.all(files),
      abilities: heads,
      weightsFormat,
      // Its passes take milliseconds: exact answers are worth more than what int8 saves (README, “Models”).
      precision: 'fp32',
      comparisons: Object.fromEntries(measured),
    });
    for (const [precision, comparison] of measured) console.log(`${precision}: ${formatComparison(comparison)}`);
  } finally {
    await engine.dispose();
    rmSync(cacheDirectory, { recursive: true });
  }
}

void main();
