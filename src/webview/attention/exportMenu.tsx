import type { AttentionStore } from './attentionStore';
import { pngOf, svgOf } from './exports/pictures';
import { reportOf } from './exports/report';
import { csvOf, jsonOf, type ExportSubject } from './exports/tables';
import type { SideStore } from './sideStore';
import { theme } from './theme';
import type { ViewName } from './viewState';

const formats = ['SVG', 'PNG', 'CSV', 'JSON', 'HTML report', 'Copy image'] as const;
type Format = (typeof formats)[number];

const reportViews: readonly ViewName[] = ['matrix', 'arcs', 'overview', 'position'];

/** Takes away what is shown, as pictures or numbers. */
export function ExportMenu({ store }: { readonly store: AttentionStore }) {
  const isReady = store.shown.value.some(({ arrangement }) => arrangement.value !== undefined);
  return (
    <select
      aria-label="Export"
      disabled={!isReady}
      value=""
      onChange={({ currentTarget }) => {
        const format = formats[currentTarget.selectedIndex - 1];
        currentTarget.selectedIndex = 0;
        if (format !== undefined) void take(store, format);
      }}
    >
      <option value="">Export…</option>
      {formats.map((format) => (
        <option key={format} value={format}>
          {format}
        </option>
      ))}
    </select>
  );
}

async function take(store: AttentionStore, format: Format): Promise<void> {
  try {
    for (const side of format === 'HTML report' ? store.shown.peek().slice(0, 1) : store.shown.peek())
      await takeSide(store, side, format);
  } catch (error) {
    store.announcement.value = `Not exported: ${error instanceof Error ? error.message : String(error)}`;
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
    if (svg === undefined) throw new Error('this view has no picture; choose CSV or JSON, or another view.');
    return svg;
  };
  switch (format) {
    case 'SVG':
      return store.save(`${name}.svg`, picture());
    case 'PNG':
      return store.save(`${name}.png`, new Uint8Array(await (await pngOf(picture())).arrayBuffer()));
    case 'CSV':
      return store.save(`${name}.csv`, csvOf(subject, arrangement));
    case 'JSON':
      return store.save(`${name}.json`, jsonOf(subject, arrangement));
    case 'HTML report':
      return store.save(`${name}.html`, report(store));
    case 'Copy image':
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(picture()) })]);
      store.announcement.value = 'The image is in the clipboard.';
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
