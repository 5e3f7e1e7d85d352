import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { abortSignalOf } from '../../../base/cancellation';
import { oddWordSource } from '../../../editor/ids';
import { offsetsOf, rangeOf } from '../../../editor/ranges';
import { passMilliseconds } from '../core/contextBudget';
import { correctWord } from '../core/correctWord';
import { replaceWord } from '../core/replaceWord';
import { wordPlace } from '../core/wordPlace';
import type { WordServices } from './wordCommands';

/**
 * Alternatives among the quick fixes and refactorings. Only when the user asks for actions, or for an odd word: a light
 * bulb at every word would be in the way.
 */
export class ReplaceActions implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite];

  constructor(private readonly services: WordServices) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics, triggerKind, only }: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    if (triggerKind !== vscode.CodeActionTriggerKind.Invoke) return [];
    const odd = diagnostics.find(({ source }) => source === oddWordSource);
    const kind = odd === undefined ? vscode.CodeActionKind.RefactorRewrite : vscode.CodeActionKind.QuickFix;
    if (only !== undefined && !only.contains(kind)) return [];
    const { engine, thesaurus, budget, settings, problems, prose } = this.services;
    try {
      const model = await settings.modelFor('fill-mask');
      const characters = budget.characters(model, passMilliseconds.asked);
      const words = offsetsOf(document, odd?.range ?? range);
      const place = wordPlace(await prose.read(document).passageAt(words.start, characters), words, characters);
      if (place === undefined) return [];
      const request = { ...model, signal: abortSignalOf(token) };
      const texts =
        odd === undefined
          ? (await replaceWord(engine, thesaurus, place, request)).alternatives.map(({ text }) => text)
          : await correctWord(engine, place, request);
      return texts.map((text) => {
        const action = new vscode.CodeAction(plain`Replace with “${text}”`, kind);
        action.edit = new vscode.WorkspaceEdit();
        action.edit.replace(document.uri, rangeOf(document, place.source), text);
        action.diagnostics = odd && [odd];
        return action;
      });
    } catch (error) {
      problems.note(error);
      return [];
    }
  }
}
