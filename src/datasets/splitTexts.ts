import { mixSeeds, Random } from '../base/random';
import type { LabelledText } from './labelledText';
import { textKey } from './labelledText';

export interface Split {
  readonly train: readonly LabelledText[];
  readonly heldOut: readonly LabelledText[];
}

/**
 * Holds out a share of each label's texts, at least one where a label has two. The same seed gives the same split;
 * texts that are the same stay on one side, so that nothing is measured on what was learnt.
 */
export function splitTexts(texts: readonly LabelledText[], share: number, seed: number): Split {
  const groups = new Map<string, LabelledText[]>();
  for (const one of texts) {
    const key = textKey(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const byLabel = new Map<string, LabelledText[][]>();
  for (const group of groups.values()) {
    const label = group[0]!.labels.join('|');
    const known = byLabel.get(label);
    if (known === undefined) byLabel.set(label, [group]);
    else known.push(group);
  }
  // Numbers, and rare sets of labels, are no strata: they are split together.
  const strata = new Map<string, LabelledText[][]>();
  for (const [label, all] of byLabel) {
    const stratum = all.length < 2 ? '' : label;
    strata.set(stratum, [...(strata.get(stratum) ?? []), ...all]);
  }
  const random = new Random(mixSeeds(seed, 17));
  const [train, heldOut]: [LabelledText[], LabelledText[]] = [[], []];
  for (const [, all] of [...strata].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const count = all.length < 2 ? 0 : Math.max(1, Math.round(share * all.length));
    random.shuffled(all).forEach((group, index) => (index < count ? heldOut : train).push(...group));
  }
  return { train, heldOut };
}
