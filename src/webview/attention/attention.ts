import '../shared/base.css';
import '../shared/plainNodes';
import './attention.css';
import { renderApp } from './app';
import { AttentionStore } from './attentionStore';
import { watchTheme } from './theme';
import { connect } from './vscodeApi';

const root = document.getElementById('attention');
if (root !== null) {
  watchTheme();
  renderApp(new AttentionStore(connect()), root);
}
