import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { Lru } from '../../../base/lru';
import { oddWords, type OddWord } from '../core/oddWords';
import type { EngineApi, ModelRequest } from '../../../protocol/engineApi';
import type { TextRange } from '../../../protocol/text';
import { toSource } from '../../../prose/proseBlock';
import type { ProseSentence } from '../../../prose/proseDocument';
import { oddWordSource, proseLanguages } from '../../../editor/ids';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { rangeOf } from '../../../editor/ranges';
import type { Settings } from '../../../editor/settings';
import type { VisibleCheck } from '../../../editor/visibleDiagnostics';
import { type IgnoredOddWords, oddWordsIn } from './ignoredOddWords';

const oddWordCode = 'odd-word';

const rememberedSentences = 2000;

/** Marks words that do not fit where they stand. Each sentence is judged once, as long as it stays as it is. */
export class OddWordCheck implements VisibleCheck {
  readonly name = 'deberta.oddWords';
  readonly onDidChange: vscode.Event<void>;
  readonly #judged = new Lru<string, readonly OddWord[]>(rememberedSentences);

  constructor(
    private readonly engine: EngineApi,
    private readonly settings: Settings,
    private readonly prose: ProseDocuments,
    private readonly ignored: IgnoredOddWords,
  ) {
    this.onDidChange = ignored.onDidChange;
  }

  readonly isChecked = (document: vscode.TextDocument) => {
    const isProse = proseLanguages.some((language) => language === document.languageId);
    return isProse && oddWordsIn(document) && !this.ignored.hasFile(document.uri);
  };

  readonly find = async (document: vscode.TextDocument, visible: TextRange, signal: AbortSignal) => {
    const model = await this.settings.modelFor('odd-words');
    const found: vscode.Diagnostic[] = [];
    for await (const block of this.prose.read(document).blocks(visible)) {
      for (const sentence of sentencesIn(block)) {
        const words = await this.#oddWords(sentence.text, model, signal);
        signal.throwIfAborted();
        found.push(...words.flatMap((word) => this.#diagnosticOf(word, sentence, document)));
      }
    }
    return found;
  };

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
    const message = plain`“${word}” may not fit here.`;
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
