import type { ComponentChildren } from 'preact';
import { quantities } from '../../core/quantities';
import type { AttentionStore } from '../state/attentionStore';
import { Choice } from '../../../../page/choice';
import { pairTexts, quantityTexts, specialTexts, viewTexts } from '../state/explanations';
import { MenuButton } from '../../../../page/menuButton';
import { pairFilters, specialTreatments, viewNames, type HeadChoice } from '../state/viewState';

interface StoreProps {
  readonly store: AttentionStore;
}

/** Everything that is chosen for both sides: the view, layer and head, the quantity and how it is shown. */
export function Controls({ store, children }: StoreProps & { readonly children: ComponentChildren }) {
  return (
    <header>
      <div class="bar">
        <Tabs store={store} />
        <span class="actions">
          <Toggle label="Follow selection" on={store.state.value.follow} set={(on) => store.follow(on)} />
          <CompareMenu store={store} />
          {children}
        </span>
      </div>
      <div class="bar controls">
        <HeadChoices store={store} />
        <ShownChoices store={store} />
      </div>
    </header>
  );
}

function Tabs({ store }: StoreProps) {
  const { view } = store.state.value;
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = viewNames[(viewNames.indexOf(view) + step + viewNames.length) % viewNames.length] ?? view;
    store.update({ view: next });
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Views" onKeyDown={move}>
      {viewNames.map((name) => (
        <button
          key={name}
          id={`tab-${name}`}
          role="tab"
          type="button"
          aria-selected={name === view}
          aria-controls="view"
          tabIndex={name === view ? 0 : -1}
          title={viewTexts[name].explanation}
          onClick={() => store.update({ view: name })}
        >
          {viewTexts[name].name}
        </button>
      ))}
    </div>
  );
}

function HeadChoices({ store }: StoreProps) {
  const { layer, head } = store.state.value;
  const overviews = store.shown.value.flatMap(({ overview }) => overview.value ?? []);
  const maxOf = (what: 'layers' | 'heads') => Math.max(1, ...overviews.map((overview) => overview[what]));
  const heads: HeadChoice[] = [...Array(maxOf('heads')).keys(), 'mean', 'rollout'];
  const headName = (choice: HeadChoice) => (typeof choice === 'number' ? `${choice + 1}` : choice);
  return (
    <>
      <Choice
        label="Layer"
        values={[...Array(maxOf('layers')).keys()]}
        value={Math.min(layer, maxOf('layers') - 1)}
        text={(value) => `${value + 1}`}
        choose={(value) => store.update({ layer: value })}
      />
      <Choice
        label="Head"
        values={heads}
        value={typeof head === 'number' ? Math.min(head, maxOf('heads') - 1) : head}
        text={headName}
        title="mean: of all heads of the layer. rollout: the mean attention of all layers up to this one, multiplied."
        choose={(value) => store.update({ head: value })}
      />
    </>
  );
}

function ShownChoices({ store }: StoreProps) {
  const state = store.state.value;
  const isPair = store.shown.value.some(({ passage }) => (passage.value?.texts.length ?? 0) > 1);
  return (
    <>
      <Choice
        label="Show"
        values={quantities}
        value={state.quantity}
        text={(value) => quantityTexts[value].name}
        choose={(quantity) => store.update({ quantity })}
      />
      <Choice
        label="Units"
        values={['pieces', 'words'] as const}
        value={state.unit}
        text={(value) => value}
        title="Words: the probabilities of a word’s pieces are added up as keys and averaged as queries; scores are averaged."
        choose={(unit) => store.update({ unit, zoom: { row: 0, column: 0, span: 0 } })}
      />
      <Choice
        label="Special tokens"
        values={specialTreatments}
        value={state.special}
        text={(value) => specialTexts[value]}
        title="[CLS], [SEP] and the like often take most of the attention. Hidden: their probability is not shown. Renormalized: as if the softmax had not seen them."
        choose={(special) => store.update({ special, zoom: { row: 0, column: 0, span: 0 } })}
      />
      {isPair && (
        <Choice
          label="Between texts"
          values={pairFilters}
          value={state.pairFilter}
          text={(value) => pairTexts[value]}
          choose={(pairFilter) => store.update({ pairFilter, zoom: { row: 0, column: 0, span: 0 } })}
        />
      )}
      <Toggle
        label="Log scale"
        title="Colors by the logarithm, so that small numbers can be told apart."
        on={state.logScale}
        set={(logScale) => store.update({ logScale })}
      />
      <Toggle
        label="Shared scale"
        title="One color scale for the three terms: equal colors are equal numbers."
        on={state.sharedScale}
        set={(sharedScale) => store.update({ sharedScale })}
      />
    </>
  );
}

function CompareMenu({ store }: StoreProps) {
  if (store.shown.value.length > 1) {
    return (
      <button type="button" class="secondary" onClick={() => store.compare('nothing')}>
        End comparison
      </button>
    );
  }
  const others = ['text', 'model'] as const;
  return (
    <MenuButton
      label="Compare"
      entries={others.map((what) => `with another ${what}…`)}
      disabled={store.shown.value.length === 0}
      choose={(index) => store.compare(others[index] ?? 'text')}
    />
  );
}

interface ToggleProps {
  readonly label: string;
  readonly title?: string;
  readonly on: boolean;
  readonly set: (on: boolean) => void;
}

function Toggle({ label, title, on, set }: ToggleProps) {
  return (
    <label class="check" title={title}>
      <input type="checkbox" checked={on} onChange={(event) => set(event.currentTarget.checked)} />
      {label}
    </label>
  );
}
