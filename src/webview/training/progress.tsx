import type { TrainingViewState } from '../../protocol/trainingView';
import { duration, runTexts } from './texts';

/** How far the training is, and how long it still takes. */
export function Progress({ state: { phase, runs, choice } }: { readonly state: TrainingViewState }) {
  const now = runs.at(-1);
  const isLast = !choice.compare || !choice.sift || runs.length === 2;
  return (
    <div class="progress">
      <progress max={Math.max(1, now?.steps ?? 1)} value={now?.step ?? 0} aria-label="Steps done" />
      {now === undefined ? (
        <span>Starting…</span>
      ) : (
        <span class="number">
          {phase === 'paused' ? 'Paused' : runTexts[now.run]}: step {now.step} of {now.steps},{' '}
          {duration(now.millisecondsLeft)} left{isLast ? '' : `, then ${runTexts.sift}`}
          {now.skipped > 0 && `; ${now.skipped} steps skipped: their gradient was not finite`}
        </span>
      )}
    </div>
  );
}
