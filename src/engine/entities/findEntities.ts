import type { FindEntitiesRequest, TextEntities } from '../../protocol/entities';
import type { ModelRunner } from '../batch/modelRunner';
import { tokenEntities } from './tokenEntities';

/** The entities of each text, by the labels that the model was trained on. */
export async function findEntities(
  model: ModelRunner,
  { texts, aggregation = 'simple', threshold = 0 }: FindEntitiesRequest,
): Promise<readonly TextEntities[]> {
  const found = await tokenEntities(model, texts, aggregation);
  return found.map((entities) => ({ entities: entities.filter(({ score }) => score >= threshold) }));
}
