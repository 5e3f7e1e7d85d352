import type { Calibration, ReliabilityBin } from '../../../protocol/training';
import { softmax } from '../../batch/probability';
import { rowLoss, type Predictions } from './metrics';

const binCount = 10;
/** Of a temperature's logarithm. */
const expectedSpread = 1;
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * Temperature scaling (Guo et al. 2017) on held-out examples. The error after it is measured fairly: each half of the
 * examples is measured with the temperature of the other half. Where that does not make the loss smaller, as may be
 * with few examples, probabilities are left as they are.
 */
export function calibrate(predictions: Predictions): Calibration {
  const halves = [0, 1].map((half) => rowsOf(predictions, (row) => row % 2 === half));
  const others = [1, 0].map((half) => fitTemperature(halves[half]!));
  const loss = (temperatures: readonly number[]) =>
    halves.reduce((sum, half, i) => sum + lossAt(half, temperatures[i]!), 0);
  if (loss(others) >= loss([1, 1])) return measureCalibration(predictions, 1);
  const bins = reliability(halves.flatMap((half, i) => confidences(half, others[i]!)));
  return {
    temperature: fitTemperature(predictions),
    errorBefore: calibrationError(reliability(confidences(predictions, 1))),
    errorAfter: calibrationError(bins),
    bins,
  };
}

/** How far the probabilities of predictions can be trusted, as they are and at a temperature that is given. */
export function measureCalibration(predictions: Predictions, temperature: number): Calibration {
  const bins = reliability(confidences(predictions, temperature));
  return {
    temperature,
    errorBefore: calibrationError(reliability(confidences(predictions, 1))),
    errorAfter: calibrationError(bins),
    bins,
  };
}

/**
 * The temperature from 0.1 to 10 with the smallest loss, found by golden section over its logarithm, which is expected
 * around 0 with a spread of 1: a handful of examples, all right or all wrong, does not draw it to a bound.
 */
function fitTemperature(predictions: Predictions): number {
  const loss = (logarithm: number) => lossAt(predictions, Math.exp(logarithm)) + (logarithm / expectedSpread) ** 2 / 2;
  let [low, high] = [Math.log(0.1), Math.log(10)];
  while (high - low > 1e-4) {
    const [left, right] = [high - goldenRatio * (high - low), low + goldenRatio * (high - low)];
    if (loss(left) < loss(right)) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

/** Sum of the losses of all examples at a temperature. */
function lossAt({ logits, targets }: Predictions, temperature: number): number {
  const loss = (row: readonly number[], i: number) =>
    rowLoss(
      'single_label_classification',
      row.map((z) => z / temperature),
      targets[i]!,
    );
  return logits.reduce((sum, row, i) => sum + loss(row, i), 0);
}

interface Confidence {
  readonly confidence: number;
  readonly isRight: boolean;
}

function confidences({ logits, targets }: Predictions, temperature: number): Confidence[] {
  return logits.map((row, i) => {
    const probabilities = softmax(row.map((z) => z / temperature));
    const confidence = Math.max(...probabilities);
    return { confidence, isRight: targets[i]![probabilities.indexOf(confidence)]! > 0.5 };
  });
}

function reliability(all: readonly Confidence[]): ReliabilityBin[] {
  return Array.from({ length: binCount }, (_, bin) => {
    const inside = all.filter(({ confidence }) => Math.min(binCount - 1, Math.floor(confidence * binCount)) === bin);
    const count = inside.length;
    const sum = inside.reduce((total, { confidence }) => total + confidence, 0);
    const right = inside.filter(({ isRight }) => isRight).length;
    return count === 0
      ? { count, confidence: 0, accuracy: 0 }
      : { count, confidence: sum / count, accuracy: right / count };
  });
}

/** Expected calibration error: how far confidence and accuracy are apart, weighted by the examples of each bin. */
function calibrationError(all: readonly ReliabilityBin[]): number {
  const total = all.reduce((sum, { count }) => sum + count, 0);
  return all.reduce(
    (sum, { count, confidence, accuracy }) => sum + (count / total) * Math.abs(confidence - accuracy),
    0,
  );
}

function rowsOf({ logits, targets }: Predictions, isIn: (row: number) => boolean): Predictions {
  return { logits: logits.filter((_, row) => isIn(row)), targets: targets.filter((_, row) => isIn(row)) };
}
