import type { ProblemType } from '../../../protocol/predictions';
import type { TrainingReport } from '../../../protocol/training';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));
const optional = (check: Check) => either(oneOf(undefined), check);
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(checks).every(([name, check]) => check((value as Record<string, unknown>)[name]));

const isEntityScore = fields({ precision: isNumber, recall: isNumber, f1: isNumber, support: isNumber });

const isEvaluation = fields({
  examples: isNumber,
  loss: isNumber,
  accuracy: isNumber,
  macroF1: isNumber,
  interval: fields({ 0: isNumber, 1: isNumber }),
  confusion: list(list(isNumber)),
  f1: list(either(isNumber, oneOf(null))),
  entities: optional(fields({ micro: isEntityScore, macro: isEntityScore, labels: list(isEntityScore) })),
});

const isReport = fields({
  model: isText,
  labels: list(isText),
  problemType: oneOf('single_label_classification', 'multi_label_classification', 'regression', 'token_classification'),
  options: fields({ epochs: isNumber, seed: isNumber, layers: either(isNumber, oneOf('head', 'all')) }),
  trainExamples: isNumber,
  evaluation: isEvaluation,
  bestEpoch: isNumber,
  plain: optional(isEvaluation),
  calibration: optional(
    fields({
      temperature: isNumber,
      errorBefore: isNumber,
      errorAfter: isNumber,
      bins: list(fields({ count: isNumber, confidence: isNumber, accuracy: isNumber })),
    }),
  ),
  mistakes: list(
    fields({ text: isText, textPair: optional(isText), expected: isText, predicted: isText, confidence: isNumber }),
  ),
  skipped: isNumber,
  seconds: isNumber,
  peakMemory: isNumber,
});

/** The `task` of a report by version 0.1.0. */
const earlierTypes: Readonly<Record<string, ProblemType>> = {
  singleLabel: 'single_label_classification',
  multiLabel: 'multi_label_classification',
  regression: 'regression',
};

/** The report beside a classifier, which may come from anyone; undefined if it has not all that the panel shows. */
export function reportOf(json: string): TrainingReport | undefined {
  try {
    const { task = '', ...report } = JSON.parse(json) as TrainingReport & { readonly task?: string };
    const found = { ...report, problemType: report.problemType ?? earlierTypes[task] };
    return isReport(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
