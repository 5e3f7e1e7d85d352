import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { createEngine } from '../../../src/engine/engine';
import { precisions, type Precision } from '../../../src/protocol/engineApi';

const program = path.join(__dirname, 'dieWhileCompiling.ts');
const model = path.join(__dirname, '../../../models/bundled');
const folder = mkdtempSync(path.join(os.tmpdir(), 'killed-'));
after(() => rmSync(folder, { recursive: true }));
const kills = 10;

/** Compiles in a process of its own that dies at a step; the steps that there are when it does not. */
function compile(cache: string, precision: Precision, step: number): number {
  const { signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', program, cache, precision, `${step}`],
    { env: { ...process.env, NODE_TEST_CONTEXT: undefined }, encoding: 'utf8' },
  );
  assert.equal(signal, step === 0 ? null : 'SIGKILL', stderr);
  return Number(stdout);
}

/** An answer of a new engine, and whether it had to compile. */
async function answer(cacheDirectory: string, precision: Precision) {
  const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 1, precision });
  let compiled = false;
  const text = 'They have been working on it for a [MASK] time.';
  const request = { model, text, masks: [{ start: 35, end: 41 }], topK: 3 };
  const [prediction] = await engine.fillMask(request, { onProgress: () => (compiled = true) });
  await engine.dispose();
  return { compiled, logits: prediction!.candidates.map(({ text: word, logit }) => `${word} ${logit}`) };
}

/** Every file of the one folder of compiled graphs, with its content; whose process wrote it is left out. */
function contents(cache: string): Record<string, string> {
  const [compiled] = readdirSync(cache);
  const files = readdirSync(path.join(cache, compiled!)).sort();
  return Object.fromEntries(files.map((name) => [name, readFileSync(path.join(cache, compiled!, name), 'latin1')]));
}

test('a process killed at any step of a conversion leaves nothing that is loaded half, and the next start completes it', async (t) => {
  const whole: Partial<Record<Precision, { steps: number; logits: readonly string[]; files: object }>> = {};
  for (const precision of precisions) {
    const cache = path.join(folder, precision);
    const steps = compile(cache, precision, 0);
    const { compiled, logits } = await answer(cache, precision);
    assert.ok(!compiled);
    whole[precision] = { steps, logits, files: contents(cache) };
  }
  let state = 3_141_592;
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  for (let kill = 0; kill < kills; kill++) {
    const precision = precisions[kill % precisions.length]!;
    const { steps, logits, files } = whole[precision]!;
    const cache = path.join(folder, `kill-${kill}`);
    // The last kills meet what comes after the weights: the graph and what tells that it is whole.
    const step = kill < kills - 4 ? 1 + Math.floor(random() * steps) : steps - (kills - 1 - kill);
    t.diagnostic(`${precision}: killed at step ${step} of ${steps}`);
    compile(cache, precision, step);
    const before = existsSync(cache) ? readdirSync(cache) : [];
    assert.ok(before.length <= 1);
    assert.deepEqual((await answer(cache, precision)).logits, logits);
    assert.deepEqual(Object.keys(contents(cache)), Object.keys(files), `killed at step ${step}`);
    assert.deepEqual(contents(cache), files);
    rmSync(cache, { recursive: true });
  }
});
