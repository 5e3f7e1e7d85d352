import { type Evaluation, type TrainingReport, unmeasuredLabels, type Calibration } from '../../../protocol/training';
import { Entities } from './entities';
import { duration, percent, runTexts, scoreTexts } from './texts';

/** How good the classifier is on texts that it was not trained on. */
export function Report({ report }: { readonly report: TrainingReport }) {
  const { evaluation, labels, calibration, mistakes, plain, options, bestEpoch, trainExamples, skipped } = report;
  const unmeasured = unmeasuredLabels(evaluation, labels);
  const megabytes = Math.round(report.peakMemory / 2 ** 20);
  return (
    <section aria-label="Report">
      <h2>On {evaluation.examples} held-out texts</h2>
      <Scores report={report} />
      {unmeasured !== undefined && <p class="hint">{unmeasured}</p>}
      {plain !== undefined && <Compared sift={evaluation} plain={plain} score={scoreTexts[report.problemType]} />}
      <p class="hint">
        Trained on {trainExamples} texts; epoch {bestEpoch} of {options.epochs} was the best and was kept. The best
        epoch was picked on the held-out texts, so the score is slightly optimistic. Training took
        {` ${duration(1000 * report.seconds)} and at most ${megabytes} MB of memory.`}
        {skipped > 0 && ` ${skipped} steps were skipped because their gradient was not finite.`}
      </p>
      {evaluation.entities !== undefined && <Entities entities={evaluation.entities} labels={labels} />}
      {evaluation.confusion.length > 0 && <ConfusionMatrix evaluation={evaluation} labels={labels} />}
      {calibration !== undefined && <Reliability calibration={calibration} />}
      {mistakes.length > 0 && <Mistakes mistakes={mistakes} />}
    </section>
  );
}

function Scores({ report: { evaluation, problemType } }: { readonly report: TrainingReport }) {
  const { accuracy, interval, loss } = evaluation;
  const isNumber = problemType === 'regression';
  return (
    <dl class="scores">
      <Score name={isNumber ? 'R²' : 'Accuracy'} value={isNumber ? accuracy.toFixed(3) : percent(accuracy)} />
      <Score
        name={scoreTexts[problemType]}
        value={scoreOf(evaluation).toFixed(3)}
        more={`95 %: ${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}`}
      />
      <Score name="Loss" value={loss.toFixed(3)} />
    </dl>
  );
}

/** What the interval is of. */
function scoreOf({ entities, macroF1 }: Evaluation): number {
  return entities?.micro.f1 ?? macroF1;
}

function Score({ name, value, more }: { readonly name: string; readonly value: string; readonly more?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
      {more !== undefined && <dd class="hint">{more}</dd>}
    </div>
  );
}

interface ComparedProps {
  readonly sift: Evaluation;
  readonly plain: Evaluation;
  readonly score: string;
}

function Compared({ sift, plain, score }: ComparedProps) {
  const rows = [
    { name: runTexts.sift, one: sift },
    { name: runTexts.plain, one: plain },
  ];
  const overlaps = sift.interval[0] <= plain.interval[1] && plain.interval[0] <= sift.interval[1];
  return (
    <>
      <h2>SiFT and standard training, same split</h2>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Training</th>
            <th scope="col">Accuracy</th>
            <th scope="col">{score}</th>
            <th scope="col">95 % interval</th>
            <th scope="col">Loss</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, one }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{percent(one.accuracy)}</td>
              <td>{scoreOf(one).toFixed(3)}</td>
              <td>
                {one.interval[0].toFixed(3)} to {one.interval[1].toFixed(3)}
              </td>
              <td>{one.loss.toFixed(3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">
        {overlaps
          ? 'The intervals overlap, so there is no clear winner.'
          : scoreOf(sift) > scoreOf(plain)
            ? 'SiFT is better here.'
            : 'Standard training is better here: train again without SiFT.'}{' '}
        The model you have is the one trained with SiFT.
      </p>
    </>
  );
}

function Mistakes({ mistakes }: Pick<TrainingReport, 'mistakes'>) {
  return (
    <>
      <h2>Most surprising mistakes</h2>
      <p class="hint">Sorted by how confident the model was. Some may be mislabeled in the data.</p>
      <table class="mistakes">
        <thead>
          <tr>
            <th scope="col">Confidence</th>
            <th scope="col">Predicted</th>
            <th scope="col">Actual</th>
            <th scope="col">Text</th>
          </tr>
        </thead>
        <tbody>
          {mistakes.map(({ text, textPair, expected, predicted, confidence }) => (
            <tr key={`${text}\n${textPair}\n${predicted}\n${expected}`}>
              <td class="number">{percent(confidence)}</td>
              <td>{predicted}</td>
              <td>{expected}</td>
              <td>{textPair === undefined ? text : `${text} · ${textPair}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const size = 220;
const margin = 36;
const positionOf = (share: number) => margin + share * (size - 2 * margin);

/** How far the classifier's probabilities can be trusted. */
function Reliability({ calibration }: { readonly calibration: Calibration }) {
  const { temperature, errorBefore, errorAfter, bins } = calibration;
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const filled = bins.filter(({ count }) => count > 0);
  const description = filled
    .map(
      ({ confidence, accuracy, count }) =>
        `confidence ${percentOf(confidence)}, right ${percentOf(accuracy)} of ${count}`,
    )
    .join('; ');
  return (
    <>
      <h2>Calibration</h2>
      <div class="reliability">
        <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={`Reliability: ${description}`}>
          <path
            class="diagonal"
            d={`M${positionOf(0)} ${size - positionOf(0)}L${positionOf(1)} ${size - positionOf(1)}`}
          />
          <path class="axis" d={`M${positionOf(0)} ${size - positionOf(1)}V${size - positionOf(0)}H${positionOf(1)}`} />
          {filled.map(({ confidence, accuracy, count }) => (
            <circle
              key={confidence}
              cx={positionOf(confidence)}
              cy={size - positionOf(accuracy)}
              r={3 + 7 * Math.sqrt(count / most)}
            >
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

interface ConfusionMatrixProps {
  readonly evaluation: Evaluation;
  readonly labels: readonly string[];
}

/** Which labels are taken for which: a row a label of the data, a column an answer of the classifier. */
function ConfusionMatrix({ evaluation: { confusion, f1 }, labels }: ConfusionMatrixProps) {
  return (
    <>
      <h2>Confusion</h2>
      <div class="scroller">
        <table class="confusion">
          <thead>
            <tr>
              <th scope="col">actual ↓ predicted →</th>
              {labels.map((label) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
              <th scope="col">F1</th>
            </tr>
          </thead>
          <tbody>
            {confusion.map((row, expected) => {
              const total = row.reduce((sum, count) => sum + count, 0);
              return (
                <tr key={labels[expected]}>
                  <th scope="row">{labels[expected]}</th>
                  {row.map((count, given) => (
                    <td
                      key={given}
                      class={given === expected ? 'cell right' : 'cell'}
                      style={{ '--share': `${total === 0 ? 0 : Math.round((100 * count) / total)}%` }}
                    >
                      {count}
                    </td>
                  ))}
                  <td class="number">{f1[expected]?.toFixed(2) ?? '–, no held-out texts'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
