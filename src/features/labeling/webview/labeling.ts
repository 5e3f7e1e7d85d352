import '../../../page/base.css';
import '../../../page/plainNodes';
import './labeling.css';
import { signal } from '@preact/signals';
import type { FromLabelingView, LabelingViewState, ToLabelingView } from '../core/labelingView';
import { connect } from '../../../page/connection';
import { renderLabeling } from './app';
import { listenForKeys } from './keys';

const state = signal<LabelingViewState | undefined>(undefined);
const root = document.getElementById('labeling');
if (root !== null) {
  const { post, listen } = connect<ToLabelingView, FromLabelingView>();
  listen((message) => (state.value = message.state));
  renderLabeling(state, post, root);
  listenForKeys(() => state.value?.labels.map(({ label }) => label) ?? [], post);
  post({ type: 'ready' });
}
