import * as vscode from 'vscode';
import { proseLanguages } from '../../../editor/ids';
import type { Pauses } from './pauses';
import { suggestionsEnabled, suggestionsIn } from './wordSettings';

export type SuggestionState = 'on' | 'off' | 'offInLanguage' | 'offInFile' | 'snoozed';

/** Whether words are suggested in the active editor, and if not, why. */
export function suggestionState(pauses: Pauses): SuggestionState {
  if (!suggestionsEnabled()) return 'off';
  if (pauses.snoozedUntil !== undefined) return 'snoozed';
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !proseLanguages.some((language) => language === document.languageId)) return 'on';
  if (!suggestionsIn(document).enabled) return 'offInLanguage';
  return pauses.isOffIn(document) ? 'offInFile' : 'on';
}
