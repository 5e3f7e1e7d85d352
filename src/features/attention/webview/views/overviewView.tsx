import { line } from 'd3-shape';
import { useMemo } from 'preact/hooks';
import { headSummaries, strongestHeads, type HeadSummary } from '../../core/overviewSummary';
import { attentionTerms, type AttentionOverview } from '../../../../protocol/attentionTrace';
import { cornerOfHead, headCell as cell, HeadGrid, HeadGridPicture } from '../../../../page/headGrid';
import { termColor } from '../../../../page/colorScale';
import { termNames } from '../../../../page/attentionTerms';
import { probabilityText } from '../../../../page/numbers';
import type { SideProps } from '../state/attentionStore';
import { theme, type ViewTheme } from '../../../../page/theme';

const strongest = 3;

/** The grid of all heads, and for each term the heads in which it decides most. */
export function OverviewView({ store, side }: SideProps) {
  const overview = side.overview.value;
  const summaries = useMemo(() => overview && headSummaries(overview), [overview]);
  if (overview === undefined || summaries === undefined) return null;
  const { layer, head } = side.choice.value;
  const open = (one: Pick<HeadSummary, 'layer' | 'head'>, isFinal: boolean) =>
    store.update({ layer: one.layer, head: one.head, ...(isFinal ? { view: 'matrix' as const } : {}) });
  return (
    <div class="overview">
      <HeadGrid
        label={`${overview.layers} layers by ${overview.heads} heads; arrow keys choose a head, Enter opens its matrix. ${spoken(summaries, layer, head)}`}
        extent={{ rows: overview.layers, columns: overview.heads }}
        chosen={{ row: layer, column: typeof head === 'number' ? head : 0 }}
        choose={(cell, isFinal) => open({ layer: cell.row, head: cell.column }, isFinal)}
      >
        <OverviewPicture
          overview={overview}
          summaries={summaries}
          look={theme.value}
          chosen={{ layer, head }}
          open={open}
        />
      </HeadGrid>
      <div class="rankings">
        {attentionTerms.map((term, index) => (
          <section key={term}>
            <h3>
              <span class="swatch" style={{ backgroundColor: theme.value.palette.terms[term] }} /> {term}:{' '}
              {termNames[term]}
            </h3>
            <ol>
              {strongestHeads(summaries, term, strongest).map((one) => (
                <li key={`${one.layer}.${one.head}`}>
                  <button type="button" class="link" onClick={() => open(one, true)}>
                    layer {one.layer + 1}, head {one.head + 1}
                  </button>{' '}
                  {probabilityText(one.varianceShares[index] ?? 0)}
                </li>
              ))}
            </ol>
          </section>
        ))}
      </div>
    </div>
  );
}

interface OverviewPictureProps {
  readonly overview: AttentionOverview;
  readonly summaries: readonly HeadSummary[];
  readonly look: ViewTheme;
  readonly chosen: { readonly layer: number; readonly head: number | string };
  readonly open?: (head: HeadSummary, isFinal: boolean) => void;
}

export function OverviewPicture({ overview, summaries, look, chosen, open }: OverviewPictureProps) {
  return (
    <HeadGridPicture
      look={look}
      rows={Array.from({ length: overview.layers }, (_, layer) => `L ${layer + 1}`)}
      heads={overview.heads}
    >
      {summaries.map((summary) => (
        <HeadCell
          key={`${summary.layer}.${summary.head}`}
          summary={summary}
          overview={overview}
          look={look}
          isChosen={summary.layer === chosen.layer && (summary.head === chosen.head || typeof chosen.head === 'string')}
          open={open}
        />
      ))}
    </HeadGridPicture>
  );
}

interface HeadCellProps extends Pick<OverviewPictureProps, 'overview' | 'look' | 'open'> {
  readonly summary: HeadSummary;
  readonly isChosen: boolean;
}

function HeadCell({ summary, overview, look, isChosen, open }: HeadCellProps) {
  const { layer, head, varianceShares, dominant } = summary;
  const share = varianceShares[attentionTerms.indexOf(dominant)] ?? 0;
  const [x, y] = cornerOfHead({ row: layer, column: head });
  let start = 0;
  const sum = varianceShares.reduce((total, one) => total + Math.max(0, one), 0);
  return (
    <g
      transform={`translate(${x}, ${y})`}
      style={{ cursor: 'pointer' }}
      onClick={(event) => open?.(summary, event.detail > 1)}
      onDblClick={() => open?.(summary, true)}
    >
      <title>{describe(summary)}</title>
      <rect
        width={cell.width}
        height={cell.height}
        rx="2"
        fill={termColor(look.palette, dominant, 0.08 + 0.4 * Math.max(0, (share - 1 / 3) * 1.5))}
        stroke={isChosen ? look.focus : look.palette.terms[dominant]}
        stroke-width={isChosen ? 2.5 : 0.75}
      />
      {attentionTerms.map((term, index) => {
        const part = sum > 0 ? (Math.max(0, varianceShares[index] ?? 0) / sum) * (cell.width - 8) : 0;
        const bar = <rect key={term} x={4 + start} y="4" width={part} height="6" fill={look.palette.terms[term]} />;
        start += part;
        return bar;
      })}
      <path d={sparkline(overview, layer * overview.heads + head)} fill="none" stroke={look.text} stroke-width="1" />
    </g>
  );
}

/** Entropy from token to token, from nothing at the bottom to looking at all tokens alike at the top. */
function sparkline({ entropy, tokens }: AttentionOverview, head: number): string {
  const n = tokens.length;
  const values = entropy.subarray(n * head, n * head + n);
  // More points than pixels would be drawn on top of each other.
  const count = Math.min(n, cell.width - 8);
  const points = Array.from({ length: count }, (_, point) => {
    const part = values.subarray(Math.floor((point * n) / count), Math.floor(((point + 1) * n) / count));
    return part.reduce((sum, value) => sum + value, 0) / Math.max(1, part.length);
  });
  const most = Math.log(Math.max(2, n));
  const draw = line<number>(
    (_, index) => 4 + (index * (cell.width - 8)) / Math.max(1, count - 1),
    (value) => cell.height - 4 - (value / most) * (cell.height - 18),
  );
  return draw(points) ?? '';
}

function describe({ layer, head, varianceShares, dominant, spread }: HeadSummary): string {
  const parts = attentionTerms
    .map((term, index) => `${term} ${probabilityText(varianceShares[index] ?? 0)}`)
    .join(', ');
  return `Layer ${layer + 1}, head ${head + 1}: ${dominant} decides; ${parts}; spread ${probabilityText(spread)}`;
}

function spoken(summaries: readonly HeadSummary[], layer: number, head: number | string): string {
  const one = summaries.find((summary) => summary.layer === layer && summary.head === head);
  return one === undefined ? '' : describe(one);
}
