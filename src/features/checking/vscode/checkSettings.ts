import { settingIds } from '../../../editor/ids';
import { activeDocument, readSetting, readShare, toggleSetting, writeSetting } from '../../../editor/settings';
import type { Calibration } from '../core/calibrate';
import { defaultThresholds, type Thresholds } from '../core/verdict';

interface CheckSettings {
  readonly thresholds: Thresholds;
  readonly highlights: boolean;
  readonly followEdits: boolean;
}

/** How texts are checked, for the active editor's document. */
export function checkSettings(): CheckSettings {
  const document = activeDocument();
  return {
    thresholds: {
      supported: readShare(settingIds.checkSupported, defaultThresholds.supported, document),
      contradicted: readShare(settingIds.checkContradicted, defaultThresholds.contradicted, document),
    },
    highlights: readSetting(settingIds.checkHighlights, true, document),
    followEdits: readSetting(settingIds.checkFollow, true, document),
  };
}

export async function toggleHighlights(): Promise<void> {
  await toggleSetting(settingIds.checkHighlights, true);
}

export async function writeThresholds({ supported, contradicted }: Calibration): Promise<void> {
  await writeSetting(settingIds.checkSupported, supported.threshold);
  if (contradicted !== undefined) await writeSetting(settingIds.checkContradicted, contradicted.threshold);
}
