import type { Calibration, Evaluation, TrainingTask } from '../../../protocol/training';
import { unmeasuredLabels } from '../../../protocol/training';

/** A classifier's quality in lines for a terminal. */
export function describeEvaluation(
  evaluation: Evaluation,
  task: TrainingTask,
  labels: readonly string[],
  calibration?: Calibration,
): readonly string[] {
  const { examples, loss, accuracy, macroF1, interval, confusion, f1 } = evaluation;
  const [low, high] = interval.map((value) => value.toFixed(3));
  const isNumber = task === 'regression';
  const lines = [
    `${examples} examples, loss ${loss.toFixed(4)}`,
    isNumber ? `R² ${accuracy.toFixed(3)}` : `accuracy ${accuracy.toFixed(3)}`,
    `${isNumber ? 'correlation' : 'macro-F1'} ${macroF1.toFixed(3)} (95 %: ${low} to ${high})`,
  ];
  const unmeasured = unmeasuredLabels(evaluation, labels);
  if (unmeasured !== undefined) lines.push(unmeasured);
  if (calibration !== undefined) {
    const { temperature, errorBefore, errorAfter } = calibration;
    lines.push(
      `calibration error ${errorBefore.toFixed(3)}, at temperature ${temperature.toFixed(2)} ${errorAfter.toFixed(3)}`,
    );
  }
  const width = Math.max(0, ...labels.map(({ length }) => length));
  labels.forEach((label, id) => {
    const row = confusion[id]?.map((count) => String(count).padStart(6)).join('') ?? '';
    const score = f1[id];
    if (score !== undefined)
      lines.push(
        `  ${label.padEnd(width)}  F1 ${score === null ? '–, no held-out texts' : `${score.toFixed(3)} ${row}`}`,
      );
  });
  return lines;
}
