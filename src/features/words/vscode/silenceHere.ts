import * as vscode from 'vscode';
import { proseLanguages } from '../../../editor/ids';
import type { Silence } from '../core/silence';
import type { LastSilence } from './lastSilence';
import type { Pauses } from './snooze';
import { suggestionsEnabled, suggestionsIn } from './wordSettings';

/** Why no words are suggested in the active editor; undefined where they are, as far as is known. */
export function silenceHere(pauses: Pauses, last: LastSilence): Silence | undefined {
  if (!suggestionsEnabled()) return 'off';
  if (pauses.snoozedUntil !== undefined) return 'snoozed';
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !proseLanguages.some((language) => language === document.languageId)) return undefined;
  if (!suggestionsIn(document).enabled) return 'offInLanguage';
  return pauses.isOffIn(document) ? 'offInFile' : last.current;
}
