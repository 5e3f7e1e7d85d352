import type { MappedUnit } from '../../../prose/documentUnits';
import { withAddresses } from '../../../prose/withAddresses';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import type { Entity, FindEntitiesRequest, TextEntities } from '../../../protocol/entities';
import { answerUnits, type RunOptions, type UnitText } from '../../../results/answerUnits';
import type { AnswerSource } from '../../../results/knownAnswers';
import { withoutPunctuation } from './entityEdges';
import { foundUnit, type FoundUnit } from './entityStore';

/** What is asked of the engine for every text. */
export type FindEntities = ModelRequest & Omit<FindEntitiesRequest, 'texts'>;

type Finder = Pick<EngineApi, 'findEntities'>;

/** Finds the entities of any number of units, as `answerUnits` does; the texts of addresses are read, too. */
export function findInUnits<U extends MappedUnit>(
  engine: Finder,
  request: FindEntities,
  units: AsyncIterable<U> | Iterable<U>,
  options?: RunOptions,
) {
  const ask = async (units: readonly UnitText[], callOptions: CallOptions) => {
    const texts = units.map(({ text }) => text);
    return entitiesOf(await engine.findEntities({ ...request, texts }, callOptions), texts);
  };
  return answerUnits(ask, adapted(units), options);
}

/** The entities of each text, without the punctuation around them. */
export function entitiesOf(answers: readonly TextEntities[], texts: readonly string[]): Entity[][] {
  return answers.map(({ entities }, i) => withoutPunctuation(texts[i]!, entities));
}

/** Finds and moves the results of a document's units, whose addresses are read. */
export function entityAnswers(engine: Finder, request: FindEntities): AnswerSource<MappedUnit, FoundUnit> {
  return {
    async *find(units) {
      for await (const batch of findInUnits(engine, request, units))
        yield batch.map(({ unit, answer }) => foundUnit(unit, answer));
    },
    moved: ({ entities }, unit) => foundUnit(unit, entities),
  };
}

async function* adapted<U extends MappedUnit>(units: AsyncIterable<U> | Iterable<U>): AsyncGenerator<U> {
  for await (const unit of units) yield withAddresses(unit);
}
