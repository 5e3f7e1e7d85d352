import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { Lru } from '../../../base/lru';
import { oddWords, type OddWord } from '../core/oddWords';
import type { EngineApi, ModelRequest } from '../../../protocol/engineApi';
import { toSource } from '../../../prose/proseBlock';
import type { ProseSentence } from '../../../prose/proseDocument';
import { oddWordSource, proseLanguages } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { offsetsOf, rangeOf } from '../../../editor/ranges';
import type { Settings } from '../../../editor/settings';
import { type IgnoredOddWords, oddWordsIn } from './ignoredOddWords';

const oddWordCode = 'odd-word';

const rememberedSentences = 2000;
/** Pause after an edit or a scroll before sentences are judged. */
const settleMilliseconds = 500;

/**
 * Marks words that do not fit where they stand, in the sentences that can be seen. Each sentence is judged once, as
 * long as it stays as it is; scrolling and typing cancel what is no longer wanted.
 */
export class OddWordDiagnostics implements vscode.Disposable {
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('deberta.oddWords');
  readonly #judged = new Lru<string, readonly OddWord[]>(rememberedSentences);
  readonly #subscriptions: vscode.Disposable;
  #running = new AbortController();

  constructor(
    private readonly engine: EngineApi,
    private readonly settings: Settings,
    private readonly problems: Problems,
    private readonly prose: ProseDocuments,
    private readonly ignored: IgnoredOddWords,
  ) {
    const update = () => void this.#update();
    this.#subscriptions = vscode.Disposable.from(
      this.#diagnostics,
      ignored.onDidChange(update),
      vscode.window.onDidChangeTextEditorVisibleRanges(update),
      vscode.window.onDidChangeVisibleTextEditors(update),
      vscode.workspace.onDidChangeTextDocument(update),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#diagnostics.delete(uri)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('deberta')) update();
      }),
    );
    update();
  }

  dispose(): void {
    this.#running.abort();
    this.#subscriptions.dispose();
  }

  async #update(): Promise<void> {
    this.#running.abort();
    const { signal } = (this.#running = new AbortController());
    try {
      await delay(settleMilliseconds, undefined, { signal });
      for (const editor of vscode.window.visibleTextEditors) await this.#judge(editor, signal);
    } catch (error) {
      if (!signal.aborted) this.problems.note(error);
    }
  }

  async #judge({ document, visibleRanges }: vscode.TextEditor, signal: AbortSignal): Promise<void> {
    const isProse = proseLanguages.some((language) => language === document.languageId);
    if (!isProse || !oddWordsIn(document) || this.ignored.hasFile(document.uri)) {
      this.#diagnostics.delete(document.uri);
      return;
    }
    const model = await this.settings.modelFor('odd-words');
    const { version } = document;
    const prose = this.prose.read(document);
    const found: vscode.Diagnostic[] = [];
    for (const visible of visibleRanges) {
      for await (const block of prose.blocks(offsetsOf(document, visible))) {
        for (const sentence of sentencesIn(block)) {
          const words = await this.#oddWords(sentence.text, model, signal);
          signal.throwIfAborted();
          found.push(...words.flatMap((word) => this.#diagnosticOf(word, sentence, document)));
        }
      }
    }
    if (document.version === version) this.#diagnostics.set(document.uri, found);
  }

  async #oddWords(text: string, model: ModelRequest, signal: AbortSignal): Promise<readonly OddWord[]> {
    const key = JSON.stringify([model.model, model.precision, text]);
    const known = this.#judged.get(key) ?? (await oddWords(this.engine, text, { ...model, signal }));
    this.#judged.set(key, known);
    return known;
  }

  #diagnosticOf({ range, word }: OddWord, { block, range: { start } }: SentencePlace, document: vscode.TextDocument) {
    if (this.ignored.hasWord(word, document)) return [];
    const source = toSource(block, { start: start + range.start, end: start + range.end });
    const place = rangeOf(document, source);
    const message = plain`“${word}” is unexpected here.`;
    const diagnostic = new vscode.Diagnostic(place, message, vscode.DiagnosticSeverity.Information);
    diagnostic.source = oddWordSource;
    diagnostic.code = oddWordCode;
    return [diagnostic];
  }
}

type SentencePlace = Pick<ProseSentence, 'block' | 'range' | 'text'>;

function sentencesIn(block: ProseSentence['block']): SentencePlace[] {
  return block.sentences.map((range) => ({ block, range, text: block.text.slice(range.start, range.end) }));
}
