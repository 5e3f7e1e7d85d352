import { plain } from '../../../base/plainText';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import { RequestError } from '../../../protocol/errors';
import { percentText, type ToolAnswer } from './toolAnswer';

/** As in the tool's input schema. */
export interface FillMaskInput {
  /** Holds [MASK] once or more. */
  readonly text: string;
  readonly candidates?: number;
}

const maskText = '[MASK]';

/** The likeliest words for every [MASK] of a text. @throws RequestError when there is none */
export async function fillMaskTool(
  engine: Pick<EngineApi, 'fillMask'>,
  model: ModelRequest,
  { text, candidates = 5 }: FillMaskInput,
  options: CallOptions,
): Promise<ToolAnswer> {
  const masks = [...text.matchAll(/\[MASK\]/g)].map(({ index }) => ({ start: index, end: index + maskText.length }));
  if (masks.length === 0) throw new RequestError(plain`The text has no ${maskText}: put it where a word is missing.`);
  const predictions = await engine.fillMask({ ...model, text, masks, topK: candidates }, options);
  const words = predictions.map((mask) =>
    mask.candidates.map(({ text: word, logProbability }) => ({ word, probability: Math.exp(logProbability) })),
  );
  const lines = words.map((list, i) => {
    const shown = list.map(({ word, probability }) => `${word} (${percentText(probability)})`).join(', ');
    return words.length > 1 ? `Mask ${i + 1}: ${shown}` : shown;
  });
  return { text: lines.join('\n'), data: { masks: words } };
}

/** As in the tool's input schema. */
export interface OddWordsInput {
  readonly text: string;
  /** Minimum probability that a word is out of place, 0 to 1. */
  readonly threshold?: number;
}

/** Words that the model takes for slips. A word is as odd as its oddest piece. */
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
