import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { PositionCurve } from '../../core/positionCurve';
import { termNames } from '../../../../page/attentionTerms';
import { scoreText } from '../../../../page/numbers';
import type { SideProps } from '../state/attentionStore';
import { Picture } from '../../../../page/picture';
import { theme, type ViewTheme } from '../../../../page/theme';
import { useWidth } from '../../../../page/useWidth';

const height = 300;
const margin = { left: 48, right: 16, top: 12, bottom: 40 };
const curveTerms = ['c2p', 'p2c'] as const;

type Curves = Readonly<Record<(typeof curveTerms)[number], PositionCurve>>;

/** The position curves of the chosen head, with the numbers at the distance under the pointer or arrow keys. */
export function PositionView({ side }: SideProps) {
  const curves = side.curves.value;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [distance, setDistance] = useState(1);
  const { head } = side.choice.value;
  const look = theme.value;
  // The picture is kept while the distance moves over it: its curves have a thousand points.
  const picture = useMemo(
    () => width > 0 && curves && <PositionPicture curves={curves} look={look} width={width} point={setDistance} />,
    [curves, look, width],
  );
  if (head === 'rollout')
    return <p class="message">A rollout has no position curve. Choose a head, or the mean over heads.</p>;
  if (curves === undefined) return null;
  const most = curves.c2p.distances.length >> 1;
  const shown = Math.max(-most, Math.min(most, distance));
  const index = shown + most;
  return (
    <div
      ref={frame}
      class="curve"
      tabIndex={0}
      role="application"
      aria-label="Position curve; left and right arrow keys choose a distance"
      onKeyDown={(event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        setDistance(Math.max(-most, Math.min(most, shown + step)));
      }}
    >
      <p class="readout" role="status">
        <span class="tokens">
          i − j = <b>{`${shown}`.replace('-', '−')}</b>{' '}
          {shown === 0 ? 'the token itself' : `${Math.abs(shown)} ${shown > 0 ? 'back' : 'ahead'}`}
        </span>
        {curveTerms.map((term) => (
          <span class="number" key={term}>
            <span class="swatch" style={{ backgroundColor: theme.value.palette.terms[term] }} /> {term}{' '}
            <b>{scoreText(curves[term].mean[index] ?? NaN)}</b> ± {scoreText(curves[term].deviation[index] ?? NaN)}
          </span>
        ))}
        <span class="number">{curves.c2p.pairs[index]} pairs</span>
      </p>
      <div class="pointed">
        {picture}
        {width > 0 && <span class="distance" style={{ transform: `translateX(${scaleOf(curves, width)(shown)}px)` }} />}
      </div>
    </div>
  );
}

/** From distances to CSS pixels. */
function scaleOf({ c2p }: Curves, width: number): ScaleLinear<number, number> {
  const most = Math.max(1, c2p.distances.length >> 1);
  return scaleLinear([-most, most], [margin.left, width - margin.right]);
}

interface PositionPictureProps {
  readonly curves: Curves;
  readonly look: ViewTheme;
  readonly width: number;
  readonly point?: (distance: number) => void;
}

export function PositionPicture({ curves, look, width, point }: PositionPictureProps) {
  const most = Math.max(1, curves.c2p.distances.length >> 1);
  const bounds = curveTerms.flatMap((term) =>
    [...curves[term].mean].flatMap((mean, index) => {
      const spread = curves[term].deviation[index] ?? 0;
      return [mean - spread, mean + spread];
    }),
  );
  const x = scaleOf(curves, width);
  const y = scaleLinear([Math.min(0, ...bounds), Math.max(0, ...bounds)], [height - margin.bottom, margin.top]).nice();
  const ends = { left: margin.left, right: width - margin.right, bottom: height - margin.bottom };
  return (
    <Picture
      look={look}
      width={width}
      height={height}
      fill={look.dimText}
      onMouseMove={(event) => {
        const { left } = event.currentTarget.getBoundingClientRect();
        point?.(Math.max(-most, Math.min(most, Math.round(x.invert(event.clientX - left)))));
      }}
    >
      {y.ticks(6).map((tick) => (
        <g key={tick}>
          <line
            x1={ends.left}
            x2={ends.right}
            y1={y(tick)}
            y2={y(tick)}
            stroke={look.dimText}
            stroke-opacity={tick === 0 ? 0.7 : 0.15}
          />
          <text x={ends.left - 6} y={y(tick)} text-anchor="end" dominant-baseline="central">
            {`${tick}`.replace('-', '−')}
          </text>
        </g>
      ))}
      {x
        .ticks(Math.min(10, 2 * most))
        .filter(Number.isInteger)
        .map((tick) => (
          <g key={tick}>
            <line
              x1={x(tick)}
              x2={x(tick)}
              y1={margin.top}
              y2={ends.bottom}
              stroke={look.dimText}
              stroke-opacity={tick === 0 ? 0.7 : 0.15}
            />
            <text x={x(tick)} y={ends.bottom + 14} text-anchor="middle">
              {`${tick}`.replace('-', '−')}
            </text>
          </g>
        ))}
      <text x={(ends.left + ends.right) / 2} y={height - 6} text-anchor="middle">
        ← looks ahead · i − j in tokens · looks back →
      </text>
      {curveTerms.map((term) => (
        <Curve key={term} curve={curves[term]} color={look.palette.terms[term]} x={x} y={y} isDashed={term === 'p2c'} />
      ))}
      {curveTerms.map((term, index) => (
        <g key={term} transform={`translate(${ends.left + 10}, ${margin.top + 10 + 16 * index})`} fill={look.text}>
          <line
            x2="20"
            stroke={look.palette.terms[term]}
            stroke-width="2.5"
            stroke-dasharray={term === 'p2c' ? '5 3' : undefined}
          />
          <text x="26" dominant-baseline="central">
            {`${term}: ${termNames[term]}`}
          </text>
        </g>
      ))}
    </Picture>
  );
}

interface CurveProps {
  readonly curve: PositionCurve;
  readonly color: string;
  readonly x: (distance: number) => number;
  readonly y: (score: number) => number;
  readonly isDashed: boolean;
}

function Curve({ curve, color, x, y, isDashed }: CurveProps) {
  const { distances, mean, deviation } = curve;
  const valueAt = (values: Float64Array, distance: number) => values[distance + (distances.length >> 1)] ?? 0;
  const band = area<number>()
    .x(x)
    .y0((distance) => y(valueAt(mean, distance) - valueAt(deviation, distance)))
    .y1((distance) => y(valueAt(mean, distance) + valueAt(deviation, distance)));
  const path = line<number>(x, (distance) => y(valueAt(mean, distance)));
  return (
    <g>
      <path d={band([...distances]) ?? ''} fill={color} fill-opacity="0.15" />
      <path
        d={path([...distances]) ?? ''}
        fill="none"
        stroke={color}
        stroke-width="2"
        stroke-dasharray={isDashed ? '5 3' : undefined}
      />
    </g>
  );
}
