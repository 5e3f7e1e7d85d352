import type { ClassificationMethod } from '../../../protocol/predictions';

/** How answers came about. */
export const methodTexts: Readonly<Record<ClassificationMethod, string>> = {
  trained: 'the model’s own labels',
  nli: 'by NLI model',
  cloze: 'rough guess by word probability',
  gliclass: 'by GLiClass model',
};

/** Shown with all answers by cloze: with a small model they are near chance, and look sure (docs/classification.md). */
export function roughGuess(method: ClassificationMethod): string | undefined {
  return method === 'cloze'
    ? 'Rough guess: the model compares how likely words are; it was not trained to classify.'
    : undefined;
}
