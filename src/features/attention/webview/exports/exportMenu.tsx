import { messageOf } from '../../../../protocol/errors';
import type { AttentionStore } from '../state/attentionStore';
import { unitsOf } from '../state/arrangement';
import { pngOf, svgOf } from './pictures';
import { reportOf } from './report';
import {
  csvOf,
  jsonOf,
  jsonOfTable,
  maskTable,
  matrixTable,
  overviewTable,
  positionTable,
  type ExportSubject,
  type NumberTable,
} from './tables';
import { MenuButton } from '../../../../page/menuButton';
import type { SideStore } from '../state/sideStore';
import { theme } from '../drawing/theme';
import type { ViewName } from '../state/viewState';

const formats = ['SVG', 'PNG', 'CSV', 'JSON', 'HTML report', 'Copy image'] as const;
const nothingShown = 'this view is empty. Mask a word, or choose a head or another view.';
type Format = (typeof formats)[number];

const reportViews: readonly ViewName[] = ['matrix', 'arcs', 'overview', 'position', 'mask'];

/** Takes away what is shown, as pictures or numbers. */
export function ExportMenu({ store }: { readonly store: AttentionStore }) {
  const isReady = store.shown.value.some(({ arrangement }) => arrangement.value !== undefined);
  return (
    <MenuButton
      label="Export"
      entries={formats}
      disabled={!isReady}
      choose={(index) => void take(store, formats[index] ?? 'SVG')}
    />
  );
}

async function take(store: AttentionStore, format: Format): Promise<void> {
  try {
    for (const side of format === 'HTML report' ? store.shown.peek().slice(0, 1) : store.shown.peek())
      await takeSide(store, side, format);
  } catch (error) {
    store.announcement.value = `Not exported: ${messageOf(error)}`;
  }
}

async function takeSide(store: AttentionStore, side: SideStore, format: Format): Promise<void> {
  const arrangement = side.arrangement.peek();
  const subject = subjectOf(store, side);
  if (arrangement === undefined || subject === undefined) return;
  const state = store.state.peek();
  const name = nameOf(subject, state.view, side);
  const picture = () => {
    const svg = svgOf(side, state.view, state, theme.peek());
    if (svg === undefined) throw new Error(nothingShown);
    return svg;
  };
  switch (format) {
    case 'SVG':
      return store.save(`${name}.svg`, picture());
    case 'PNG':
      return store.save(`${name}.png`, new Uint8Array(await (await pngOf(picture())).arrayBuffer()));
    case 'CSV':
      return store.save(`${name}.csv`, csvOf(subject, tableOf(side, state.view)));
    case 'JSON': {
      const isMatrix = state.view === 'matrix' || state.view === 'arcs';
      const json = isMatrix ? jsonOf(subject, arrangement) : jsonOfTable(subject, tableOf(side, state.view));
      return store.save(`${name}.json`, json);
    }
    case 'HTML report':
      return store.save(`${name}.html`, report(store));
    case 'Copy image':
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(picture()) })]);
      store.announcement.value = 'Image copied.';
  }
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
