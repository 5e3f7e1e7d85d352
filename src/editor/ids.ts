/** Ids of the commands, as in package.json. */
export const commandIds = {
  classify: 'deberta.classify',
  classifyFiles: 'deberta.classifyFiles',
  cancelClassification: 'deberta.classification.cancel',
  pauseClassification: 'deberta.classification.pause',
  resumeClassification: 'deberta.classification.resume',
  clearResults: 'deberta.classification.clear',
  copyResults: 'deberta.classification.copy',
  copyLabel: 'deberta.classification.copyLabel',
  exportResults: 'deberta.classification.export',
  orderResults: 'deberta.classification.order',
  clearResultsFilter: 'deberta.classification.clearFilter',
  filterResults: 'deberta.classification.filter',
  filterResultsByLabel: 'deberta.classification.filterLabel',
  revealResult: 'deberta.classification.reveal',
  showMoreResults: 'deberta.classification.more',
  saveLabelSet: 'deberta.classification.saveLabelSet',
  toggleHighlights: 'deberta.classification.toggleHighlights',
  classifySelection: 'deberta.classifySelection',
  trainClassifier: 'deberta.training.train',
  labelSentences: 'deberta.training.label',
  labelEntity: 'deberta.training.labelEntity',
  adaptToWriting: 'deberta.training.adapt',
  showTraining: 'deberta.training.show',
  inspectAttention: 'deberta.inspectAttention',
  chooseWord: 'deberta.chooseWord',
  replaceWord: 'deberta.replaceWord',
  fillBlanks: 'deberta.fillBlanks',
  toggleOddWords: 'deberta.toggleOddWords',
  snoozeSuggestions: 'deberta.snoozeSuggestions',
  toggleSuggestionsInFile: 'deberta.toggleSuggestionsInFile',
  showSuggestionCounts: 'deberta.showSuggestionCounts',
  deleteSuggestionCounts: 'deberta.deleteSuggestionCounts',
  openPracticePage: 'deberta.openPracticePage',
  restartEngine: 'deberta.restartEngine',
  showStatus: 'deberta.showStatus',
  toggleSuggestions: 'deberta.toggleSuggestions',
  showModels: 'deberta.models.show',
  refreshModels: 'deberta.models.refresh',
  downloadModel: 'deberta.models.download',
  cancelModel: 'deberta.models.cancel',
  importModel: 'deberta.models.import',
  importWeights: 'deberta.models.importWeights',
  exportModel: 'deberta.models.export',
  chooseModel: 'deberta.models.choose',
  useModel: 'deberta.models.use',
  resetModel: 'deberta.models.reset',
  choosePrecision: 'deberta.models.precision',
  verifyModel: 'deberta.models.verify',
  checkUpstream: 'deberta.models.checkUpstream',
  revealModel: 'deberta.models.reveal',
  copyModelPath: 'deberta.models.copyPath',
  removeModel: 'deberta.models.remove',
  openModelCard: 'deberta.models.openCard',
  openModelPage: 'deberta.models.openPage',
  setToken: 'deberta.hub.setToken',
  removeToken: 'deberta.hub.removeToken',
  showNetworkRequests: 'deberta.hub.showRequests',
} as const;

/** Ids of the views in the extension's container, as in package.json. */
export const viewIds = {
  results: 'deberta.classification',
  active: 'deberta.models.active',
  local: 'deberta.models.local',
  catalog: 'deberta.models.catalogue',
} as const;

/** Commands that only the extension itself, a code action or a key calls; the palette does not list them. */
export const internalCommands = {
  accepted: 'deberta.suggestionAccepted',
  dismiss: 'deberta.dismissSuggestion',
  ignoreOddWord: 'deberta.ignoreOddWord',
  betterLabels: 'deberta.classification.betterLabels',
} as const;

/** Ids of the settings, as in package.json. */
export const settingIds = {
  model: 'deberta.model',
  oddWordsModel: 'deberta.oddWords.model',
  classifyModel: 'deberta.classify.model',
  precision: 'deberta.precision',
  hubEndpoint: 'deberta.hub.endpoint',
  provider: 'deberta.provider',
  threads: 'deberta.threads',
  suggestionsEnabled: 'deberta.suggestions.enabled',
  suggestionsLanguages: 'deberta.suggestions.languages',
  suggestionsConfidence: 'deberta.suggestions.confidence',
  suggestionsDelay: 'deberta.suggestions.delay',
  suggestionsOwnPhrases: 'deberta.suggestions.ownPhrases',
  oddWordsEnabled: 'deberta.oddWords.enabled',
  oddWordsIgnored: 'deberta.oddWords.ignored',
  classifyLabels: 'deberta.classify.labels',
  classifyTemplate: 'deberta.classify.template',
  classifyLabelSets: 'deberta.classify.labelSets',
  classifyThreshold: 'deberta.classify.threshold',
  classifyHighlights: 'deberta.classify.highlights',
  classifyFollow: 'deberta.classify.followEdits',
} as const;

/** Language ids in which words are suggested. */
export const proseLanguages = [
  ...['markdown', 'mdx', 'quarto', 'rmd', 'plaintext', 'latex', 'tex', 'restructuredtext', 'asciidoc'],
  ...['typst', 'org', 'html', 'git-commit', 'scminput'],
] as const;

export const attentionViewType = 'deberta.attention';

export const trainingViewType = 'deberta.training';
export const labelingViewType = 'deberta.labeling';

/** Facts that the manifest's `when` clauses ask for. */
export const contextKeys = {
  suggestionOffered: 'deberta.suggestionOffered',
  runState: 'deberta.classification.state',
  hasResults: 'deberta.classification.hasResults',
  isFiltered: 'deberta.classification.isFiltered',
} as const;

/** Steps of the walkthrough that are checked off when they have succeeded. */
export type WalkthroughStep = 'practice' | 'suggestions' | 'classify' | 'train' | 'attention';

/** The fact that a step has succeeded, for its `completionEvents`. */
export const doneKey = (step: WalkthroughStep) => `deberta.done.${step}`;

/** Names of the tools for chat agents, as in package.json. */
export const toolIds = {
  fillMask: 'deberta_fillMask',
  classify: 'deberta_classify',
  oddWords: 'deberta_oddWords',
  attention: 'deberta_attention',
} as const;

export const oddWordSource = 'DeBERTa';
