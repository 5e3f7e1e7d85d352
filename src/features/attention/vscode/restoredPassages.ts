import type { ModelRequest } from '../../../protocol/engineApi';
import type { AttentionPassage } from '../core/viewMessages';

/** The model that a passage is looked at with, and what it is called. */
export type NamedModel = Pick<AttentionPassage, 'modelName'> & ModelRequest;

/**
 * Passages that a window kept, for a workspace that is not trusted: a stored path may be one that the workspace once named, so a model
 * that is not among the user's own gives way to `instead`.
 * @param own folders of the user's own models
 */
export function restoredPassages(
  passages: readonly AttentionPassage[],
  own: readonly string[],
  { model, precision, modelName }: NamedModel,
): readonly AttentionPassage[] {
  return passages.map((passage) =>
    own.includes(passage.model) ? passage : { ...passage, model, precision, modelName },
  );
}
