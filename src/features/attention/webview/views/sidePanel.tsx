import type { ComponentType } from 'preact';
import { ArcsView } from './arcsView';
import { meanNote, quantityTexts, rolloutNote, viewTexts } from '../state/explanations';
import { MaskView } from './maskView';
import { MatrixView } from './matrixView';
import { probabilityText } from '../../../../page/numbers';
import { OverviewView } from './overviewView';
import { PositionView } from './positionView';
import { Readout, RowTable } from './rowTable';
import type { SideProps } from '../state/attentionStore';
import { TextStrip } from './textStrip';
import type { ViewName } from '../state/viewState';

const views: Readonly<Record<ViewName, ComponentType<SideProps>>> = {
  matrix: MatrixView,
  arcs: ArcsView,
  overview: OverviewView,
  position: PositionView,
  mask: MaskView,
};

/** One passage: its text, the chosen view, the numbers of the chosen row. */
export function SidePanel({ store, side }: SideProps) {
  const { view } = store.state.value;
  const View = views[view];
  const hasTable = view === 'matrix' || view === 'arcs';
  return (
    <section class="side" aria-label={side.side === 0 ? 'Passage' : 'Compared passage'}>
      <Subject store={store} side={side} />
      <Notice side={side} />
      {side.overview.value !== undefined && (
        <>
          <TextStrip store={store} side={side} />
          {hasTable && <Readout store={store} side={side} />}
          <div id={side.side === 0 ? 'view' : undefined} role="tabpanel" aria-labelledby={`tab-${view}`}>
            <View store={store} side={side} />
          </div>
          <p class="explanation">
            <strong>{viewTexts[view].name}.</strong> {viewTexts[view].explanation}
          </p>
          {hasTable && <QuantityNote store={store} side={side} />}
          <Checksum side={side} />
          {hasTable && <RowTable store={store} side={side} />}
        </>
      )}
    </section>
  );
}

function Subject({ store, side }: SideProps) {
  const passage = side.passage.value;
  const overview = side.overview.value;
  if (passage === undefined) return null;
  const { first, total } = overview?.window ?? { first: 0, total: 0 };
  const count = overview === undefined ? 0 : overview.tokens.length - passage.texts.length - 1;
  return (
    <div class="subject">
      <strong>{passage.modelName}</strong>
      {overview !== undefined && (
        <span>
          {overview.layers} layers × {overview.heads} heads, {overview.tokens.length} tokens
        </span>
      )}
      {total > count && (
        <span class="window">
          Long text: tokens {first + 1}–{first + count} of {total} are shown and see only each other.{' '}
          <button
            type="button"
            class="link"
            disabled={first === 0}
            onClick={() => store.moveWindow(side, first - count)}
          >
            Earlier
          </button>{' '}
          <button
            type="button"
            class="link"
            disabled={first + count >= total}
            onClick={() => store.moveWindow(side, first + count)}
          >
            Later
          </button>
        </span>
      )}
    </div>
  );
}

function Notice({ side }: Pick<SideProps, 'side'>) {
  const notice = side.notice.value;
  if (notice === undefined) return null;
  return (
    <p class={`message ${notice.kind}`} role={notice.kind === 'failure' ? 'alert' : 'status'}>
      {notice.text}
    </p>
  );
}

function QuantityNote({ store, side }: SideProps) {
  const { special, pairFilter, quantity } = store.state.value;
  const { head } = side.choice.value;
  const hidden = side.arrangement.value?.hiddenMass ?? 0;
  const isPartial = special === 'hide' || pairFilter !== 'all';
  return (
    <p class="explanation">
      <strong>{head === 'rollout' ? 'Rollout' : quantityTexts[quantity].name}.</strong>{' '}
      {head === 'rollout' ? rolloutNote : quantityTexts[quantity].explanation} {head === 'mean' && meanNote}{' '}
      {isPartial && hidden > 0.0005 && `${probabilityText(hidden)} of the probability is on tokens that are not shown.`}
    </p>
  );
}

function Checksum({ side }: Pick<SideProps, 'side'>) {
  const sum = side.checksum.value;
  if (sum === undefined || side.choice.value.head === 'rollout') return null;
  const fits = sum.scores < 1e-4 && sum.probabilities < 1e-5;
  return (
    <p class={fits ? 'checksum' : 'checksum bad'}>
      max |c2c + c2p + p2c − total| = <span>{sum.scores.toExponential(1)}</span>, max |softmax − probability| ={' '}
      <span>{sum.probabilities.toExponential(1)}</span>: {fits ? 'the terms add up' : 'the terms do not add up'}
    </p>
  );
}
