import '../../../page/base.css';
import './training.css';
import { signal, type Signal } from '@preact/signals';
import {
  type FromTrainingView,
  type PanelState,
  type ToTrainingView,
  type TrainingViewState,
  type TrainingPhase,
  runCount,
} from '../core/trainingView';
import { connect } from '../../../page/connection';
import { render } from 'preact';
import { Curves } from './curves';
import { Data } from './data';
import { type Post, SetupForm } from './setupForm';
import { Report } from './report';
import { duration, runTexts, scoreTexts } from './texts';

const titles = {
  single_label_classification: 'Train a classifier',
  multi_label_classification: 'Train a classifier',
  regression: 'Train a classifier',
  token_classification: 'Train a model that finds entities',
} as const;

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
      <h1>{phase === 'setup' ? titles[data.problemType] : choice.name}</h1>
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
      {runs.length > 0 && <Curves runs={runs} epochs={choice.epochs} score={scoreTexts[data.problemType]} />}
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
    ['continue', 'Resume'],
    ['discard', 'Discard'],
  ],
  done: [
    ['classify', 'Classify with It…'],
    ['use', 'Use for Classification'],
  ],
};

/** What can be done in this phase, the likeliest first. */
function Actions({
  state: { phase, data, installed, saved },
  post,
}: {
  readonly state: TrainingViewState;
  readonly post: Post;
}) {
  // A model that finds entities cannot be used for classification.
  const isClassifier = data.problemType !== 'token_classification';
  const shown = phase === 'done' && (installed === undefined || !isClassifier) ? [] : presses[phase];
  if (shown.length === 0 && installed === undefined) return null;
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
      {installed !== undefined && (
        <span class="hint">
          In the Models view as {installed}
          {!isClassifier && '. On the command line, “entities” finds entities with it.'}
        </span>
      )}
    </div>
  );
}

/** How far the training is, and how long the run still takes. */
function Progress({ state: { phase, runs, choice } }: { readonly state: TrainingViewState }) {
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

const state = signal<TrainingViewState | undefined>(undefined);
const root = document.getElementById('training');
if (root !== null) {
  const { post, listen, store } = connect<ToTrainingView, FromTrainingView>();
  listen((message) => {
    state.value = message.state;
    store({ name: message.state.choice.name } satisfies PanelState);
  });
  render(<App state={state} post={post} />, root);
  post({ type: 'ready' });
}
