import type { EngineApi, ModelDescription } from '../protocol/engineApi';

/** Reads with the engine what a folder's tensors can do, for `ModelStoreOptions.describe`: also its vocabulary, so that one that cannot be read is found out now and not at the first use. */
export function describeModel(
  engine: Pick<EngineApi, 'describe' | 'tokenize'>,
): (folder: string) => Promise<ModelDescription> {
  return async (model) => {
    const description = await engine.describe({ model });
    await engine.tokenize({ model, text: '' });
    return description;
  };
}
