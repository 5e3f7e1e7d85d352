import './attention.css';
import { AttentionView } from './attentionView';

const root = document.getElementById('attention');
if (root !== null) new AttentionView(root);
