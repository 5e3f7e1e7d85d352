import type { GradientRules } from '../gradientRule';
import { activationRules } from './activations';
import { convolutionRules } from './convolution';
import { elementwiseRules } from './elementwise';
import { indexingRules } from './indexing';
import { layoutRules } from './layout';
import { normalizationRules } from './normalization';
import { productRules } from './products';

export const gradientRules: GradientRules = {
  ...elementwiseRules,
  ...activationRules,
  ...productRules,
  ...normalizationRules,
  ...indexingRules,
  ...layoutRules,
  ...convolutionRules,
};
