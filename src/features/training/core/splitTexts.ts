import { mixSeeds, Random } from '../../../base/random';
import type { LabeledText } from './labeledText';
import { textKey } from './labeledText';

export interface Split {
  readonly train: readonly LabeledText[];
  readonly heldOut: readonly LabeledText[];
}

/**
 * Holds out a share of each label's texts, at least one where a label has two. The same seed gives the same split;
 * texts that are the same stay on one side, so that nothing is measured on what was learned.
 */
export function splitTexts(texts: readonly LabeledText[], share: number, seed: number): Split {
  const groups = new Map<string, LabeledText[]>();
  for (const one of texts) {
    add(groups, textKey(one), one);
  }
  const byLabel = new Map<string, LabeledText[][]>();
  for (const group of groups.values()) {
    add(byLabel, group[0]!.labels.join('|'), group);
  }
  // Numbers, and rare sets of labels, are no strata: they are split together.
  const strata = new Map<string, LabeledText[][]>();
  for (const [label, all] of byLabel) {
    for (const group of all) add(strata, all.length < 2 ? '' : label, group);
  }
  const random = new Random(mixSeeds(seed, 17));
  const [train, heldOut]: [LabeledText[], LabeledText[]] = [[], []];
  for (const [, all] of [...strata].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const count = all.length < 2 ? 0 : Math.max(1, Math.round(share * all.length));
    for (const [index, group] of random.shuffled(all).entries())
      for (const one of group) (index < count ? heldOut : train).push(one);
  }
  return { train, heldOut };
}

function add<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
