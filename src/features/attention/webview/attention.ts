import '../../../page/base.css';
import '../../../page/plainNodes';
import './attention.css';
import { connect } from '../../../page/connection';
import { renderApp } from './app';
import { AttentionStore } from './state/attentionStore';
import { watchTheme } from './drawing/theme';

const root = document.getElementById('attention');
if (root !== null) {
  watchTheme();
  renderApp(new AttentionStore(connect()), root);
}
