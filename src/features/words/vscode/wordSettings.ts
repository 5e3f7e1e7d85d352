import type * as vscode from 'vscode';
import { settingIds } from '../../../editor/ids';
import { activeDocument, readSetting, toggleSetting, writeSetting } from '../../../editor/settings';
import { confidences, type Confidence } from '../core/confidence';

export interface SuggestionSettings {
  readonly enabled: boolean;
  readonly confidence: Confidence;
  /** Milliseconds without typing before the engine is asked. */
  readonly delay: number;
}

/** The switch for the active editor's document, whatever its language. */
export function suggestionsEnabled(): boolean {
  return readSetting(settingIds.suggestionsEnabled, true, activeDocument());
}

/** Suggestions in `document`: its language's own switch, otherwise that of `*`, otherwise on. */
export function suggestionsIn(document: vscode.TextDocument): SuggestionSettings {
  const languages = readSetting<Readonly<Record<string, unknown>>>(settingIds.suggestionsLanguages, {}, document);
  const language = languages[document.languageId] ?? languages['*'] ?? true;
  return {
    enabled: readSetting(settingIds.suggestionsEnabled, true, document) && language === true,
    confidence: confidenceIn(document),
    delay: Math.max(0, readSetting(settingIds.suggestionsDelay, 150, document)),
  };
}

/**
 * Turns suggestions on or off where they are set for the active editor's document: in its folder, in the workspace,
 * otherwise for the user.
 */
export async function toggleSuggestions(): Promise<void> {
  await toggleSetting(settingIds.suggestionsEnabled, true);
}

/** How sure the model must be, for the active editor's document unless another is given. */
export function confidenceIn(document: vscode.TextDocument | undefined = activeDocument()): Confidence {
  const set = readSetting<string>(settingIds.suggestionsConfidence, 'balanced', document);
  return confidences.find((one) => one === set) ?? 'balanced';
}

/** Sets it where it is set now, as `toggleSuggestions` does. */
export async function setConfidence(confidence: Confidence): Promise<void> {
  await writeSetting(settingIds.suggestionsConfidence, confidence, activeDocument());
}
