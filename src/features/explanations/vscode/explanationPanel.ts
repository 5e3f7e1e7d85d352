import * as vscode from 'vscode';
import type { ExplanationQuestion } from '../../../editor/explainAnswer';
import { explanationViewType } from '../../../editor/ids';
import type { ModelServices } from '../../../editor/modelServices';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { markWord, wordMark } from '../../../editor/placedText';
import { saveExport } from '../../../editor/saveExport';
import { trustedModels } from '../../../editor/trustedModels';
import { ViewPanel } from '../../../editor/viewPanel';
import type { CallOptions, EngineApi } from '../../../protocol/engineApi';
import { Canceled, messageOf } from '../../../protocol/errors';
import type { Explanation, LayerGuessesRequest } from '../../../protocol/explanations';
import { withAnswer, type WordPlace } from '../core/editAnswer';
import {
  isAnswer,
  isObject,
  questionOf,
  type Attempt,
  type FromExplanationView,
  type Part,
  type Question,
  type ToExplanationView,
} from '../core/viewMessages';

const title = 'Why?';
/** Guesses that are listed for a layer. */
const layerGuesses = 5;

/**
 * “Why?”: one panel beside the editor, used again for the next question. It keeps the question; the view shows the
 * answers, of which nothing is kept here.
 */
export class ExplanationPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #view: ViewPanel<FromExplanationView, ToExplanationView>;
  #mark: vscode.TextEditorDecorationType | undefined;
  #question: Question | undefined;
  #nextId = 1;
  #last: Explanation | undefined;
  /** What runs, by what it is for: a newer request of the same kind takes its place. */
  readonly #running = new Map<Part, AbortController>();

  constructor(
    webviewFolder: vscode.Uri,
    private readonly engine: EngineApi,
    private readonly tools: ModelServices,
    private readonly problems: Problems,
    private readonly prose: ProseDocuments,
  ) {
    this.#view = new ViewPanel({
      type: explanationViewType,
      name: 'explanation',
      folder: webviewFolder,
      title,
      // Exported pictures are made from data of the view itself.
      policy: 'img-src data:;',
      receive: (message) => void this.#receive(message),
      opened: () => this.#opened(),
    });
  }

  /** The explanation that the view was last sent. */
  get last(): Explanation | undefined {
    return this.#last;
  }

  /** Explains an answer, by the method and the baseline that were chosen last. */
  show({ of, model: { model, precision }, modelName, document, start }: ExplanationQuestion): void {
    if (!isAnswer(of)) return;
    const { method = 'integratedGradients', baseline = 'mask' } = this.#question ?? {};
    this.#view.show(title, vscode.ViewColumn.Beside, true);
    this.#ask({ id: this.#nextId++, of, model, precision, modelName, document, start, method, baseline });
  }

  /** Takes over a panel that was open when the window was closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const stored = questionOf(isObject(state) ? state.question : undefined);
    [this.#question] = stored === undefined ? [] : await trustedModels([stored], this.tools);
    this.#nextId = 1 + (this.#question?.id ?? 0);
    this.#view.adopt(panel, title);
  }

  dispose(): void {
    this.#view.dispose();
  }

  #opened(): vscode.Disposable {
    const mark = (this.#mark = wordMark());
    const unmarked = vscode.window.onDidChangeTextEditorSelection(({ textEditor }) =>
      textEditor.setDecorations(mark, []),
    );
    return vscode.Disposable.from(mark, unmarked, new vscode.Disposable(() => this.#cancel()));
  }

  /** Marks a word in the document, which is that of the first text. */
  async #reveal({ sequence, ...range }: WordPlace): Promise<void> {
    if (this.#question === undefined || this.#mark === undefined || sequence !== 0) return;
    const { of, document, start = 0 } = this.#question;
    await markWord(this.#mark, document, { text: of.text, start }, range, this.prose);
  }

  #cancel(): void {
    for (const running of this.#running.values()) running.abort();
  }

  /** Puts a question in the place of the last one. */
  #ask(question: Question): void {
    this.#cancel();
    this.#question = question;
    this.#view.post({ type: 'question', question });
    void this.#explain();
  }

  async #receive(message: FromExplanationView): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#view.post({ type: 'question', question: this.#question });
        return this.#explain();
      case 'ask':
        return this.#question && this.#ask({ ...this.#question, ...message.change, id: this.#nextId++ });
      case 'effects':
        return this.#run('effects', async ({ id, model, precision, of }, options) => {
          const effects = await this.engine.headEffects({ model, precision, of }, options);
          this.#view.post({ type: 'effects', id, effects });
        });
      case 'whatIf':
        return this.#try(message.attempt);
      case 'reveal':
        return this.#reveal(message.place);
      case 'save':
        try {
          await saveExport('Export explanation', message.name, message.content);
        } catch (error) {
          await this.problems.notify(error);
        }
    }
  }

  /** The explanation comes first; what is checked and looked up about it follows. */
  #explain(): Promise<void> {
    return this.#run('explanation', async ({ id, model, precision, of, method, baseline }, options) => {
      const explanation = await this.engine.explain({ model, precision, of, method, baseline }, options);
      this.#last = explanation;
      this.#view.post({ type: 'explanation', id, explanation });
      void this.#measure(explanation);
      if (of.kind === 'word' || of.kind === 'replacement') void this.#guesses(of);
    });
  }

  #measure(explanation: Explanation): Promise<void> {
    return this.#run('faithfulness', async ({ id, model, precision, baseline, ...question }, options) => {
      const contributions = explanation.words.map(({ contribution }) => contribution);
      const of = withAnswer(question.of, explanation);
      const request = { model, precision, of, baseline, contributions };
      const faithfulness = await this.engine.measureFaithfulness(request, options);
      this.#view.post({ type: 'faithfulness', id, faithfulness });
    });
  }

  #guesses(of: LayerGuessesRequest['of']): Promise<void> {
    return this.#run('layers', async ({ id, model, precision }, options) => {
      const layers = await this.engine.guessesByLayer({ model, precision, of, topK: layerGuesses }, options);
      this.#view.post({ type: 'layers', id, layers });
    });
  }

  #try(attempt: Attempt): Promise<void> {
    return this.#run('whatIf', async ({ id, model, precision }, options) => {
      const { of, off } = attempt;
      const answer = await this.engine.whatIf({ model, precision, of, off }, options);
      this.#view.post({ type: 'whatIf', id, attempt, answer });
    });
  }

  /** Runs one request for the question; it replaces one of the same kind that is still under way. */
  async #run(part: Part, compute: (question: Question, options: CallOptions) => Promise<void>): Promise<void> {
    const question = this.#question;
    if (question === undefined) return;
    this.#running.get(part)?.abort();
    const running = new AbortController();
    this.#running.set(part, running);
    const post = (type: 'progress' | 'failure', message: string) =>
      this.#view.post({ type, id: question.id, part, message });
    try {
      const onProgress = ({ message }: { readonly message: string }) => post('progress', message);
      await compute(question, { signal: running.signal, lane: `explanation.${part}`, onProgress });
      this.problems.clear();
    } catch (error) {
      if (error instanceof Canceled) return;
      this.problems.note(error);
      post('failure', messageOf(error));
    }
  }
}
