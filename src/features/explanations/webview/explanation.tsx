import '../../../page/base.css';
import '../../../page/panel.css';
import './explanation.css';
import { render } from 'preact';
import { connect } from '../../../page/connection';
import { watchTheme } from '../../../page/theme';
import { ExplanationExports } from './exports/exports';
import { ExplanationStore } from './state/explanationStore';
import { Controls } from './views/controls';
import { CurvesView } from './views/curvesView';
import { HeadsView } from './views/headsView';
import { LayersView } from './views/layersView';
import { Notices } from './views/notices';
import { TextView } from './views/textView';
import { WhatIfView } from './views/whatIfView';
import { WordList } from './views/wordList';

function App({ store }: { readonly store: ExplanationStore }) {
  const explanation = store.explanation.value;
  const { question } = store.state.value;
  return (
    <>
      <Controls store={store}>
        <ExplanationExports store={store} />
      </Controls>
      {question === undefined && (
        <p class="message">Nothing has been asked yet. Put the cursor in a word and run “DeBERTa: Explain Word”.</p>
      )}
      <Notices store={store} part="explanation" />
      {explanation !== undefined && (
        <>
          <TextView store={store} explanation={explanation} />
          <WordList store={store} explanation={explanation} />
          <CurvesView store={store} />
          <HeadsView store={store} explanation={explanation} />
          <LayersView store={store} />
          <WhatIfView store={store} explanation={explanation} />
        </>
      )}
      <p class="announcement" role="status" aria-live="polite">
        {store.announcement.value}
      </p>
    </>
  );
}

const root = document.getElementById('explanation');
if (root !== null) {
  watchTheme();
  render(<App store={new ExplanationStore(connect())} />, root);
}
