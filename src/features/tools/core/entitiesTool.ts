import { plain } from '../../../base/plainText';
import { inability } from '../../../protocol/abilities';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import { RequestError } from '../../../protocol/errors';
import { answerUnits, type UnitText } from '../../../results/answerUnits';
import { entitiesOf } from '../../entities/core/findEntities';
import { possibleLabels } from '../../entities/core/possibleLabels';
import { presets, type Preset } from '../../entities/core/presets';
import { percentText, type ToolAnswer } from './toolAnswer';

/** As in the tool's input schema. */
export interface EntitiesInput {
  readonly texts: readonly string[];
  /** For a GLiNER. */
  readonly labels?: readonly string[];
  readonly preset?: Preset;
  readonly threshold?: number;
}

/** The entities of each text, in order. @throws RequestError when the model needs labels and has none, or finds none */
export async function entitiesTool(
  engine: Pick<EngineApi, 'findEntities' | 'describe'>,
  model: ModelRequest,
  { texts, preset, labels = preset && presets[preset], threshold }: EntitiesInput,
  options: CallOptions,
): Promise<ToolAnswer> {
  const description = await engine.describe(model, options);
  const isGliner = description.heads.includes('gliner');
  if (!isGliner && !description.heads.includes('tokens')) throw new RequestError(inability(description, 'tokens'));
  if (isGliner && labels === undefined)
    throw new RequestError(plain`This model finds what it is told to: give labels or a preset.`);
  // A model's own labels cannot be chosen from; a preset is for those that take any.
  const request = { ...model, labels: isGliner || preset === undefined ? labels : undefined, threshold };
  const ask = async (units: readonly UnitText[], callOptions: CallOptions) => {
    const all = units.map(({ text }) => text);
    return entitiesOf(await engine.findEntities({ ...request, texts: all, aggregation: 'first' }, callOptions), all);
  };
  const results: { text: string; entities: object[] }[] = [];
  const lines: string[] = [];
  const units = texts.map((text, order) => ({ text, order }));
  for await (const batch of answerUnits(ask, units, options))
    for (const { unit, answer } of batch) {
      const entities = answer.map((entity) => ({
        ...entity,
        text: unit.text.slice(entity.start, entity.end),
      }));
      results[unit.order] = { text: unit.text, entities };
      const all = entities.map(({ text, label, score }) => `${text} (${label}, ${percentText(score)})`);
      lines[unit.order] = `“${unit.text}”: ${all.join(', ') || 'nothing found'}`;
    }
  return { text: lines.join('\n'), data: { labels: possibleLabels(description, labels), results } };
}
