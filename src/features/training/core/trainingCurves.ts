import type { StepProgress, TrainingProgress } from '../../../protocol/training';
import type { LossPoint, RunCurves } from './trainingView';

/** A curve has at most so many points: beyond, neighbors are averaged. */
const maxPoints = 400;

/** Curves with one more piece of news; those of other runs stay as they are. */
export function withProgress(runs: readonly RunCurves[], progress: TrainingProgress): readonly RunCurves[] {
  const known = runs.find(({ run }) => run === progress.run);
  const before = known ?? emptyCurves(progress);
  const after =
    progress.kind === 'step'
      ? withStep(before, progress)
      : { ...before, epochs: [...before.epochs.filter(({ epoch }) => epoch < progress.epoch), progress] };
  return known === undefined ? [...runs, after] : runs.map((one) => (one === known ? after : one));
}

function emptyCurves({ run }: TrainingProgress): RunCurves {
  return { run, step: 0, steps: 0, losses: [], epochs: [], skipped: 0, millisecondsLeft: 0 };
}

function withStep(curves: RunCurves, { step, steps, loss, divergence, skipped, millisecondsLeft }: StepProgress) {
  // A run that goes on after a cut repeats the steps since it was saved.
  const earlier = curves.losses.filter((point) => point.step < step);
  const losses = thinned([...earlier, { step, loss, divergence }]);
  return { ...curves, step, steps, losses, skipped, millisecondsLeft };
}

function thinned(points: readonly LossPoint[]): readonly LossPoint[] {
  if (points.length <= maxPoints) return points;
  return Array.from({ length: Math.ceil(points.length / 2) }, (_, i) => {
    const [first, second] = [points[2 * i]!, points[2 * i + 1]];
    return second === undefined ? first : meanOf(first, second);
  });
}

function meanOf(first: LossPoint, second: LossPoint): LossPoint {
  const divergence =
    first.divergence === undefined || second.divergence === undefined
      ? undefined
      : (first.divergence + second.divergence) / 2;
  return { step: second.step, loss: (first.loss + second.loss) / 2, divergence };
}
