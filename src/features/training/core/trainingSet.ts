import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import type { ProblemType } from '../../../protocol/predictions';
import { type TrainingExample, largestNumber, maxLabels } from '../../../protocol/training';
import type { LabeledText } from '../../../prose/labeledTexts';

/** Labeled texts as a classifier is trained on them. */
export interface TrainingSet {
  readonly problemType: ProblemType;
  /** In id order: sorted, numbers by size. */
  readonly labels: readonly string[];
}

/** From this many different numbers on, numbers are something to predict, not names of classes. */
const manyNumbers = 20;
/** Labels are written into config.json, of which no more than 16 MB are read. */
const maxLabelLength = 1000;

/** What the labels of texts ask for. A task that is given wins. @throws RequestError when they cannot be learned */
export function describeLabels(texts: readonly LabeledText[], given?: ProblemType): TrainingSet {
  const all = [...new Set(texts.flatMap(({ labels }) => labels))];
  const areNumbers = all.every((label) => label.trim() !== '' && Number.isFinite(Number(label)));
  const isSeveral = texts.some(({ labels }) => labels.length > 1);
  const guessed = isSeveral
    ? 'multi_label_classification'
    : areNumbers && all.length > manyNumbers
      ? 'regression'
      : 'single_label_classification';
  const problemType = given ?? guessed;
  if (problemType === 'regression') {
    if (!areNumbers)
      throw new RequestError(
        plain`A number can only be learned from labels that are numbers. Correct the labels, or choose another task.`,
      );
    const large = all.find((label) => Math.abs(Number(label)) > largestNumber);
    if (large !== undefined) {
      throw new RequestError(
        plain`The number ${large} cannot be learned: the limit is ${largestNumber.toLocaleString('en')}. Scale the numbers, or, if they are ids, call the right columns “text” and “label” in the file's first line.`,
      );
    }
    return { problemType, labels: ['score'] };
  }
  requireLabels(all, "Call the right columns “text” and “label” in the file's first line.");
  const sorted = areNumbers ? all.sort((a, b) => Number(a) - Number(b)) : all.sort((a, b) => (a < b ? -1 : 1));
  return { problemType, labels: sorted };
}

/** @throws RequestError for more labels than can be learned, or a label that is a text; it ends with the `remedy` */
export function requireLabels(all: readonly string[], remedy: string): void {
  if (all.length > maxLabels) {
    throw new RequestError(
      plain`The texts have ${all.length.toLocaleString('en')} different labels (“${all[0] ?? ''}”, “${all[1] ?? ''}”, …), but a model learns at most ${maxLabels.toLocaleString('en')}. Are these texts or ids? ${remedy}`,
    );
  }
  const long = all.find((label) => label.length > maxLabelLength);
  if (long !== undefined) {
    throw new RequestError(
      plain`A label has ${long.length.toLocaleString('en')} characters (“${long.slice(0, 40)}…”), but the limit is ${maxLabelLength.toLocaleString('en')}. Is it a text? ${remedy}`,
    );
  }
}

/** Texts as examples; labels as their ids. @throws RequestError for a label that the set does not have */
export function examplesOf(texts: readonly LabeledText[], { problemType, labels }: TrainingSet): TrainingExample[] {
  const ids = new Map(labels.map((label, id) => [label, id]));
  return texts.map(({ text, textPair, labels: own }) => {
    if (problemType === 'regression') return { text, textPair, target: [Number(own[0])] };
    const target = own.map((label) => {
      const id = ids.get(label);
      if (id === undefined) {
        throw new RequestError(plain`The classifier has no label “${label}”; its labels are ${labels.join(', ')}.`);
      }
      return id;
    });
    return { text, textPair, target: problemType === 'single_label_classification' ? target.slice(0, 1) : target };
  });
}
