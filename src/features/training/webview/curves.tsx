import type { RunCurves } from '../core/trainingView';
import { runTexts } from './texts';
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';

interface CurvesProps {
  readonly runs: readonly RunCurves[];
  readonly epochs: number;
  /** What the score of an epoch is called. */
  readonly score: string;
}

export function Curves({ runs, epochs, score }: CurvesProps) {
  const nameOf = (what: string, { run }: RunCurves) => (runs.length > 1 ? `${what} (${runTexts[run]})` : what);
  const losses = runs.flatMap((run): Line[] => {
    const perEpoch = run.steps / epochs;
    const isSift = run.run === 'sift';
    return [
      {
        name: nameOf('Training loss', run),
        style: isSift ? 'first' : 'second',
        points: smoothed(run.losses.map(({ step, loss }) => [step, loss])),
      },
      {
        name: nameOf('Validation loss', run),
        style: isSift ? 'third' : 'fourth',
        dots: true,
        points: run.epochs.map(({ epoch, heldOutLoss }) => [epoch * perEpoch, heldOutLoss]),
      },
    ];
  });
  const scores = runs.map((run): Line => ({
    name: nameOf(score, run),
    style: run.run === 'sift' ? 'first' : 'second',
    dots: true,
    points: run.epochs.map((one) => [one.epoch, one.score]),
  }));
  const divergence = runs.map((run): Line => ({
    name: 'Divergence of the two passes',
    style: 'first',
    points: run.losses.flatMap(({ step, divergence: one }) => (one === undefined ? [] : [[step, one] as const])),
  }));
  const steps = Math.max(...runs.map((run) => run.steps));
  return (
    <>
      <h2>Curves</h2>
      <div class="charts">
        <Chart title="Loss" xLabel="step" until={steps} lines={losses} format={(value) => value.toFixed(2)} />
        <Chart
          title={`${score} on held-out texts`}
          xLabel="epoch"
          until={epochs}
          lines={scores}
          range={[0, 1]}
          format={(value) => value.toFixed(2)}
        />
        <Chart title="SiFT" xLabel="step" until={steps} lines={divergence} format={(value) => value.toExponential(1)} />
      </div>
    </>
  );
}

function Chart(props: Parameters<typeof LineChart>[0]) {
  const lines = props.lines.filter(({ points }) => points.length > 0);
  return lines.length === 0 ? null : <LineChart {...props} lines={lines} />;
}

/** A running mean: the loss of single batches jumps. */
function smoothed(points: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const window = Math.max(1, Math.round(points.length / 40));
  return points.map(([step], index) => {
    const near = points.slice(Math.max(0, index - window), index + window + 1);
    return [step, near.reduce((sum, [, loss]) => sum + loss, 0) / near.length] as const;
  });
}

interface Line {
  readonly name: string;
  /** Which of the theme's chart colors, and whether it is dashed: colors alone do not distinguish lines. */
  readonly style: 'first' | 'second' | 'third' | 'fourth';
  readonly points: readonly (readonly [number, number])[];
  readonly dots?: boolean;
}

interface LineChartProps {
  readonly title: string;
  readonly xLabel: string;
  readonly lines: readonly Line[];
  /** The largest x that is still to come. */
  readonly until: number;
  /** Range of y; the lines' own without it. */
  readonly range?: readonly [number, number];
  /** Writes the last value of a line. */
  readonly format: (value: number) => string;
}

const [width, height] = [420, 220];
const margin = { top: 10, right: 12, bottom: 34, left: 46 };

/** A line chart with a legend. Its numbers are those of the tables beside it, so that it needs no table of its own. */
function LineChart({ title, xLabel, lines, until, range, format }: LineChartProps) {
  const ys = lines.flatMap(({ points }) => points.map(([, value]) => value));
  const x = scaleLinear([0, until], [margin.left, width - margin.right]);
  const y = scaleLinear(range ?? [Math.min(0, ...ys), Math.max(...ys)], [height - margin.bottom, margin.top]);
  if (range === undefined) y.nice(4);
  const tickText = y.tickFormat(4, Math.max(...ys) < 1e-3 ? '~e' : undefined);
  const path = line<readonly [number, number]>(
    ([at]) => x(at),
    ([, value]) => y(value),
  );
  const last = lines.map(({ name, points }) => `${name} ${format(points.at(-1)?.[1] ?? 0)}`).join(', ');
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${title}: ${last}`}>
        {y.ticks(4).map((tick) => (
          <g key={tick} class="tick">
            <line x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} />
            <text x={margin.left - 6} y={y(tick)} dy="0.32em" text-anchor="end">
              {tickText(tick)}
            </text>
          </g>
        ))}
        {x.ticks(5).map((tick) => (
          <text key={tick} class="tick" x={x(tick)} y={height - margin.bottom + 15} text-anchor="middle">
            {tick}
          </text>
        ))}
        <text class="tick" x={(width + margin.left) / 2} y={height - 4} text-anchor="middle">
          {xLabel}
        </text>
        {lines.map(({ name, style, points, dots }) => (
          <g key={name} class={`line ${style}`}>
            <path d={path(points) ?? ''} />
            {(dots === true || points.length === 1) &&
              points.map(([at, value]) => <circle key={at} cx={x(at)} cy={y(value)} r={3} />)}
          </g>
        ))}
      </svg>
      <div class="legend">
        {lines.map(({ name, style }) => (
          <span key={name}>
            <svg class={`line ${style}`} viewBox="0 0 24 8" width="24" height="8" aria-hidden="true">
              <path d="M0 4H24" />
            </svg>
            {name}
          </span>
        ))}
      </div>
    </figure>
  );
}
