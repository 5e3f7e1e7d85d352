import * as vscode from 'vscode';
import { classifyOne, type LabelScore } from '../features/classification/classifyOne';
import { parseLabels } from '../features/classification/labelSet';
import type { EngineApi } from '../protocol/engineApi';
import type { Problems } from './problems';
import { proseAtCaret } from './proseAtCaret';
import type { ProseDocuments } from './proseDocuments';
import type { Settings } from './settings';
import { showClassification } from './showClassification';
import { slowProgress } from './slowProgress';

/** Optional argument of the command, e.g. from a key binding: labels that are used without asking. */
export interface ClassifyArgument {
  readonly labels?: readonly string[];
}

/** “Classify Selection”: scores the selected text or the sentence at the caret, and shows the scores. */
export class ClassifyCommand {
  #labels: readonly string[] | undefined;
  #last: readonly LabelScore[] | undefined;

  constructor(
    private readonly engine: EngineApi,
    private readonly settings: Settings,
    private readonly problems: Problems,
    private readonly prose: ProseDocuments,
  ) {}

  /** What the command found last. */
  get last(): readonly LabelScore[] | undefined {
    return this.#last;
  }

  async run(argument?: ClassifyArgument): Promise<readonly LabelScore[] | undefined> {
    const text = await proseAtCaret(vscode.window.activeTextEditor, this.prose);
    if (text === undefined) {
      void vscode.window.showInformationMessage('Select the text to classify, or put the caret into a sentence.');
      return undefined;
    }
    try {
      const { template } = this.settings;
      const model = await this.settings.modelFor('classification');
      const description = await slowProgress('Reading the model', (signal) => this.engine.describe(model, { signal }));
      const isTrained = description.heads.includes('classify') && description.zeroShot === undefined;
      const labels = isTrained ? [] : await this.#chooseLabels(argument);
      if (labels === undefined) return undefined;
      const request = { ...model, own: isTrained ? undefined : { labels, template } };
      this.#last = await slowProgress('Classifying', (signal) => classifyOne(this.engine, request, text, { signal }));
      this.problems.clear();
      showClassification(text, this.#last);
      return this.#last;
    } catch (error) {
      void this.problems.tell(error);
      return undefined;
    }
  }

  /** The labels to compare; undefined when the user turns away. What was typed is offered again the next time. */
  async #chooseLabels(argument: ClassifyArgument | undefined): Promise<readonly string[] | undefined> {
    if (Array.isArray(argument?.labels)) return argument.labels.map(String);
    const typed = await vscode.window.showInputBox({
      title: 'Classify: which labels?',
      prompt: 'Two or more labels, separated by commas. The model says which of them fits the text best.',
      value: (this.#labels ?? this.settings.labels).join(', '),
      validateInput: (value) =>
        parseLabels(value).length < 2 ? 'Give two labels or more, separated by commas.' : undefined,
    });
    this.#labels = typed === undefined ? this.#labels : parseLabels(typed);
    return typed === undefined ? undefined : this.#labels;
  }
}
