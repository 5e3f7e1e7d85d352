import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import { percentText, type ToolAnswer } from './toolAnswer';

/** As in the tool's input schema. */
export interface OddWordsInput {
  readonly text: string;
  /** From which probability of being out of place on, 0 to 1. */
  readonly threshold?: number;
}

/** Words that the model takes for not what the writer would have written. A word is as odd as its oddest piece. */
export async function oddWordsTool(
  engine: Pick<EngineApi, 'detectReplaced'>,
  model: ModelRequest,
  { text, threshold = 0.5 }: OddWordsInput,
  options: CallOptions,
): Promise<ToolAnswer> {
  const tokens = await engine.detectReplaced({ ...model, text }, options);
  const words = [...text.matchAll(/[^\s]+/g)].map(({ index: start, 0: word }) => {
    const inside = tokens.filter(({ range }) => range.start < start + word.length && range.end > start);
    const probability = inside.reduce((most, token) => Math.max(most, token.probability), 0);
    return { word, start, end: start + word.length, probability };
  });
  const odd = words.filter(({ probability }) => probability >= threshold);
  const lines = odd.map(({ word, start, probability }) => `${word} at ${start} (${percentText(probability)})`);
  return { text: odd.length > 0 ? lines.join('\n') : 'No word is out of place.', data: { words: odd } };
}
