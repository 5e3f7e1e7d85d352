import { commandIds } from '../ids';

/** What to do where labels are only a rough guess. */
export const betterWays = [
  { title: 'Label a few sentences to train a classifier…', icon: 'tag', command: commandIds.labelSentences },
  { title: 'Get a model trained for this (NLI)…', icon: 'package', command: commandIds.showModels },
] as const;
