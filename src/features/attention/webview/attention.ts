import '../../../page/base.css';
import '../../../page/plainNodes';
import './attention.css';
import { renderApp } from './app';
import { AttentionStore } from './state/attentionStore';
import { watchTheme } from './drawing/theme';
import { connect } from './state/vscodeApi';

const root = document.getElementById('attention');
if (root !== null) {
  watchTheme();
  renderApp(new AttentionStore(connect()), root);
}
