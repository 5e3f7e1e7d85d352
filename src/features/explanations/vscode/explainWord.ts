import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { word } from '../../../base/word';
import { explainAnswer } from '../../../editor/explainAnswer';
import { placedText } from '../../../editor/placedText';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import type { Settings } from '../../../editor/settings';
import { showInformation } from '../../../editor/ui/notifications';
import type { ExplainedWord } from '../../../protocol/explanations';

interface WordServices {
  readonly settings: Settings;
  readonly problems: Problems;
  readonly prose: ProseDocuments;
}

/** “Explain Word”: masks the word at the caret, and explains what the model puts there. */
export async function explainWord({ settings, problems, prose }: WordServices): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  try {
    const found = editor && (await wordAtCaret(editor, prose));
    if (editor === undefined || found === undefined) {
      void showInformation(plain`Put the cursor in a word of a sentence.`);
      return;
    }
    const model = await settings.modelFor('fill-mask');
    const document = editor.document.uri.toString();
    await explainAnswer({ ...found, model, modelName: settings.modelName('fill-mask'), document });
  } catch (error) {
    await problems.notify(error);
  }
}

/** The sentence at the caret with its word to be masked, and where the sentence begins. */
async function wordAtCaret(
  { document, selection }: vscode.TextEditor,
  prose: ProseDocuments,
): Promise<{ readonly of: ExplainedWord; readonly start: number } | undefined> {
  const caret = document.offsetAt(selection.active);
  const sentence = await prose.read(document).sentenceAt(caret);
  if (sentence === undefined) return undefined;
  const { text, source } = sentence;
  const placed = await placedText(document, text, source.start, prose);
  const at = placed?.toText({ start: caret, end: caret });
  if (at === undefined) return undefined;
  const ranges = [...text.matchAll(word)].map(({ 0: { length }, index }) => ({ start: index, end: index + length }));
  const mask = ranges.find(({ start, end }) => start <= at.start && at.start <= end);
  return mask && { of: { kind: 'word', text, mask }, start: source.start };
}
