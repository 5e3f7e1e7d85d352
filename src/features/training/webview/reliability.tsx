import type { Calibration } from '../../../protocol/training';

const size = 220;
const margin = 36;
const at = (share: number) => margin + share * (size - 2 * margin);

/** How far the classifier's probabilities can be trusted. */
export function Reliability({ calibration }: { readonly calibration: Calibration }) {
  const { temperature, errorBefore, errorAfter, bins } = calibration;
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const filled = bins.filter(({ count }) => count > 0);
  const told = filled
    .map(
      ({ confidence, accuracy, count }) =>
        `confidence ${percentOf(confidence)}, right ${percentOf(accuracy)} of ${count}`,
    )
    .join('; ');
  return (
    <>
      <h2>Calibration</h2>
      <div class="reliability">
        <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={`Reliability: ${told}`}>
          <path class="diagonal" d={`M${at(0)} ${size - at(0)}L${at(1)} ${size - at(1)}`} />
          <path class="axis" d={`M${at(0)} ${size - at(1)}V${size - at(0)}H${at(1)}`} />
          {filled.map(({ confidence, accuracy, count }) => (
            <circle key={confidence} cx={at(confidence)} cy={size - at(accuracy)} r={3 + 7 * Math.sqrt(count / most)}>
              <title>{`confidence ${percentOf(confidence)}, right ${percentOf(accuracy)}, ${count} texts`}</title>
            </circle>
          ))}
          <text x={size / 2} y={size - 6} text-anchor="middle">
            confidence
          </text>
          <text x={12} y={size / 2} text-anchor="middle" transform={`rotate(-90 12 ${size / 2})`}>
            share that is right
          </text>
        </svg>
        <p class="hint">
          On the line, a probability of 80 % is right four times out of five. Temperature {temperature.toFixed(2)},
          fitted on the held-out texts, is saved with the model. Distance from the line: {percentOf(errorBefore)}{' '}
          before, {percentOf(errorAfter)} after (each half measured with the temperature of the other).
        </p>
      </div>
    </>
  );
}

function percentOf(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
