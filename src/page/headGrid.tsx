import type { ComponentChildren } from 'preact';
import { cellAfterKey, type Cell, type Extent } from './cells';
import { Picture } from './picture';
import type { ViewTheme } from './theme';

/** Pixels of a head in the grid of all heads. */
export const headCell = { width: 64, height: 40, gap: 4 };
const gutter = { left: 34, top: 20 };

interface HeadGridProps {
  /** Says what is shown, and the chosen head. */
  readonly label: string;
  readonly extent: Extent;
  readonly chosen: Cell;
  /** `isFinal` when Enter was pressed. */
  readonly choose: (cell: Cell, isFinal: boolean) => void;
  readonly children: ComponentChildren;
}

/** A picture of all heads, a row for each layer, in which arrow keys choose. */
export function HeadGrid({ label, extent, chosen, choose, children }: HeadGridProps) {
  return (
    <div
      class="scroller"
      tabIndex={0}
      role="application"
      aria-label={label}
      onKeyDown={(event) => {
        const next = cellAfterKey(chosen, event.key, extent);
        if (next === undefined && event.key !== 'Enter') return;
        event.preventDefault();
        choose(next ?? chosen, event.key === 'Enter');
      }}
    >
      {children}
    </div>
  );
}

interface HeadGridPictureProps {
  readonly look: ViewTheme;
  /** What each row is called. */
  readonly rows: readonly string[];
  readonly heads: number;
  readonly children: ComponentChildren;
}

/** The grid with its names; the heads are drawn at `cornerOfHead`. */
export function HeadGridPicture({ look, rows, heads, children }: HeadGridPictureProps) {
  const { width, height, gap } = headCell;
  const [right, bottom] = cornerOfHead({ row: rows.length, column: heads });
  return (
    <Picture look={look} width={right} height={bottom} fill={look.dimText}>
      {Array.from({ length: heads }, (_, head) => (
        <text key={head} x={gutter.left + head * (width + gap) + width / 2} y="12" text-anchor="middle">
          {`head ${head + 1}`}
        </text>
      ))}
      {rows.map((row, index) => (
        <text key={index} x="0" y={gutter.top + index * (height + gap) + height / 2 + 4}>
          {row}
        </text>
      ))}
      {children}
    </Picture>
  );
}

/** The top left corner of a head. */
export function cornerOfHead({ row, column }: Cell): [x: number, y: number] {
  const { width, height, gap } = headCell;
  return [gutter.left + column * (width + gap), gutter.top + row * (height + gap)];
}
