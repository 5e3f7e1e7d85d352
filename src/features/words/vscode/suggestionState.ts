import * as vscode from 'vscode';
import { proseLanguages } from '../../../editor/ids';
import type { Settings } from '../../../editor/settings';
import type { SuggestionState } from '../../../editor/statusText';
import type { Pauses } from './pauses';

/** Whether words are suggested in the active editor, and if not, why. */
export function suggestionState(settings: Settings, pauses: Pauses): SuggestionState {
  if (!settings.suggestionsEnabled) return 'off';
  if (pauses.snoozedUntil !== undefined) return 'snoozed';
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !proseLanguages.some((language) => language === document.languageId)) return 'on';
  if (!settings.suggestionsIn(document).enabled) return 'offInLanguage';
  return pauses.isOffIn(document) ? 'offInFile' : 'on';
}
