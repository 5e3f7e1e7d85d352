import type { Calibration, ReliabilityBin } from '../../protocol/training';
import { softmax } from '../tasks/probability';
import type { Predictions } from './metrics';
import { rowLoss } from './metrics';

const binCount = 10;
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * Temperature scaling (Guo et al. 2017) on held-out examples. The error after it is told honestly: each half of the
 * examples is measured with the temperature of the other half.
 */
export function calibrate(predictions: Predictions): Calibration {
  const halves = [0, 1].map((half) => rowsOf(predictions, (row) => row % 2 === half));
  const crossed = [0, 1].map((half) => confidences(halves[half]!, fitTemperature(halves[1 - half]!))).flat();
  const temperature = fitTemperature(predictions);
  return {
    temperature,
    errorBefore: calibrationError(reliability(confidences(predictions, 1))),
    errorAfter: calibrationError(reliability(crossed)),
    bins: reliability(crossed),
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

/** The temperature with the smallest loss, from 0.1 to 10, found by golden section over its logarithm. */
function fitTemperature({ logits, targets }: Predictions): number {
  const loss = (logarithm: number) => {
    const inverse = Math.exp(-logarithm);
    return logits.reduce(
      (sum, row, i) =>
        sum +
        rowLoss(
          'singleLabel',
          row.map((z) => z * inverse),
          targets[i]!,
        ),
      0,
    );
  };
  let [low, high] = [Math.log(0.1), Math.log(10)];
  while (high - low > 1e-4) {
    const [left, right] = [high - goldenRatio * (high - low), low + goldenRatio * (high - low)];
    if (loss(left) < loss(right)) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
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
