import { plain } from '../../base/plainText';
import type { FindEntitiesRequest, TextEntities } from '../../protocol/entities';
import { RequestError } from '../../protocol/errors';
import type { ModelRunner } from '../batch/modelRunner';
import { glinerEntities } from './glinerEntities';
import { meaningsOf, outside } from '../../protocol/wordTags';
import { tokenEntities } from './tokenEntities';

/** Every span of a text has a small score by every label: this bounds how many are looked at. */
const minThreshold = 0.01;

/**
 * The entities of each text, by the labels that the model was trained on, or, for a GLiNER, by those that are given.
 * @throws RequestError when a model of the first kind is given labels, or one of the second is not
 */
export async function findEntities(
  model: ModelRunner,
  { texts, labels = [], aggregation = 'simple', threshold }: FindEntitiesRequest,
): Promise<readonly TextEntities[]> {
  const { heads, name, labels: own } = model.description;
  if (heads.includes('gliner')) {
    if (threshold !== undefined && threshold < minThreshold)
      throw new RequestError(
        plain`A GLiNER takes a threshold of at least ${minThreshold}: below, nearly everything is found.`,
      );
    const found = await glinerEntities(model, texts, labels, threshold ?? 0.5);
    return found.map((entities) => ({ entities }));
  }
  if (labels.length > 0) {
    const kinds = new Set(meaningsOf(own).flatMap(({ label }) => (label === outside ? [] : [label])));
    throw new RequestError(
      plain`${name} finds only what it was trained to find (${[...kinds].join(', ')}). Leave the labels out, or choose a GLiNER, e.g. urchade/gliner_small-v2.1.`,
    );
  }
  const found = await tokenEntities(model, texts, aggregation);
  return found.map((entities) => ({ entities: entities.filter(({ score }) => score >= (threshold ?? 0)) }));
}
