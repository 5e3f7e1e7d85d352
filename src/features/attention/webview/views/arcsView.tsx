import { useMemo } from 'preact/hooks';
import { attentionTerms } from '../../../../protocol/attentionTrace';
import { arcPath, arcsOf } from '../state/arcs';
import type { Arrangement } from '../state/arrangement';
import { termNames } from '../../../../page/attentionTerms';
import type { SideProps } from '../state/attentionStore';
import { Picture } from '../../../../page/picture';
import { theme, type ViewTheme } from '../../../../page/theme';

const height = 150;
const labelBand = 26;
const fontSize = 13;
const gap = 12;

/** Arcs between tokens; those of the token under the pointer, or of the chosen ones, stand out. */
export function ArcsView({ store, side }: SideProps) {
  const arrangement = side.arrangement.value;
  const hovered = store.hovered.value?.side === side.side ? store.hovered.value : undefined;
  if (arrangement === undefined) return null;
  const rows = hovered?.row === undefined ? side.rows.value : [hovered.row];
  return (
    <div class="scroller" tabIndex={0} aria-label="Arcs between tokens; the numbers are in the table below">
      <ArcsPicture
        arrangement={arrangement}
        rows={rows}
        look={theme.value}
        hover={(row) => store.hover(row === undefined ? undefined : { side: side.side, row })}
        choose={(row, add) => store.chooseRows(side, arrangement.rows[row]?.tokens ?? [], add)}
      />
    </div>
  );
}

interface ArcsPictureProps {
  readonly arrangement: Arrangement;
  readonly rows: readonly number[];
  readonly look: ViewTheme;
  readonly hover?: (row: number | undefined) => void;
  readonly choose?: (row: number, add: boolean) => void;
}

export function ArcsPicture({ arrangement, rows, look, hover, choose }: ArcsPictureProps) {
  const units = arrangement.rows.length >= arrangement.columns.length ? arrangement.rows : arrangement.columns;
  const places = useMemo(
    () =>
      placesOf(
        units.map(({ label }) => label),
        look.font,
      ),
    [units, look.font],
  );
  const placeOf = useMemo(
    () => new Map(units.map(({ tokens }, index) => [tokens[0], places.centers[index] ?? 0])),
    [units, places],
  );
  const all = useMemo(() => arcsOf(arrangement), [arrangement]);
  const base = height + 8;
  const own = arcsOf(arrangement, rows);
  const arcs = (list: typeof all, faint: boolean) =>
    list.map(({ row, column, probability, term }) => {
      const from = placeOf.get(arrangement.rows[row]?.tokens[0]) ?? 0;
      const to = placeOf.get(arrangement.columns[column]?.tokens[0]) ?? 0;
      return (
        <path
          key={`${row}.${column}.${faint}`}
          d={arcPath(from, to, to > from ? base + labelBand : base, height)}
          fill="none"
          stroke={term === undefined ? look.text : look.palette.terms[term]}
          stroke-width={0.6 + 5 * probability}
          stroke-opacity={faint ? 0.1 + 0.25 * probability : 0.35 + 0.65 * Math.min(1, 2 * probability)}
          stroke-linecap="round"
        />
      );
    });
  const chosen = new Set(rows.map((row) => arrangement.rows[row]?.tokens[0]));
  const rowOf = (first: number | undefined) => arrangement.rows.findIndex(({ tokens }) => tokens[0] === first);
  return (
    <Picture
      look={look}
      width={places.width}
      height={2 * base + labelBand + 16 * attentionTerms.length + 8}
      font-size={fontSize}
      role="img"
      aria-label={`Arcs between ${units.length} tokens`}
    >
      <g>{arcs(all, true)}</g>
      <g>{arcs(own, false)}</g>
      {units.map(({ label, tokens }, index) => {
        const row = rowOf(tokens[0]);
        return (
          <text
            key={tokens[0]}
            x={places.centers[index]}
            y={base + labelBand / 2}
            text-anchor="middle"
            dominant-baseline="central"
            fill={look.text}
            font-weight={chosen.has(tokens[0]) ? 'bold' : 'normal'}
            text-decoration={chosen.has(tokens[0]) ? 'underline' : undefined}
            style={{ cursor: 'pointer' }}
            onMouseEnter={() => row >= 0 && hover?.(row)}
            onMouseLeave={() => hover?.(undefined)}
            onClick={(event) => row >= 0 && choose?.(row, event.shiftKey)}
          >
            {label}
          </text>
        );
      })}
      <g transform={`translate(8, ${2 * base + labelBand + 10})`} fill={look.text} font-size="12">
        {attentionTerms.map((term, index) => (
          <g key={term} transform={`translate(0, ${16 * index})`}>
            <rect width="18" height="5" y="-2" fill={look.palette.terms[term]} />
            <text x="24" dominant-baseline="central">
              {`${term}: ${termNames[term]}`}
            </text>
          </g>
        ))}
      </g>
    </Picture>
  );
}

/** The centers of labels in a line, by the width that each takes. */
function placesOf(
  labels: readonly string[],
  font: string,
): { readonly centers: readonly number[]; readonly width: number } {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (context !== null) context.font = `${fontSize}px ${font}`;
  const centers: number[] = [];
  let x = gap;
  for (const label of labels) {
    const width = Math.max(8, context?.measureText(label).width ?? 8 * label.length);
    centers.push(x + width / 2);
    x += width + gap;
  }
  return { centers, width: Math.max(x, 220) };
}
