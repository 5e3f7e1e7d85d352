import type { RunCurves } from '../core/trainingView';
import { LineChart, type Line } from './lineChart';
import { runTexts } from './texts';

/** Loss and score of both ways of training, as they come. */
export function Curves({ runs, epochs }: { readonly runs: readonly RunCurves[]; readonly epochs: number }) {
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
    name: nameOf('Macro-F1', run),
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
          title="Macro-F1 on held-out texts"
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
