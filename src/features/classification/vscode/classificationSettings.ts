import { settingIds } from '../../../editor/ids';
import { activeDocument, readSetting, readShare, toggleSetting } from '../../../editor/settings';
import { defaultTemplate } from '../../../protocol/labelTemplate';

export interface ClassificationSettings {
  /** Labels that are offered first. */
  readonly labels: readonly string[];
  readonly template: string;
  /** As they are written in the settings; labelSetsOf reads them. */
  readonly labelSets: Readonly<Record<string, unknown>>;
  /** 0 to 1. */
  readonly threshold: number;
  readonly highlights: boolean;
  readonly followEdits: boolean;
}

/** How to classify, for the active editor's document. */
export function classificationSettings(): ClassificationSettings {
  const document = activeDocument();
  const labels = readSetting<unknown[]>(settingIds.classifyLabels, [], document);
  return {
    labels: Array.isArray(labels) ? labels.filter((label) => typeof label === 'string') : [],
    template: readSetting(settingIds.classifyTemplate, defaultTemplate, document),
    labelSets: readSetting<Readonly<Record<string, unknown>>>(settingIds.classifyLabelSets, {}, document),
    threshold: readShare(settingIds.classifyThreshold, 0, document),
    highlights: readSetting(settingIds.classifyHighlights, false, document),
    followEdits: readSetting(settingIds.classifyFollow, true, document),
  };
}

export async function toggleHighlights(): Promise<void> {
  await toggleSetting(settingIds.classifyHighlights, false);
}
