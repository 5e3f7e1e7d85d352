import '../../../page/base.css';
import '../../../page/plainNodes';
import './training.css';
import { signal } from '@preact/signals';
import type { FromTrainingView, PanelState, ToTrainingView, TrainingViewState } from '../core/trainingView';
import { toTrainingView } from '../core/trainingView';
import { connectView } from '../../../page/connection';
import { renderTraining } from './app';

const state = signal<TrainingViewState | undefined>(undefined);
const root = document.getElementById('training');
if (root !== null) {
  const post = connectView<ToTrainingView, FromTrainingView>(
    toTrainingView,
    (message) => (state.value = message.state),
    (message): PanelState => ({ name: message.state.choice.name }),
  );
  renderTraining(state, post, root);
  post({ type: 'ready' });
}
