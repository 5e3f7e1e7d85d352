import type { ModelRequest } from '../protocol/engineApi';

/** A model, and what it is called. */
export interface NamedModel extends ModelRequest {
  readonly modelName: string;
}

/**
 * What a window kept, for a workspace that is not trusted: a stored path may be one that the workspace once named, so
 * a model that is not among the user's own gives way to `instead`.
 * @param own folders of the user's own models
 */
export function restoredModels<T extends NamedModel>(
  kept: readonly T[],
  own: readonly string[],
  { model, precision, modelName }: NamedModel,
): readonly T[] {
  return kept.map((one) => (own.includes(one.model) ? one : { ...one, model, precision, modelName }));
}
