import { runCount, type TrainingViewState } from '../core/trainingView';
import { duration, runTexts } from './texts';

/** How far the training is, and how long the run still takes. */
export function Progress({ state: { phase, runs, choice } }: { readonly state: TrainingViewState }) {
  const now = runs.at(-1);
  const count = runCount(choice);
  return (
    <div class="progress">
      <progress max={Math.max(1, now?.steps ?? 1)} value={now?.step ?? 0} aria-label="Steps done" />
      {now === undefined ? (
        <span>Starting…</span>
      ) : (
        <span class="number">
          {phase === 'paused' && 'Paused: '}
          {count > 1 && `Run ${runs.length} of ${count} (${runTexts[now.run]}): `}
          {`step ${now.step} of ${now.steps}, about ${duration(now.millisecondsLeft)} left`}
          {now.skipped > 0 && `; ${now.skipped} steps skipped: their gradient was not finite`}
        </span>
      )}
    </div>
  );
}
