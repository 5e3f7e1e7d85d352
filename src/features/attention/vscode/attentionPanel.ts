import * as vscode from 'vscode';
import { showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import type { AttentionTrace } from '../../../protocol/attentionTrace';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import { Canceled, messageOf } from '../../../protocol/errors';
import {
  passagesOf,
  type AttentionPassage,
  type FromAttentionView,
  type Side,
  type ToAttentionView,
} from '../core/viewMessages';
import { attentionViewType } from '../../../editor/ids';
import type { ModelServices } from '../../../editor/modelServices';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { trustedModels } from '../../../editor/trustedModels';
import { ViewPanel } from '../../../editor/viewPanel';
import { checkOff } from '../../../editor/walkthrough';
import { askForModel, askForText, passageTexts, type PassageTexts } from './passages';
import { EditorLink } from './editorLink';
import { saveExport } from '../../../editor/saveExport';

const title = 'Attention';
const candidatesOfMask = 8;

/**
 * “Inspect Attention”: one panel beside the editor, used again for the next text. It keeps which passages are looked
 * at; the view asks for what it shows of them, and the panel has the engine compute it. Nothing of the answers is kept
 * here.
 */
export class AttentionPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #view: ViewPanel<FromAttentionView, ToAttentionView>;
  #link: EditorLink | undefined;
  #passages: readonly AttentionPassage[] = [];
  #follows = false;
  #nextId = 1;
  #last: AttentionTrace | undefined;
  /** What runs, by what it is for: a newer request of the same kind takes its place. */
  readonly #running = new Map<string, AbortController>();

  constructor(
    webviewFolder: vscode.Uri,
    private readonly engine: EngineApi,
    private readonly tools: ModelServices,
    private readonly problems: Problems,
    private readonly prose: ProseDocuments,
  ) {
    this.#view = new ViewPanel({
      type: attentionViewType,
      name: 'attention',
      folder: webviewFolder,
      title,
      // Exported pictures are made from data of the view itself.
      policy: 'img-src data:;',
      receive: (message) => void this.#receive(message),
      opened: () => this.#opened(),
    });
  }

  /** The trace that the view was last sent. */
  get last(): AttentionTrace | undefined {
    return this.#last;
  }

  /** Shows the selected text, two selected texts as a pair, or the sentence at the caret. */
  async show(): Promise<void> {
    const texts = await passageTexts(vscode.window.activeTextEditor, this.prose);
    if (texts === undefined) {
      void showInformation(plain`Select the text to inspect, or put the cursor in a sentence.`);
      return;
    }
    this.#view.show(title, vscode.ViewColumn.Beside, true);
    await this.#inspect(texts);
  }

  /** Takes over a panel that was open when the window was closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const stored = typeof state === 'object' && state !== null && 'passages' in state ? state.passages : undefined;
    this.#passages = await trustedModels(passagesOf(stored), this.tools);
    this.#nextId = 1 + Math.max(0, ...this.#passages.map(({ id }) => id));
    this.#view.adopt(panel, title);
  }

  dispose(): void {
    this.#view.dispose();
  }

  #opened(): vscode.Disposable {
    const link = (this.#link = new EditorLink(
      this.prose,
      () => this.#passages,
      (place) => this.#view.post({ type: 'highlight', place }),
      (editor) => this.#follows && this.#view.isVisible && void this.#followTo(editor),
    ));
    return new vscode.Disposable(() => {
      link.dispose();
      for (const running of this.#running.values()) running.abort();
    });
  }

  async #followTo(editor: vscode.TextEditor): Promise<void> {
    const texts = await passageTexts(editor, this.prose);
    const isShown = texts?.texts.join('\n') === this.#passages[0]?.texts.join('\n');
    if (texts !== undefined && !isShown) await this.#inspect(texts);
  }

  /** Puts texts in the place of the first passage; a model compared with goes along. */
  async #inspect(texts: PassageTexts): Promise<void> {
    try {
      const { settings } = this.tools;
      const model = await settings.modelFor('attention');
      const [before, compared] = this.#passages;
      const passage = this.#passageOf(texts, model, settings.modelName('fill-mask'));
      const isSameText = before?.texts.join('\n') === compared?.texts.join('\n');
      const other = compared && isSameText ? { ...compared, ...texts, from: 0, id: this.#nextId++ } : compared;
      this.#change(other === undefined ? [passage] : [passage, other]);
    } catch (error) {
      this.#fail(0, error);
    }
  }

  #passageOf(texts: Partial<PassageTexts>, { model, precision }: ModelRequest, modelName: string): AttentionPassage {
    const { document, starts } = texts;
    return { id: this.#nextId++, texts: texts.texts ?? [], model, modelName, precision, document, starts, from: 0 };
  }

  /** Tells the view which passages there are now, and computes the overviews of those that are new. */
  #change(passages: readonly AttentionPassage[]): void {
    const before = this.#passages;
    this.#passages = passages;
    this.#view.post({ type: 'passages', passages });
    for (const [side, passage] of passages.entries())
      if (before[side]?.id !== passage.id) void this.#overview(side as Side);
  }

  async #receive(message: FromAttentionView): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#follows = message.follow;
        this.#view.post({ type: 'passages', passages: this.#passages });
        for (const side of this.#passages.keys()) void this.#overview(side as Side);
        return;
      case 'trace':
      case 'rollout':
      case 'mask':
        return this.#answer(message);
      case 'reveal':
        await this.#link?.reveal(message.place);
        return;
      case 'window':
        return this.#change(
          this.#passages.map((passage, side) =>
            side === message.side ? { ...passage, from: message.from, id: this.#nextId++ } : passage,
          ),
        );
      case 'follow':
        this.#follows = message.on;
        return;
      case 'compare':
        return this.#compare(message.what);
      case 'save':
        try {
          await saveExport('Export attention', message.name, message.content);
        } catch (error) {
          await this.problems.notify(error);
        }
    }
  }

  async #compare(what: 'text' | 'model' | 'nothing'): Promise<void> {
    const [first] = this.#passages;
    if (first === undefined) return;
    if (what === 'nothing') return this.#change([first]);
    try {
      if (what === 'text') {
        const texts = await askForText(this.prose);
        if (texts !== undefined) this.#change([first, this.#passageOf(texts, first, first.modelName)]);
        return;
      }
      const chosen = await askForModel(this.tools);
      if (chosen === undefined) return;
      const model = await this.tools.settings.modelNamed(chosen.value);
      this.#change([first, { ...first, ...model, modelName: chosen.name, from: 0, id: this.#nextId++ }]);
    } catch (error) {
      await this.problems.notify(error);
    }
  }

  #overview(side: Side): Promise<void> {
    return this.#run(side, 'overview', async (passage, options) => {
      const overview = await this.engine.attentionOverview(requestOf(passage), options);
      this.#view.post({ type: 'overview', side, id: passage.id, overview });
    });
  }

  #answer(message: Extract<FromAttentionView, { readonly type: 'trace' | 'rollout' | 'mask' }>): Promise<void> {
    if (message.type === 'mask') {
      const { side, sequence, start, end } = message.place;
      return this.#run(side, 'mask', async (passage, options) => {
        const { model, precision } = passage;
        const request = { model, precision, text: passage.texts[sequence] ?? '' };
        const mask = { start, end };
        const trace = await this.engine.traceMask({ ...request, mask }, options);
        const [filled] = await this.engine.fillMask({ ...request, masks: [mask], topK: candidatesOfMask }, options);
        this.#view.post({ type: 'mask', side, id: passage.id, trace, candidates: filled?.candidates ?? [] });
      });
    }
    const { side, layer } = message;
    return this.#run(side, 'trace', async (passage, options) => {
      const request = { ...requestOf(passage), layer };
      if (message.type === 'rollout') {
        const rollout = await this.engine.attentionRollout(request, options);
        return this.#view.post({ type: 'rollout', side, id: passage.id, rollout });
      }
      this.#last = await this.engine.traceAttention({ ...request, head: message.head }, options);
      this.#view.post({ type: 'trace', side, id: passage.id, trace: this.#last });
      checkOff('attention');
    });
  }

  /** Runs one computation for a side; it replaces one of the same kind that is still under way. */
  async #run(
    side: Side,
    kind: string,
    compute: (passage: AttentionPassage, options: CallOptions) => Promise<void>,
  ): Promise<void> {
    const passage = this.#passages[side];
    if (passage === undefined) return;
    const name = `attention.${kind}.${side}`;
    this.#running.get(name)?.abort();
    const { signal } = setAndGet(this.#running, name, new AbortController());
    const onProgress = ({ message }: { readonly message: string }) =>
      this.#view.post({ type: 'progress', side, message });
    try {
      await compute(passage, { signal, lane: name, onProgress });
      this.problems.clear();
    } catch (error) {
      this.#fail(side, error);
    }
  }

  #fail(side: Side, error: unknown): void {
    if (error instanceof Canceled) return;
    this.problems.note(error);
    this.#view.post({ type: 'failure', side, message: messageOf(error) });
  }
}

function requestOf({ model, precision, texts: [text = '', textPair], from }: AttentionPassage) {
  return { model, precision, text, textPair, from };
}

function setAndGet<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}
