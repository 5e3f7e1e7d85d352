import type { Evaluation, TrainingReport } from '../../protocol/training';
import { unmeasuredLabels } from '../../protocol/training';
import { ConfusionMatrix } from './confusionMatrix';
import { Reliability } from './reliability';
import { duration, percent, runTexts } from './texts';

/** How good the classifier is on texts that it has not learnt from. */
export function Report({ report }: { readonly report: TrainingReport }) {
  const { evaluation, labels, calibration, mistakes, plain, options, bestEpoch, trainExamples, skipped } = report;
  const unmeasured = unmeasuredLabels(evaluation, labels);
  const megabytes = Math.round(report.peakMemory / 2 ** 20);
  return (
    <section aria-label="Report">
      <h2>On {evaluation.examples} held-out texts</h2>
      <Scores report={report} />
      {unmeasured !== undefined && <p class="hint">{unmeasured}</p>}
      {plain !== undefined && <Compared sift={evaluation} plain={plain} />}
      <p class="hint">
        Learnt from {trainExamples} texts; the weights of epoch {bestEpoch} of {options.epochs} were the best and are
        kept. They were chosen on the held-out texts, so the score is a little too good. It took
        {` ${duration(1000 * report.seconds)} and at most ${megabytes} MB of memory.`}
        {skipped > 0 && ` ${skipped} steps were skipped because their gradient was not finite.`}
      </p>
      {evaluation.confusion.length > 0 && <ConfusionMatrix evaluation={evaluation} labels={labels} />}
      {calibration !== undefined && <Reliability calibration={calibration} />}
      {mistakes.length > 0 && <Mistakes mistakes={mistakes} />}
    </section>
  );
}

function Scores({ report: { evaluation, task } }: { readonly report: TrainingReport }) {
  const { accuracy, macroF1, interval, loss } = evaluation;
  const [first, second] = task === 'regression' ? ['R²', 'Pearson’s r'] : ['Accuracy', 'Macro-F1'];
  return (
    <dl class="scores">
      <Score name={first} value={task === 'regression' ? accuracy.toFixed(3) : percent(accuracy)} />
      <Score
        name={second}
        value={macroF1.toFixed(3)}
        more={`95 %: ${interval[0].toFixed(3)} to ${interval[1].toFixed(3)}`}
      />
      <Score name="Loss" value={loss.toFixed(3)} />
    </dl>
  );
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

function Compared({ sift, plain }: { readonly sift: Evaluation; readonly plain: Evaluation }) {
  const rows = [
    { name: runTexts.sift, one: sift },
    { name: runTexts.plain, one: plain },
  ];
  const overlaps = sift.interval[0] <= plain.interval[1] && plain.interval[0] <= sift.interval[1];
  return (
    <>
      <h2>SiFT against plain training, same split</h2>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Training</th>
            <th scope="col">Accuracy</th>
            <th scope="col">Macro-F1</th>
            <th scope="col">95 % interval</th>
            <th scope="col">Loss</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, one }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{percent(one.accuracy)}</td>
              <td>{one.macroF1.toFixed(3)}</td>
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
          ? 'The intervals overlap: these texts do not tell which is better.'
          : sift.macroF1 > plain.macroF1
            ? 'SiFT is better here.'
            : 'Plain training is better here: train once more without SiFT.'}{' '}
        The classifier is the one trained with SiFT.
      </p>
    </>
  );
}

function Mistakes({ mistakes }: Pick<TrainingReport, 'mistakes'>) {
  return (
    <>
      <h2>Most surprising mistakes</h2>
      <p class="hint">Those first of which the classifier was surest. Some may be wrong in the data.</p>
      <table class="mistakes">
        <thead>
          <tr>
            <th scope="col">Sure</th>
            <th scope="col">Answer</th>
            <th scope="col">In the data</th>
            <th scope="col">Text</th>
          </tr>
        </thead>
        <tbody>
          {mistakes.map(({ text, textPair, expected, predicted, confidence }) => (
            <tr key={`${text}\n${textPair}`}>
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
