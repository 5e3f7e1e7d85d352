import type { ModelDescription } from '../../../protocol/engineApi';
import { meaningsOf, outside } from '../../../protocol/wordTags';

/** The labels that a model's entities can have: those that a GLiNER is given, or those it was trained on. */
export function possibleLabels({ heads, labels }: ModelDescription, given: readonly string[] = []): readonly string[] {
  if (heads.includes('gliner')) return given;
  const own = meaningsOf(labels).map(({ label }) => label);
  return [...new Set(own)].filter((label) => label !== outside);
}
