import '../shared/base.css';
import '../shared/plainNodes';
import './labelling.css';
import { signal } from '@preact/signals';
import type { FromLabellingView, LabellingViewState, ToLabellingView } from '../../protocol/labellingView';
import { toLabellingView } from '../../protocol/labellingView';
import { connectView } from '../shared/connection';
import { renderLabelling } from './app';
import { listenForKeys } from './keys';

const state = signal<LabellingViewState | undefined>(undefined);
const root = document.getElementById('labelling');
if (root !== null) {
  const post = connectView<ToLabellingView, FromLabellingView>(toLabellingView, (message) => {
    state.value = message.state;
  });
  renderLabelling(state, post, root);
  listenForKeys(() => state.value?.labels.map(({ label }) => label) ?? [], post);
  post({ type: 'ready' });
}
