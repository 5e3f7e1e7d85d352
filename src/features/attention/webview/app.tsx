import { render } from 'preact';
import type { AttentionStore } from './state/attentionStore';
import { ExportMenu } from './exports/exportMenu';
import { Controls } from './views/controls';
import { caption } from './state/explanations';
import { SidePanel } from './views/sidePanel';

/** Renders the whole view into `root`. */
export function renderApp(store: AttentionStore, root: HTMLElement): void {
  render(<App store={store} />, root);
}

function App({ store }: { readonly store: AttentionStore }) {
  const sides = store.shown.value;
  return (
    <>
      <Controls store={store}>
        <ExportMenu store={store} />
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
