import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { createEngine } from '../../src/engine/engine';

export const bundledModel = path.join(__dirname, '../../models/bundled');

/** An engine in this process with a cache of its own; both are gone when the tests of the file are over. */
export function testEngine() {
  const cacheDirectory = mkdtempSync(path.join(os.tmpdir(), 'engine-'));
  const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 1 });
  after(async () => {
    await engine.dispose();
    rmSync(cacheDirectory, { recursive: true });
  });
  return { engine, cacheDirectory };
}
