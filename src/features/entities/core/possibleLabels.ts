import type { ModelDescription } from '../../../protocol/engineApi';
import type { Aggregation } from '../../../protocol/entities';
import { meaningsOf, outside } from '../../../protocol/wordTags';

/** The labels of entities: those that a GLiNER is given, or those a model was trained on; of single tokens, whole. */
export function possibleLabels(
  { heads, labels }: ModelDescription,
  given: readonly string[] = [],
  aggregation?: Aggregation,
): readonly string[] {
  if (heads.includes('gliner')) return given;
  const own = aggregation === 'none' ? labels : meaningsOf(labels).map(({ label }) => label);
  return [...new Set(own)].filter((label) => label !== outside);
}
