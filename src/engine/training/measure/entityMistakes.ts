import type { EntityError, Mistake, TaggedText } from '../../../protocol/training';
import { entitiesOfTags, type WordEntity } from '../../../protocol/wordTags';
import type { TaggedWords, TagPredictions } from './predictTags';

const maxMistakes = 20;
/** Words around an entity that a mistake shows. */
const contextWords = 12;

/** Entities that a model gets wrong, those first of which it is surest. */
export function entityMistakes(texts: readonly TaggedText[], predictions: TagPredictions): Mistake[] {
  const all = texts.flatMap((text, index) => mistakesIn(text, predictions.texts[index]!));
  return all.sort((a, b) => b.confidence - a.confidence).slice(0, maxMistakes);
}

function mistakesIn(text: TaggedText, { tags, confidences }: TaggedWords): Mistake[] {
  const found = entitiesOfTags(tags);
  const wrong = found.flatMap((given): Mistake[] => {
    const wanted = text.entities.find((one) => isSame(one, given)) ?? text.entities.find((one) => overlap(one, given));
    const error = errorOf(wanted, given);
    return error === undefined ? [] : [mistake(text, confidences, error, wanted, given)];
  });
  const missed = text.entities.filter((wanted) => !found.some((given) => overlap(wanted, given)));
  return [...wrong, ...missed.map((wanted) => mistake(text, confidences, 'missed', wanted, undefined))];
}

function errorOf(wanted: WordEntity | undefined, given: WordEntity): EntityError | undefined {
  if (wanted === undefined) return 'spurious';
  if (wanted.label !== given.label) return 'label';
  return isSame(wanted, given) ? undefined : 'range';
}

function isSame(one: WordEntity, other: WordEntity): boolean {
  return one.start === other.start && one.end === other.end;
}

function overlap(one: WordEntity, other: WordEntity): boolean {
  return one.start < other.end && other.start < one.end;
}

/** The confidence is the mean of the entity's words, as they were tagged. */
function mistake(
  text: TaggedText,
  confidences: readonly number[],
  error: EntityError,
  wanted: WordEntity | undefined,
  given: WordEntity | undefined,
): Mistake {
  const { start, end } = (given ?? wanted)!;
  const own = confidences.slice(start, end);
  const [from, to] = [Math.max(0, start - contextWords), Math.min(text.words.length, end + contextWords)];
  const shown = wordsIn(text, from, to);
  return {
    error,
    text: `${from > 0 ? '… ' : ''}${shown}${to < text.words.length ? ' …' : ''}`,
    expected: described(text, wanted),
    predicted: described(text, given),
    confidence: own.reduce((sum, value) => sum + value, 0) / own.length,
  };
}

function described(text: TaggedText, entity: WordEntity | undefined): string {
  return entity === undefined ? 'no entity' : `${entity.label} “${wordsIn(text, entity.start, entity.end)}”`;
}

function wordsIn({ text, words }: TaggedText, from: number, to: number): string {
  return text.slice(words[from]!.start, words[to - 1]!.end);
}
