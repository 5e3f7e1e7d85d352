import type { EditorTask } from '../hub/catalog';

/** Ids of the commands, as in package.json. */
export const commandIds = {
  classify: 'deberta.classify',
  classifyFiles: 'deberta.classifyFiles',
  ask: 'deberta.ask',
  rebuildIndex: 'deberta.ask.rebuildIndex',
  copyLabel: 'deberta.classification.copyLabel',
  saveLabelSet: 'deberta.classification.saveLabelSet',
  findEntities: 'deberta.findEntities',
  findEntitiesInFiles: 'deberta.findEntitiesInFiles',
  replaceEntities: 'deberta.replaceEntities',
  restoreEntities: 'deberta.restoreEntities',
  ignoreEntityHere: 'deberta.entities.ignoreHere',
  ignoreEntityInWorkspace: 'deberta.entities.ignoreInWorkspace',
  ignoreEntity: 'deberta.entities.ignore',
  showIgnoredEntities: 'deberta.entities.showIgnored',
  cancelRun: 'deberta.results.cancel',
  pauseRun: 'deberta.results.pause',
  resumeRun: 'deberta.results.resume',
  clearResults: 'deberta.results.clear',
  copyResults: 'deberta.results.copy',
  explainResult: 'deberta.results.explain',
  exportResults: 'deberta.results.export',
  orderResults: 'deberta.results.order',
  clearResultsFilter: 'deberta.results.clearFilter',
  filterResults: 'deberta.results.filter',
  filterResultsByLabel: 'deberta.results.filterLabel',
  revealResult: 'deberta.results.reveal',
  showMoreResults: 'deberta.results.more',
  showOtherResults: 'deberta.results.showOther',
  toggleHighlights: 'deberta.results.toggleHighlights',
  classifySelection: 'deberta.classifySelection',
  checkSource: 'deberta.check',
  checkFiles: 'deberta.checkFiles',
  copyPassage: 'deberta.check.copyPassage',
  calibrateCheck: 'deberta.check.calibrate',
  trainClassifier: 'deberta.training.train',
  labelSentences: 'deberta.training.label',
  labelEntity: 'deberta.training.labelEntity',
  adaptToWriting: 'deberta.training.adapt',
  showTraining: 'deberta.training.show',
  inspectAttention: 'deberta.inspectAttention',
  explainWord: 'deberta.explainWord',
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
  results: 'deberta.results',
  active: 'deberta.models.active',
  local: 'deberta.models.local',
  catalog: 'deberta.models.catalogue',
} as const;

/** Commands that only the extension itself, a code action or a key calls; the palette does not list them. */
export const internalCommands = {
  accepted: 'deberta.suggestionAccepted',
  dismiss: 'deberta.dismissSuggestion',
  explain: 'deberta.explainAnswer',
  explainOddWord: 'deberta.explainOddWord',
  ignoreOddWord: 'deberta.ignoreOddWord',
  ignoreEntity: 'deberta.entities.ignoreText',
  betterLabels: 'deberta.classification.betterLabels',
} as const;

/** Ids of the settings, as in package.json. */
export const settingIds = {
  model: 'deberta.model',
  oddWordsModel: 'deberta.oddWords.model',
  classifyModel: 'deberta.classify.model',
  entitiesModel: 'deberta.entities.model',
  answersModel: 'deberta.ask.readerModel',
  rankingModel: 'deberta.ask.rerankerModel',
  checkingModel: 'deberta.check.model',
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
  checkSupported: 'deberta.check.supported',
  checkContradicted: 'deberta.check.contradicted',
  checkHighlights: 'deberta.check.highlights',
  checkFollow: 'deberta.check.followEdits',
  entitiesLabels: 'deberta.entities.labels',
  entitiesThreshold: 'deberta.entities.threshold',
  entitiesHighlights: 'deberta.entities.highlights',
  entitiesFollow: 'deberta.entities.followEdits',
  entitiesIgnored: 'deberta.entities.ignored',
  entitiesCheckFiles: 'deberta.entities.checkFiles',
} as const;

/** The setting that names a task's model. */
export const modelSettings: Readonly<Record<EditorTask, string>> = {
  'fill-mask': settingIds.model,
  'odd-words': settingIds.oddWordsModel,
  classification: settingIds.classifyModel,
  entities: settingIds.entitiesModel,
  answers: settingIds.answersModel,
  ranking: settingIds.rankingModel,
  checking: settingIds.checkingModel,
};

/** Language ids in which words are suggested. */
export const proseLanguages = [
  ...['markdown', 'mdx', 'quarto', 'rmd', 'plaintext', 'latex', 'tex', 'restructuredtext', 'asciidoc'],
  ...['typst', 'org', 'html', 'git-commit', 'scminput'],
] as const;

export const attentionViewType = 'deberta.attention';
export const explanationViewType = 'deberta.explanation';

export const trainingViewType = 'deberta.training';
export const labelingViewType = 'deberta.labeling';

/** Facts that the manifest's `when` clauses ask for. */
export const contextKeys = {
  suggestionOffered: 'deberta.suggestionOffered',
  runState: 'deberta.results.state',
  hasResults: 'deberta.results.hasResults',
  isFiltered: 'deberta.results.isFiltered',
  resultsKind: 'deberta.results.kind',
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
  explain: 'deberta_explain',
  ask: 'deberta_ask',
  checkSource: 'deberta_checkSource',
  findEntities: 'deberta_findEntities',
} as const;

export const oddWordSource = 'DeBERTa';
/** Another one, so that quick fixes of odd words are not offered for it. */
export const personalDataSource = 'DeBERTa, personal data';
