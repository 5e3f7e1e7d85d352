import '../../../page/base.css';
import '../../../page/panel.css';
import './attention.css';
import { connect } from '../../../page/connection';
import { AttentionStore } from './state/attentionStore';
import { watchTheme } from '../../../page/theme';
import { render } from 'preact';
import { AttentionExports } from './exports/exportMenu';
import { Controls } from './views/controls';
import { caption } from './state/explanations';
import { SidePanel } from './views/sidePanel';

function App({ store }: { readonly store: AttentionStore }) {
  const sides = store.shown.value;
  return (
    <>
      <Controls store={store}>
        <AttentionExports store={store} />
      </Controls>
      <div class={sides.length > 1 ? 'sides compared' : 'sides'}>
        {sides.map((side) => (
          <SidePanel key={side.side} store={store} side={side} />
        ))}
      </div>
      {sides.length === 0 && <p class="message">Select text and run “DeBERTa: Inspect Attention”.</p>}
      <p class="caption">{caption}</p>
      <p class="announcement" role="status" aria-live="polite">
        {store.announcement.value}
      </p>
    </>
  );
}

const root = document.getElementById('attention');
if (root !== null) {
  watchTheme();
  render(<App store={new AttentionStore(connect())} />, root);
}
