import '../../../page/base.css';
import '../../../page/plainNodes';
import './training.css';
import { signal } from '@preact/signals';
import type { FromTrainingView, PanelState, ToTrainingView, TrainingViewState } from '../core/trainingView';
import { connect } from '../../../page/connection';
import { renderTraining } from './app';

const state = signal<TrainingViewState | undefined>(undefined);
const root = document.getElementById('training');
if (root !== null) {
  const { post, listen, store } = connect<ToTrainingView, FromTrainingView>();
  listen((message) => {
    state.value = message.state;
    store({ name: message.state.choice.name } satisfies PanelState);
  });
  renderTraining(state, post, root);
  post({ type: 'ready' });
}
