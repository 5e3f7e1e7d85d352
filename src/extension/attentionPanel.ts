import * as vscode from 'vscode';
import type { AttentionTrace } from '../protocol/attentionTrace';
import type { EngineApi } from '../protocol/engineApi';
import { Cancelled } from '../protocol/errors';
import { fromAttentionView, type HeadChoice, type ToAttentionView } from '../protocol/viewMessages';
import { attentionHtml } from './attentionHtml';
import { attentionViewType } from './ids';
import type { Problems } from './problems';
import { proseAtCaret } from './proseAtCaret';
import type { ProseDocuments } from './proseDocuments';
import type { Settings } from './settings';

/** “Inspect Attention”: one panel beside the editor, used again for the next text. The view asks for a head; the panel has the engine trace it. */
export class AttentionPanel implements vscode.Disposable {
  #panel: vscode.WebviewPanel | undefined;
  #text = '';
  #choice: HeadChoice = { layer: 0, head: 0 };
  #running: AbortController | undefined;
  #last: AttentionTrace | undefined;

  constructor(
    private readonly webviewFolder: vscode.Uri,
    private readonly engine: EngineApi,
    private readonly settings: Settings,
    private readonly problems: Problems,
    private readonly prose: ProseDocuments,
  ) {}

  /** What the view was last sent. */
  get last(): AttentionTrace | undefined {
    return this.#last;
  }

  /** Shows the selected text or the sentence at the caret. */
  async show(): Promise<void> {
    const text = await proseAtCaret(vscode.window.activeTextEditor, this.prose);
    if (text === undefined) {
      void vscode.window.showInformationMessage('Select the text to inspect, or put the caret into a sentence.');
      return;
    }
    this.#text = text;
    if (this.#panel === undefined) {
      this.#panel = this.#open();
    } else {
      this.#panel.reveal(undefined, true);
      void this.#trace();
    }
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #open(): vscode.WebviewPanel {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(attentionViewType, 'Attention', column, {
      enableScripts: true,
      localResourceRoots: [this.webviewFolder],
    });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const request = fromAttentionView(message);
      if (request === undefined) return;
      this.#choice = request.choice;
      void this.#trace();
    });
    panel.onDidDispose(() => {
      this.#running?.abort();
      this.#panel = undefined;
    });
    panel.webview.html = attentionHtml(panel.webview, this.webviewFolder);
    return panel;
  }

  async #trace(): Promise<void> {
    this.#running?.abort();
    const { signal } = (this.#running = new AbortController());
    try {
      const text = this.#text;
      const model = await this.settings.modelFor('attention');
      const onProgress = ({ message }: { message: string }) => this.#post({ type: 'progress', message });
      const options = { signal, lane: 'attention', onProgress };
      const { layers, attentionHeads } = await this.engine.describe(model, { signal });
      // The view may remember a head of another model.
      const layer = Math.min(this.#choice.layer, layers - 1);
      const head = Math.min(this.#choice.head, attentionHeads - 1);
      this.#last = await this.engine.traceAttention({ ...model, text, layer, head }, options);
      this.problems.clear();
      this.#post({ type: 'trace', trace: this.#last, text, model: this.settings.modelName('fill-mask') });
    } catch (error) {
      if (error instanceof Cancelled) return;
      this.problems.note(error);
      this.#post({ type: 'failure', message: error instanceof Error ? error.message : String(error) });
    }
  }

  #post(message: ToAttentionView): void {
    void this.#panel?.webview.postMessage(message);
  }
}
