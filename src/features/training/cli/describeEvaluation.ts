import { type EntityScore, type EvaluationReport, unmeasuredLabels } from '../../../protocol/training';

type Measured = Pick<EvaluationReport, 'evaluation' | 'problemType' | 'labels' | 'calibration'>;

/** A model's quality in lines for a terminal. */
export function describeEvaluation(report: Measured): readonly string[] {
  const { evaluation, labels, calibration } = report;
  const { examples, loss } = evaluation;
  const lines = [`${examples} examples, loss ${loss.toFixed(4)}`, ...scoreLines(report)];
  const unmeasured = unmeasuredLabels(evaluation, labels);
  if (unmeasured !== undefined) lines.push(unmeasured);
  if (calibration !== undefined) {
    const { temperature, errorBefore, errorAfter } = calibration;
    lines.push(
      `calibration error ${errorBefore.toFixed(3)}, at temperature ${temperature.toFixed(2)} ${errorAfter.toFixed(3)}`,
    );
  }
  return [...lines, ...labelLines(report)];
}

function scoreLines({ evaluation, problemType }: Measured): readonly string[] {
  const { accuracy, macroF1, interval, entities } = evaluation;
  const between = `(95 %: ${interval.map((value) => value.toFixed(3)).join(' to ')})`;
  if (entities !== undefined) {
    return [
      `entity F1 ${entities.micro.f1.toFixed(3)} ${between}, ${shares(entities.micro)}`,
      `macro-F1 ${macroF1.toFixed(3)}, accuracy of tags ${accuracy.toFixed(3)}`,
    ];
  }
  return problemType === 'regression'
    ? [`R² ${accuracy.toFixed(3)}`, `correlation ${macroF1.toFixed(3)} ${between}`]
    : [`accuracy ${accuracy.toFixed(3)}`, `macro-F1 ${macroF1.toFixed(3)} ${between}`];
}

/** F1 of each label, with its row of the confusion matrix, or with what its entities' F1 is made of. */
function labelLines({ evaluation: { confusion, f1, entities }, labels }: Measured): readonly string[] {
  const width = Math.max(0, ...labels.map(({ length }) => length));
  return labels.flatMap((label, id) => {
    const score = f1[id];
    if (score === undefined) return [];
    const own = entities?.labels[id];
    const none = own === undefined ? 'no held-out texts' : 'no entities in the held-out texts';
    const more = own === undefined ? countsLine(confusion[id]) : ` ${shares(own)}, ${own.support} in the data`;
    return [`  ${label.padEnd(width)}  F1 ${score === null ? `–, ${none}` : `${score.toFixed(3)} ${more}`}`];
  });
}

function shares({ precision, recall }: EntityScore): string {
  return `precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`;
}

function countsLine(row: readonly number[] = []): string {
  return row.map((count) => String(count).padStart(6)).join('');
}
