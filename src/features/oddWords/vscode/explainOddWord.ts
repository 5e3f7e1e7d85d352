import type * as vscode from 'vscode';
import { explainAnswer } from '../../../editor/explainAnswer';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { offsetsOf } from '../../../editor/ranges';
import type { Settings } from '../../../editor/settings';
import { toText } from '../../../prose/proseBlock';
import type { EngineApi } from '../../../protocol/engineApi';
import type { ExplainedAnswer } from '../../../protocol/explanations';

/** What odd words are found with. */
export interface OddWordServices {
  readonly engine: EngineApi;
  readonly settings: Settings;
  readonly problems: Problems;
  readonly prose: ProseDocuments;
}

/** Explains why a word may not fit: what takes it for replaced, or makes another word likelier in its place. */
export async function explainOddWord(
  { engine, settings, problems, prose }: OddWordServices,
  document: vscode.TextDocument,
  place: vscode.Range,
): Promise<void> {
  try {
    const { start, end } = offsetsOf(document, place);
    const sentence = await prose.read(document).sentenceAt(start);
    if (sentence === undefined) return;
    const { block, range, text, source } = sentence;
    const [from, to] = [toText(block, start), toText(block, end)];
    if (from === undefined || to === undefined) return;
    const word = { start: from - range.start, end: to - range.start };
    const model = await settings.modelFor('odd-words');
    const { heads } = await engine.describe(model);
    const of: ExplainedAnswer = heads.includes('rtd')
      ? { kind: 'replacement', text, word }
      : { kind: 'word', text, mask: word, against: text.slice(word.start, word.end) };
    const modelName = settings.modelName('odd-words');
    await explainAnswer({ of, model, modelName, document: document.uri.toString(), start: source.start });
  } catch (error) {
    void problems.notify(error);
  }
}
