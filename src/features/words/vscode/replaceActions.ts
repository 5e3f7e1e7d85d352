import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { abortSignalOf } from '../../../base/abortSignal';
import { commandIds, oddWordSource } from '../../../editor/ids';
import { percent } from '../../../editor/percent';
import type { Problems } from '../../../editor/problems';
import type { ReplaceWords } from './replaceWords';

const listed = 4;

/**
 * Alternatives among the quick fixes and refactorings. Only when the user asks for actions, or for an odd word: a light bulb
 * at every word would be in the way.
 */
export class ReplaceActions implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite];

  constructor(
    private readonly words: ReplaceWords,
    private readonly problems: Problems,
  ) {}

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
    try {
      const place = await this.words.placeAt(document, odd?.range ?? range);
      if (place === undefined) return [];
      const { source, alternatives } = await this.words.alternatives(place, abortSignalOf(token), listed);
      const replaced = new vscode.Range(document.positionAt(source.start), document.positionAt(source.end));
      const actions = alternatives.map(({ text, probability }) => {
        const action = new vscode.CodeAction(plain`Replace with “${text}” (${percent(probability)})`, kind);
        action.edit = new vscode.WorkspaceEdit();
        action.edit.replace(document.uri, replaced, text);
        action.diagnostics = odd && [odd];
        return action;
      });
      const more = new vscode.CodeAction('More words that fit here…', kind);
      more.command = { title: more.title, command: commandIds.replaceWord };
      return [...actions, more];
    } catch (error) {
      this.problems.note(error);
      return [];
    }
  }
}
