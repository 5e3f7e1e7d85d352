import { plain } from '../../base/plainText';
import type { ExplainedWord } from '../../protocol/explanations';
import { RequestError } from '../../protocol/errors';
import type { TextRange } from '../../protocol/text';
import { decodeMasks } from '../batch/decodeMasks';
import type { ModelRunner } from '../batch/modelRunner';
import { tokenWindow } from '../batch/tokenWindow';
import { maxExplainedTokens, requireExplainable } from './explainable';
import { maskInputs, realWords } from './maskRows';
import { tokensOfWords, wordsOf } from './rowWords';
import type { ScoredAnswer } from './scoredAnswer';
import { maxCandidates } from './scoredLabel';

/** @throws RequestError for a word of several tokens */
export async function scoredWord(model: ModelRunner, of: ExplainedWord): Promise<ScoredAnswer> {
  const { text, mask, answer, against } = of;
  const { tokenizer, config } = model;
  const whole = tokenizer.encodeMasked(text, [mask]);
  const masked = tokenWindow(whole, Math.min(model.maxTokens('mlm'), maxExplainedTokens));
  const wanted = answer === undefined ? undefined : tokenOf(model, text, mask, answer);
  const rival = against === undefined ? undefined : tokenOf(model, text, mask, against);
  const targetIds = wanted === undefined ? [] : [wanted];
  const [decoded] = await decodeMasks(model, masked, { topK: maxCandidates, targetIds });
  const guesses = decoded!.candidates.filter(({ id }) => tokenizer.isCandidate(id)).slice(0, maxCandidates);
  const shown = [...guesses, ...decoded!.targets.filter(({ id }) => !guesses.some((guess) => guess.id === id))];
  const chosen = wanted ?? guesses[0]?.id;
  if (chosen === undefined) throw new RequestError(plain`The model has no word for the mask.`);
  if (rival === chosen) throw new RequestError(plain`Compare “${tokenizer.surface(chosen).text}” with another word.`);
  const { ids, types, ranges, sequence } = masked.encoding;
  const [position = 0] = masked.positions;
  const words = wordsOf([text], mask);
  const tokens = ranges
    .map((range, token) => ({ range, sequence: sequence[token]!, token }))
    .filter(({ token }) => token !== position);
  const row = {
    ...{ head: 'mlm' as const, ids, types, inputs: maskInputs([position]), outputs: config.vocabSize },
    words: tokensOfWords(words, tokens),
  };
  const compared =
    rival === undefined
      ? { picked: [chosen], groups: [realWords(model).filter((id) => id !== chosen)] }
      : { picked: [chosen, rival], groups: [] };
  return requireExplainable(model, {
    ...{ answer: tokenizer.surface(chosen).text, against, words, temperature: 1 },
    measure: rival === undefined ? 'logOdds' : 'logitDifference',
    candidates: shown.map(({ id, logProbability }) => ({
      answer: tokenizer.surface(id).text,
      probability: Math.exp(logProbability),
    })),
    rows: [{ ...row, ...compared }],
    scores: [
      { row: 0, weights: [1] },
      { row: 0, weights: [0, 1] },
    ],
  });
}

/** The token of a word in the mask's place. @throws RequestError when it takes several */
export function tokenOf(model: ModelRunner, text: string, { start, end }: TextRange, word: string): number {
  const { ids, ranges } = model.tokenizer.encode(`${text.slice(0, start)}${word}${text.slice(end)}`);
  const at = ranges.flatMap((range, i) => (range.end > start && range.start < start + word.length ? [ids[i]!] : []));
  if (at.length === 1) return at[0]!;
  throw new RequestError(plain`“${word}” isn't one token of the model's vocabulary. Choose another word.`);
}
