/** Ids of the commands, as in package.json. */
export const commandIds = {
  classifySelection: 'deberta.classifySelection',
  inspectAttention: 'deberta.inspectAttention',
  restartEngine: 'deberta.restartEngine',
  showStatus: 'deberta.showStatus',
  toggleSuggestions: 'deberta.toggleSuggestions',
} as const;

/** Ids of the settings, as in package.json. */
export const settingIds = {
  model: 'deberta.model',
  oddWordsModel: 'deberta.oddWords.model',
  classifyModel: 'deberta.classify.model',
  precision: 'deberta.precision',
  provider: 'deberta.provider',
  threads: 'deberta.threads',
  suggestionsEnabled: 'deberta.suggestions.enabled',
  suggestionsLanguages: 'deberta.suggestions.languages',
  suggestionsMinimumProbability: 'deberta.suggestions.minimumProbability',
  suggestionsDelay: 'deberta.suggestions.delay',
  classifyLabels: 'deberta.classify.labels',
  classifyTemplate: 'deberta.classify.template',
} as const;

/** Language ids in which words are suggested. */
export const proseLanguages = ['markdown', 'plaintext', 'latex', 'tex', 'restructuredtext', 'asciidoc'] as const;

/** Type of the attention panel. */
export const attentionViewType = 'deberta.attention';
