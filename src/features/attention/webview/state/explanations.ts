import type { Quantity } from '../../core/quantities';
import type { PairFilter, SpecialTreatment, ViewName } from './viewState';

/** The name of each quantity and a sentence on what its numbers are; docs/attention.md has the formulas. */
export const quantityTexts: Readonly<Record<Quantity, { readonly name: string; readonly explanation: string }>> = {
  shares: {
    name: 'Shapley share',
    explanation:
      'How much of each probability a term is responsible for: its exact Shapley value over the eight subsets of the terms. The three shares add up to the probability minus the uniform one.',
  },
  leftOut: {
    name: 'Change if left out',
    explanation:
      'How the probability changes when the term joins the other two: orange where the term draws attention to a token, blue where it turns attention away.',
  },
  probabilities: {
    name: 'Probability',
    explanation: 'Where the head looks and, beside it, where it would look with only one of the terms.',
  },
  scores: {
    name: 'Score',
    explanation:
      'What goes into the softmax, scaled by 1/√(d·s) and centered per row, since the softmax ignores a constant. The three terms add up to the sum exactly.',
  },
};

export const viewTexts: Readonly<Record<ViewName, { readonly name: string; readonly explanation: string }>> = {
  matrix: { name: 'Matrix', explanation: 'Rows look at columns. The whole and its three terms, side by side.' },
  arcs: {
    name: 'Arcs',
    explanation:
      'Above the text: looking back. Below: looking ahead. The thicker an arc, the likelier; the color is the term with the largest Shapley share.',
  },
  overview: {
    name: 'Overview',
    explanation:
      'Every head of the model. The bar shows each term’s share in the variance of the scores along a row, cov(term, sum) / var(sum); the color is that of the dominant term. The line is the entropy of each token’s probabilities: low where it looks at one token, high where it looks at all.',
  },
  position: {
    name: 'Position curve',
    explanation:
      'Mean score of the two position terms for tokens that are i − j apart, with one standard deviation around it: a fingerprint of the head that hardly depends on the text. Left of zero it looks ahead, right of zero it looks back.',
  },
  mask: {
    name: 'Mask decoder',
    explanation:
      'Replaces a word by [MASK] and shows where the mask looks when it is decoded. The enhanced mask decoder passes through the last layer twice: first from the absolute position and the word’s context, then from what the first pass found.',
  },
};

export const specialTexts: Readonly<Record<SpecialTreatment, string>> = {
  show: 'shown',
  hide: 'hidden',
  renormalize: 'renormalized without them',
};

export const pairTexts: Readonly<Record<PairFilter, string>> = {
  all: 'all',
  aa: 'A → A',
  ab: 'A → B',
  ba: 'B → A',
  bb: 'B → B',
};

export const caption = 'Attention shows where a head looks, not why the model decides: it does not explain the answer.';

export const meanNote =
  'Mean over the heads of this layer: scores, probabilities and shares are means of the heads’ own.';

export const rolloutNote =
  'Rollout multiplies the mean attention of all layers up to this one, half of each being the residual connection. It has no terms.';
