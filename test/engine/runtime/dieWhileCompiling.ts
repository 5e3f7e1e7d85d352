import fs from 'node:fs/promises';
import path from 'node:path';
import { createEngine } from '../../../src/engine/engine';
import type { Precision } from '../../../src/protocol/engineApi';

/** Changes to files so far, and the one at which the process dies: in mid-write, or before or after another change. */
let steps = 0;
const last = Number(process.argv[4]);

/** Usage: dieWhileCompiling.ts CACHE PRECISION STEP. Compiles and kills itself; step 0 prints the number of steps. */
async function main(cacheDirectory: string, precision: Precision): Promise<void> {
  for (const name of ['rename', 'writeFile', 'mkdir', 'rm'] as const) dieAt(fs as never, name, () => undefined);
  const handle = await fs.open(__filename, 'r');
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  const write: unknown = Reflect.get(prototype, 'write');
  dieAt(prototype as never, 'write', (file: unknown, bytes: unknown) => {
    const whole = bytes as Uint8Array;
    return Reflect.apply(write as Method, file, [whole.subarray(0, whole.length >> 1)]);
  });
  const model = path.join(__dirname, '../../../models/bundled');
  const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 1, precision });
  await engine.fillMask({ model, text: 'a b', masks: [{ start: 0, end: 1 }], topK: 1 });
  await engine.dispose();
  console.log(steps);
}

type Method = (this: unknown, ...values: unknown[]) => Promise<unknown>;

/** Counts calls of a method, and ends the process at the last one: after `half` of it, or the whole, in turn. */
function dieAt(owner: Record<string, Method>, name: string, half: (self: unknown, value: unknown) => unknown): void {
  const original = owner[name]!;
  owner[name] = async function (...values) {
    if (++steps !== last) return original.apply(this, values);
    try {
      // Some calls are expected to fail, such as one that looks whether a name is taken.
      await (last % 2 === 0 ? original.apply(this, values) : half(this, values[0]));
    } finally {
      process.kill(process.pid, 'SIGKILL');
    }
    return new Promise(() => undefined);
  };
}

void main(process.argv[2]!, process.argv[3] as Precision);
