import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import { maxLabels } from '../../../protocol/training';

/** So many labels are named in a sentence. */
const maxNamed = 20;

/** @throws RequestError for a model of more labels than a report holds */
export function requireFewLabels(model: string, labels: readonly string[]): void {
  if (labels.length <= maxLabels) return;
  throw new RequestError(
    plain`${model} has ${labels.length.toLocaleString('en')} labels, and at most ${maxLabels.toLocaleString('en')} can be measured. Choose a model with fewer.`,
  );
}

/** What is said of a label that the measured model doesn't have. */
export function unknownLabel(label: string, known: readonly string[]): RequestError {
  const listed = `${known.slice(0, maxNamed).join(', ')}${known.length > maxNamed ? ', …' : ''}`;
  return new RequestError(
    plain`The model has no label “${label}”; its labels are ${listed}. Correct the label, or choose a model that has it.`,
  );
}
