import type { ClassificationMethod } from '../../../protocol/predictions';

/** How answers came about. */
export const methodTexts: Readonly<Record<ClassificationMethod, string>> = {
  trained: 'the model’s own labels',
  nli: 'by NLI model',
  cloze: 'rough guess by word probability',
};

/** Stands wherever answers by a masked model stand: with a small one they are near chance (docs/classification.md), and look sure. */
export function roughGuess(method: ClassificationMethod): string | undefined {
  return method === 'cloze'
    ? 'Rough guess: the model compares how likely words are; it was not trained to classify.'
    : undefined;
}
