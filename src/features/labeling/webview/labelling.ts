import '../../../page/base.css';
import '../../../page/plainNodes';
import './labelling.css';
import { signal } from '@preact/signals';
import type { FromLabellingView, LabellingViewState, ToLabellingView } from '../core/labellingView';
import { connect } from '../../../page/connection';
import { renderLabelling } from './app';
import { listenForKeys } from './keys';

const state = signal<LabellingViewState | undefined>(undefined);
const root = document.getElementById('labelling');
if (root !== null) {
  const { post, listen } = connect<ToLabellingView, FromLabellingView>();
  listen((message) => (state.value = message.state));
  renderLabelling(state, post, root);
  listenForKeys(() => state.value?.labels.map(({ label }) => label) ?? [], post);
  post({ type: 'ready' });
}
