import '../../../page/base.css';
import './labeling.css';
import { signal, type Signal } from '@preact/signals';
import type { FromLabelingView, LabelingViewState, ToLabelingView } from '../core/labelingView';
import { connect } from '../../../page/connection';
import { listenForKeys, labelKeys } from './keys';
import { render } from 'preact';
import { useState } from 'preact/hooks';

type Post = (message: FromLabelingView) => void;

interface AppProps {
  readonly state: Signal<LabelingViewState | undefined>;
  readonly post: Post;
}

function App({ state: { value: state }, post }: AppProps) {
  if (state === undefined) return <p class="hint">Loading…</p>;
  const { index, total, labeled, file, message } = state;
  return (
    <>
      <header class="bar">
        <span>
          Sentence {Math.min(index + 1, total)} of {total} · {labeled} labeled
        </span>
        <progress max={total} value={labeled} aria-label="Sentences labeled" />
        <span class="hint">
          Saved to {file}{' '}
          <button type="button" class="link" onClick={() => post({ type: 'chooseFile' })}>
            Change…
          </button>
        </span>
      </header>
      <Current state={state} post={post} />
      <Labels state={state} post={post} />
      <AddLabel post={post} isFirst={state.labels.length === 0} />
      <div class="actions">
        <button type="button" class="secondary" disabled={index === 0} onClick={() => post({ type: 'move', by: -1 })}>
          Back <kbd>←</kbd>
        </button>
        <button type="button" class="secondary" disabled={index >= total} onClick={() => post({ type: 'move', by: 1 })}>
          Skip <kbd>Space</kbd>
        </button>
        <button
          type="button"
          class="secondary"
          disabled={state.current?.label === undefined}
          onClick={() => post({ type: 'clear' })}
        >
          Remove Label <kbd>Del</kbd>
        </button>
        <button type="button" onClick={() => post({ type: 'train' })}>
          Train Classifier…
        </button>
      </div>
      {message !== undefined && (
        <p class="message" role="status">
          {message}
        </p>
      )}
    </>
  );
}

/** The text, with its neighbors. */
function Current({ state: { current }, post }: { readonly state: LabelingViewState; readonly post: Post }) {
  if (current === undefined) return <p class="text over">All sentences are done.</p>;
  const { text, before, after, document, line, label } = current;
  return (
    <section aria-live="polite">
      <p class="neighbor">{before ?? ''}</p>
      <p class="text">{text}</p>
      <p class="neighbor">{after ?? ''}</p>
      <p class="hint">
        <button type="button" class="link" onClick={() => post({ type: 'reveal' })}>
          {document}, line {line}
        </button>
        {label !== undefined && ` · labeled ${label}`}
      </p>
    </section>
  );
}

function Labels({ state: { labels, current }, post }: { readonly state: LabelingViewState; readonly post: Post }) {
  return (
    <div class="labels" role="group" aria-label="Labels">
      {labels.map(({ label, texts }, index) => (
        <button
          key={label}
          type="button"
          class="label"
          aria-pressed={current?.label === label}
          disabled={current === undefined}
          onClick={() => post({ type: 'give', label })}
        >
          {index < labelKeys.length && <kbd>{labelKeys[index]}</kbd>}
          {label}
          <span class="count">{texts}</span>
        </button>
      ))}
    </div>
  );
}

function AddLabel({ post, isFirst }: { readonly post: Post; readonly isFirst: boolean }) {
  const [name, setName] = useState('');
  return (
    <form
      class="add"
      onSubmit={(event) => {
        event.preventDefault();
        post({ type: 'add', label: name });
        setName('');
      }}
    >
      <input
        aria-label="New label"
        placeholder={isFirst ? 'Name the first label' : 'Another label'}
        value={name}
        maxLength={60}
        onInput={({ currentTarget }) => setName(currentTarget.value)}
      />
      <button type="submit" class="secondary" disabled={name.trim() === ''}>
        Add Label
      </button>
    </form>
  );
}

const state = signal<LabelingViewState | undefined>(undefined);
const root = document.getElementById('labeling');
if (root !== null) {
  const { post, listen } = connect<ToLabelingView, FromLabelingView>();
  listen((message) => (state.value = message.state));
  render(<App state={state} post={post} />, root);
  listenForKeys(() => state.value?.labels.map(({ label }) => label) ?? [], post);
  post({ type: 'ready' });
}
