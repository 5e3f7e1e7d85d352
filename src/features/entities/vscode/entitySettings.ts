import type * as vscode from 'vscode';
import { settingIds } from '../../../editor/ids';
import { activeDocument, readSetting, toggleSetting } from '../../../editor/settings';

export interface EntitySettings {
  /** Labels that are offered first. */
  readonly labels: readonly string[];
  /** 0 to 1; 0 leaves it to the model. */
  readonly threshold: number;
  readonly highlights: boolean;
  readonly followEdits: boolean;
}

/** How to find entities, for a document or the active editor's. */
export function entitySettings(document: vscode.ConfigurationScope | undefined = activeDocument()): EntitySettings {
  return {
    labels: texts(settingIds.entitiesLabels, document),
    threshold: Math.min(1, Math.max(0, readSetting(settingIds.entitiesThreshold, 0, document))),
    highlights: readSetting(settingIds.entitiesHighlights, true, document),
    followEdits: readSetting(settingIds.entitiesFollow, true, document),
  };
}

/** Patterns of files whose personal data is marked. */
export function checkedFiles(document: vscode.TextDocument): readonly string[] {
  return texts(settingIds.entitiesCheckFiles, document);
}

/** Texts that are no entities anywhere. */
export function ignoredEverywhere(): readonly string[] {
  return texts(settingIds.entitiesIgnored);
}

export async function toggleEntityHighlights(): Promise<void> {
  await toggleSetting(settingIds.entitiesHighlights, true);
}

function texts(id: string, scope?: vscode.ConfigurationScope): readonly string[] {
  const values = readSetting<unknown[]>(id, [], scope);
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}
