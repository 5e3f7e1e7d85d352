import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Random } from '../src/base/random';
import type { Checkpoint } from '../src/engine/checkpoint/checkpoint';
import { openCheckpoint } from '../src/engine/checkpoint/checkpoint';
import { Session } from '../src/engine/runtime/session';
import { encodeGraph } from '../src/engine/graph/encodeGraph';
import { threadCount } from '../src/engine/runtime/openSession';
import type { OptimizedTensor } from '../src/engine/training/optimizer/adamW';
import { adamW, globalNorm } from '../src/engine/training/optimizer/adamW';
import type { Classifier } from '../src/engine/training/graphs/classifierGraphs';
import { inferenceGraph, plainStep } from '../src/engine/training/graphs/classifierGraphs';
import { DropoutMasks } from '../src/engine/training/graphs/dropoutMasks';
import type { EncodedExample } from '../src/engine/training/steps/encodedExamples';
import { batchInputs, targetTensor } from '../src/engine/training/steps/encodedExamples';
import { classifierParameters, ParameterSet } from '../src/engine/training/graphs/parameterSet';
import { textRows } from '../src/engine/training/steps/lossRows';
import { PlainStepper } from '../src/engine/training/steps/plainStepper';
import { SiftStepper } from '../src/engine/training/steps/siftStepper';
import { inputWeights } from '../src/engine/training/graphs/trainingGraph';
import { defaultSift } from '../src/protocol/training';
import { medians, row } from './measure';
import { randomCheckpoint, v3Small } from './randomCheckpoint';
import { trainingFloor } from './trainingFloor';

const batch = 8;

/** So many rounds make about this many milliseconds of plain steps, within bounds. */
const [measuredFor, minRounds, maxRounds] = [2000, 7, 41] as const;

/**
 * A whole training step (dropout, gradients of everything, clipping, AdamW in place) against its floor, the bare matrix
 * products of both directions, and a step of SiFT against a plain one. All of a row's times come from the same run.
 * `npx tsx bench/train.ts MODEL TOKENS…` measures another model than the bundled one; `random` one of v3-small's size.
 */
async function main(): Promise<void> {
  const [given = path.join(__dirname, '../models/bundled'), ...lengths] = process.argv.slice(2);
  const directory = path.join(os.tmpdir(), 'deberta-bench');
  await mkdir(directory, { recursive: true });
  const model = given === 'random' ? await randomCheckpoint(directory, v3Small, 'discriminator') : given;
  const checkpoint = await openCheckpoint(model);
  console.log(`${batch} texts a step, ${threadCount(0)} threads`);
  console.log(row('tokens', 'floor ms', 'plain ms', 'SiFT ms', 'optimizer ms', 'plain/floor', 'SiFT/plain'));
  for (const tokens of lengths.length === 0 ? [32, 64, 128] : lengths.map(Number))
    await benchLength(checkpoint, tokens);
  const { rss } = process.memoryUsage();
  console.log(`resident ${megabytes(rss)}, at most ${megabytes(process.resourceUsage().maxRSS * 1024)}`);
  await checkpoint.close();
}

async function benchLength(checkpoint: Checkpoint, tokens: number): Promise<void> {
  const { config } = checkpoint;
  const parameters = classifierParameters(checkpoint, ['no', 'yes']);
  const classifier: Classifier = {
    config,
    parameters,
    head: 'classify',
    problemType: 'single_label_classification',
    dropout: true,
  };
  const shapes = inputWeights(inferenceGraph(classifier).graph);
  const numbers = await ParameterSet.read(checkpoint, shapes, [...shapes.keys()], 1);
  const plain = await PlainStepper.open(classifier, textRows, numbers, 0.1, 0);
  const sift = await SiftStepper.open(classifier, textRows, numbers, 0.1, defaultSift, 0);
  const options = { provider: 'cpu', threads: threadCount(0), optimize: true } as const;
  const examples = randomExamples(tokens, config.vocabSize);
  const trained = numbers.trained.map(({ name }) => name);
  const { graph, dropouts } = plainStep(classifier, trained);
  const least = await trainingFloor(graph, {
    ...numbers.tensors,
    ...batchInputs(examples, config),
    ...new DropoutMasks(dropouts, 0).draw({ batch, tokens }, [0]),
    targets: targetTensor(examples),
    row_weights: { type: 'float32', shape: [batch], data: new Float32Array(batch).fill(1 / batch) },
  });
  const floor = await Session.open(encodeGraph(least.graph), options);
  let step = 0;
  const plainStepOnce = async () => {
    await plain.run(examples, examples, step);
    optimize(numbers.trained, ++step);
  };
  await plainStepOnce();
  const started = performance.now();
  await plainStepOnce();
  const rounds = Math.round(measuredFor / (performance.now() - started));
  const time = await medians(
    {
      floor: () => floor.run(least.inputs),
      plain: plainStepOnce,
      sift: async () => {
        await sift.run(examples, examples, step);
        optimize(numbers.trained, ++step);
      },
      optimizer: async () => optimize(numbers.trained, ++step),
    },
    Math.min(maxRounds, Math.max(minRounds, rounds)),
  );
  const { floor: bare = 0, plain: one = 0, sift: other = 0, optimizer = 0 } = time;
  console.log(row(`${tokens}`, bare, one, other, optimizer, one / bare, other / one));
  for (const used of [plain, sift, floor]) await used.release();
}

function optimize(tensors: readonly OptimizedTensor[], step: number): void {
  const norm = globalNorm(tensors);
  adamW(tensors, { learningRate: 1e-6, weightDecay: 0.01, step, gradientFactor: Math.min(1, 1 / norm) });
}

function randomExamples(tokens: number, vocabulary: number): EncodedExample[] {
  const random = new Random(7);
  return Array.from({ length: batch }, (_, i) => ({
    ids: Array.from({ length: tokens }, () => Math.floor(random.uniform() * vocabulary)),
    types: Array.from({ length: tokens }, () => 0),
    target: Float32Array.of(i % 2, (i + 1) % 2),
  }));
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}

void main();
