import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { plain } from '../../src/base/plainText';
import { beginStep, workSteps } from '../../src/base/workSteps';
import { startGuard } from '../../src/server/guard';
import { serveEngine, type ServedEngine } from '../../src/server/serveEngine';
import type { EngineApi, EngineOptions } from '../../src/protocol/engineApi';
import { CheckpointError, RequestError } from '../../src/protocol/errors';
import type { Encoding } from '../../src/protocol/text';

/** The server's own modules around an engine whose requests do what `model` says: `until FILE`, `sleep 50`, … */
function createTestEngine(options: EngineOptions): ServedEngine {
  if (options.cacheDirectory === 'refuse') throw new RequestError(plain`This folder is refused. Choose another.`);
  const ran: string[] = [];
  const doAs = async (command: string, signal?: AbortSignal) => {
    ran.push(command);
    const [verb, argument = ''] = command.split(' ');
    if (verb === 'until') blockUntil(argument);
    else if (verb === 'steps') for (let step = 0; step < Number(argument); step++) blockForAStep(500);
    else if (verb === 'endless') blockForAStep(Infinity);
    else if (verb === 'sleep') await sleep(Number(argument), undefined, { signal });
    else if (verb === 'crash') process.kill(process.pid, 'SIGKILL');
    else if (verb === 'exit') exitWith(Number(argument));
    else if (verb === 'checkpoint') throw new CheckpointError(plain`model.safetensors is cut off. Copy it again.`);
    else if (verb === 'fault') throw new TypeError('x is not a function');
  };
  const engine: Partial<EngineApi> = {
    describe: async ({ model }, options) => {
      await doAs(model, options?.signal);
      return { path: model } as never;
    },
    tokenize: async (): Promise<Encoding> => ({ ids: [], tokens: [...ran], ranges: [], sequence: [], types: [] }),
    traceAttention: async ({ layer, head }, options) => {
      for (const done of [1, 2, 3]) options?.onProgress?.({ message: 'layer', done, total: 3 });
      const matrix = Float32Array.of(0.1, -0, Infinity, NaN);
      const terms = { c2c: matrix, c2p: matrix.subarray(1), p2c: new Float32Array(0) };
      const traced = { tokens: [], ranges: [], sequence: [], window: { first: 0, total: 0 } };
      return { ...traced, layer, head, layers: 1, heads: 1, terms, probabilities: matrix };
    },
  };
  const status = () => ({ provider: 'cpu', model: ran.at(-1) ?? '', notes: [], lastMilliseconds: ran.length }) as const;
  return { ...(engine as EngineApi), status };
}

function block(milliseconds: number): void {
  const end = Date.now() + milliseconds;
  while (Date.now() < end);
}

/** Says that it has begun, and blocks the thread until it is told to end, by files. */
function blockUntil(file: string): void {
  writeFileSync(`${file}.begun`, '');
  while (!existsSync(file));
}

/** A step of work that may take two seconds. */
function blockForAStep(milliseconds: number): void {
  beginStep();
  Atomics.store(workSteps, 1, 2);
  block(milliseconds);
}

function exitWith(code: number): never {
  process.stderr.write('Error: the library is missing\nsome later line\n');
  process.exit(code);
}

startGuard();
serveEngine(createTestEngine);
