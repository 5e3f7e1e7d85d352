import type { Signal } from '@preact/signals';
import { render } from 'preact';
import type { FromTrainingView, TrainingPhase, TrainingViewState } from '../core/trainingView';
import { Curves } from './curves';
import { Data } from './data';
import type { Post } from './post';
import { Progress } from './progress';
import { Report } from './report';
import { SetupForm } from './setupForm';

/** Renders the view into `root`; it follows the state. */
export function renderTraining(state: Signal<TrainingViewState | undefined>, post: Post, root: HTMLElement): void {
  render(<App state={state} post={post} />, root);
}

interface AppProps {
  readonly state: Signal<TrainingViewState | undefined>;
  readonly post: Post;
}

function App({ state: { value: state }, post }: AppProps) {
  if (state === undefined) return <p class="hint">Loading…</p>;
  const { phase, choice, data, message, report, runs, saved } = state;
  const isBusy = phase === 'running' || phase === 'paused';
  return (
    <>
      <h1>{phase === 'setup' ? 'Train a classifier' : choice.name}</h1>
      {message !== undefined && (
        <p class="message" role="status">
          {message}
        </p>
      )}
      {isBusy && <Progress state={state} />}
      {phase === 'elsewhere' && (
        <p class="message" role="status">
          Training in another window{saved === undefined ? '' : `, saved at step ${saved.step} of ${saved.steps}`}.
        </p>
      )}
      <Actions state={state} post={post} />
      {phase === 'setup' && <SetupForm key={choice.name} state={state} post={post} />}
      {report !== undefined && <Report report={report} />}
      {runs.length > 0 && <Curves runs={runs} epochs={choice.epochs} />}
      <Data data={data} isOpen={phase === 'setup'} />
    </>
  );
}

const presses: Readonly<Record<TrainingPhase, readonly (readonly [FromTrainingView['type'], string])[]>> = {
  setup: [],
  running: [
    ['pause', 'Pause'],
    ['cancel', 'Cancel'],
  ],
  paused: [
    ['resume', 'Resume'],
    ['cancel', 'Cancel'],
  ],
  elsewhere: [],
  stopped: [
    ['goOn', 'Resume'],
    ['discard', 'Discard'],
  ],
  done: [
    ['classify', 'Classify with It…'],
    ['use', 'Use for Classification'],
  ],
};

/** What can be done in this phase, the likeliest first. */
function Actions({
  state: { phase, installed, saved },
  post,
}: {
  readonly state: TrainingViewState;
  readonly post: Post;
}) {
  const shown = phase === 'done' && installed === undefined ? [] : presses[phase];
  if (shown.length === 0) return null;
  return (
    <div class="actions">
      {shown.map(([type, title], index) => (
        <button
          key={type}
          type="button"
          class={index === 0 ? '' : 'secondary'}
          onClick={() => type !== 'start' && post({ type })}
        >
          {title}
        </button>
      ))}
      {phase === 'stopped' && (
        <span class="hint">
          Stopped.{' '}
          {saved === undefined ? 'Nothing has been saved yet.' : `Saved at step ${saved.step} of ${saved.steps}.`}
        </span>
      )}
      {installed !== undefined && <span class="hint">In the Models view as {installed}</span>}
    </div>
  );
}
