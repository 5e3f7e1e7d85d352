import type { AttentionStore } from '../state/attentionStore';
import { unitsOf } from '../state/arrangement';
import { svgOf } from './pictures';
import { csvOf, jsonOfTable, type NumberTable } from '../../../../page/numberTable';
import { reportOf } from './report';
import {
  jsonOf,
  maskTable,
  matrixTable,
  overviewTable,
  positionTable,
  type ExportSubject,
  subjectEntries,
} from './tables';
import { ExportMenu, type Exports } from '../../../../page/exportMenu';
import type { SideStore } from '../state/sideStore';
import { theme } from '../../../../page/theme';
import type { ViewName } from '../state/viewState';

const nothingShown = 'this view is empty. Mask a word, or choose a head or another view.';

const reportViews: readonly ViewName[] = ['matrix', 'arcs', 'overview', 'position', 'mask'];

/** Takes away what is shown, as pictures or numbers. */
export function AttentionExports({ store }: { readonly store: AttentionStore }) {
  const isReady = store.shown.value.some(({ arrangement }) => arrangement.value !== undefined);
  return (
    <ExportMenu
      disabled={!isReady}
      exports={() => store.shown.peek().flatMap((side) => exportsOf(store, side) ?? [])}
      save={(name, content) => store.save(name, content)}
      announce={(text) => (store.announcement.value = text)}
    />
  );
}

function exportsOf(store: AttentionStore, side: SideStore): Exports | undefined {
  const arrangement = side.arrangement.peek();
  const subject = subjectOf(store, side);
  if (arrangement === undefined || subject === undefined) return undefined;
  const state = store.state.peek();
  const { view } = state;
  const isMatrix = view === 'matrix' || view === 'arcs';
  return {
    name: nameOf(subject, view, side),
    svg: () => {
      const svg = svgOf(side, view, state, theme.peek());
      if (svg === undefined) throw new Error(nothingShown);
      return svg;
    },
    csv: () => csvOf(subjectEntries(subject), tableOf(side, view)),
    json: () => (isMatrix ? jsonOf(subject, arrangement) : jsonOfTable(subjectEntries(subject), tableOf(side, view))),
    html: () => report(store),
  };
}

function tableOf(side: SideStore, view: ViewName): NumberTable {
  const table = shownTable(side, view);
  if (table === undefined) throw new Error(nothingShown);
  return table;
}

function shownTable(side: SideStore, view: ViewName): NumberTable | undefined {
  const arrangement = side.arrangement.peek();
  const overview = side.overview.peek();
  const curves = side.curves.peek();
  const mask = side.maskArrangement.peek();
  switch (view) {
    case 'overview':
      return overview && overviewTable(overview, unitsOf(overview, side.passage.peek()?.texts ?? [], 'pieces'));
    case 'position':
      return curves && positionTable(curves);
    case 'mask':
      return mask && maskTable(mask);
    case 'matrix':
    case 'arcs':
      return arrangement && matrixTable(arrangement);
  }
}

function report(store: AttentionStore): string {
  const look = theme.peek();
  const state = store.state.peek();
  const sides = store.shown.peek().flatMap((side) => {
    const subject = subjectOf(store, side);
    const arrangement = side.arrangement.peek();
    if (subject === undefined || arrangement === undefined) return [];
    const pictures = reportViews.flatMap((view) => {
      const svg = svgOf(side, view, state, look);
      return svg === undefined ? [] : [[view, svg] as const];
    });
    const sum = side.checksum.peek();
    const checksum = sum === undefined ? '' : `max |c2c + c2p + p2c − total| = ${sum.scores.toExponential(1)}`;
    return [{ subject, pictures, json: jsonOf(subject, arrangement), checksum }];
  });
  return reportOf(sides, look);
}

function subjectOf(store: AttentionStore, side: SideStore): ExportSubject | undefined {
  const passage = side.passage.peek();
  return passage && { passage, ...side.choice.peek(), state: store.state.peek() };
}

function nameOf({ layer, head }: ExportSubject, view: ViewName, { side }: SideStore): string {
  const headName = typeof head === 'number' ? `head${head + 1}` : head;
  return ['attention', view, `layer${layer + 1}`, headName, ...(side === 1 ? ['b'] : [])].join('-');
}
