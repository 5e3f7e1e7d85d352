import * as vscode from 'vscode';
import { showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { classifyOne, type LabelScore } from '../core/classifyUnits';
import type { EngineApi, ModelDescription, TextToClassify } from '../../../protocol/engineApi';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { offsetsOf } from '../../../editor/ranges';
import type { Settings } from '../../../editor/settings';
import { slowProgress } from '../../../editor/slowProgress';
import { checkOff } from '../../../editor/walkthrough';
import type { ClassifyArgument, LabelChooser } from './chooseLabels';
import { showClassification } from './showClassification';
import { readText } from '../../../prose/readText';

/** “Classify Selection”: scores for the selection, or the sentence at the caret. Two selections are a pair. */
export class ClassifySelection {
  #last: readonly LabelScore[] | undefined;

  constructor(
    private readonly engine: EngineApi,
    private readonly settings: Settings,
    private readonly problems: Problems,
    private readonly chooser: LabelChooser,
    private readonly prose: ProseDocuments,
  ) {}

  /** What the command found last. */
  get last(): readonly LabelScore[] | undefined {
    return this.#last;
  }

  async run(argument?: ClassifyArgument): Promise<readonly LabelScore[] | undefined> {
    const text = await proseAtCaret(vscode.window.activeTextEditor, this.prose);
    if (text === undefined) {
      void showInformation(plain`Select the text to classify, or put the cursor in a sentence.`);
      return undefined;
    }
    try {
      const model = await this.settings.modelFor('classification');
      const description = await slowProgress(plain`Reading the model`, (signal) =>
        this.engine.describe(model, { signal }),
      );
      const pair = selectedPair(vscode.window.activeTextEditor, description);
      const labels = pair === undefined ? await this.chooser.choose(description, argument) : { own: undefined };
      if (labels === undefined) return undefined;
      const request = { ...model, own: labels.own };
      const found = await slowProgress(plain`Classifying`, (signal) =>
        classifyOne(this.engine, request, pair ?? { text }, { signal }),
      );
      this.problems.clear();
      checkOff('classify');
      void showClassification(
        pair === undefined ? text : `${pair.text} / ${pair.textPair}`,
        found.labels,
        found.method,
        (answer) => ({
          of: { kind: 'label', ...(pair ?? { text }), own: labels.own, answer },
          ...{ model, modelName: this.settings.modelName('classification') },
        }),
      );
      return (this.#last = found.labels);
    } catch (error) {
      void this.problems.notify(error);
      return undefined;
    }
  }
}

/** Two selections, in the order of the text, for a trained classifier: premise and hypothesis, or texts to compare. */
function selectedPair(editor: vscode.TextEditor | undefined, { heads }: ModelDescription): TextToClassify | undefined {
  if (editor === undefined || !heads.includes('classify') || editor.selections.length !== 2) return undefined;
  const [text, textPair] = [...editor.selections]
    .sort((a, b) => a.start.compareTo(b.start))
    .map((selection) => editor.document.getText(selection).trim());
  return text && textPair ? { text, textPair } : undefined;
}

/** The selected text as a model should read it, otherwise the sentence at the caret, if there is one. */
async function proseAtCaret(
  editor: vscode.TextEditor | undefined,
  documents: ProseDocuments,
): Promise<string | undefined> {
  if (editor === undefined) return undefined;
  const { document, selection } = editor;
  const prose = documents.read(document);
  if (selection.isEmpty) return (await prose.sentenceAt(document.offsetAt(selection.active)))?.text;
  // Code that is selected on purpose is taken as it is.
  const range = offsetsOf(document, selection);
  const text = (await readText(prose.blocks(range), range)) || document.getText(selection).trim();
  return text === '' ? undefined : text;
}
