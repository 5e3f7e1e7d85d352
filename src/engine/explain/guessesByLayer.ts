import type {
  AnswerCandidate,
  ExplainedReplacement,
  ExplainedWord,
  LayerGuess,
  LayerGuesses,
  LayerGuessesRequest,
} from '../../protocol/explanations';
import { checkCount } from '../batch/checkCount';
import { inputTensors, int64 } from '../batch/inputTensors';
import type { ModelRunner } from '../batch/modelRunner';
import { bestIndices, logSumExp, sigmoid } from '../batch/probability';
import { tokenWindow } from '../batch/tokenWindow';
import { floats, type Tensors } from '../runtime/session';
import { requireHeadOf } from './answerProblem';
import { maxExplainedTokens } from './explainable';
import { realWords } from './maskRows';
import { tokensOfPart } from './rowWords';
import { tokenOf } from './scoredWord';

const maxGuesses = 20;

/** What a model guesses after each layer. @throws RequestError when it cannot guess */
export async function guessesByLayer(model: ModelRunner, { of, topK = 5 }: LayerGuessesRequest): Promise<LayerGuesses> {
  checkCount('guesses', topK, maxGuesses);
  requireHeadOf(model, of);
  return of.kind === 'word' ? wordsByLayer(model, of, topK) : replacementByLayer(model, of);
}

async function wordsByLayer(model: ModelRunner, { text, mask, answer }: ExplainedWord, topK: number) {
  const { tokenizer } = model;
  const wanted = answer === undefined ? undefined : tokenOf(model, text, mask, answer);
  const whole = tokenizer.encodeMasked(text, [mask]);
  const { encoding, positions } = tokenWindow(whole, Math.min(model.maxTokens('layers'), maxExplainedTokens));
  const inputs = { ...inputTensors(model, 'layers', encoding), masked_positions: int64([0, positions[0]!], [1, 2]) };
  const rows = rowsOf(await model.run({ kind: 'layers', head: 'mlm', padded: false }, inputs));
  const real = realWords(model);
  const offered = real.filter((id) => tokenizer.isCandidate(id));
  const logitsOf = (row: Float32Array, ids: readonly number[]) => Float32Array.from(ids, (id) => row[id]!);
  const best = (row: Float32Array) => bestIndices(logitsOf(row, offered), topK).map((place) => offered[place]!);
  const chosen = wanted ?? best(rows.at(-1)!)[0]!;
  const places = placesOf(model, rows.length);
  const steps = rows.map((row, step): LayerGuess => {
    const normalizer = logSumExp(logitsOf(row, real));
    const probability = (id: number) => Math.exp(row[id]! - normalizer);
    const guesses = best(row).map((id) => ({ answer: tokenizer.surface(id).text, probability: probability(id) }));
    const rank = 1 + offered.filter((id) => row[id]! > row[chosen]!).length;
    return { ...places[step]!, guesses, probability: probability(chosen), rank };
  });
  return { answer: tokenizer.surface(chosen).text, steps };
}

async function replacementByLayer(model: ModelRunner, { text, word }: ExplainedReplacement): Promise<LayerGuesses> {
  const encoding = model.tokenizer.encode(text);
  const inputs = inputTensors(model, 'layers', encoding);
  const rows = rowsOf(await model.run({ kind: 'layers', head: 'rtd', padded: false }, inputs));
  const tokens = tokensOfPart(encoding.ranges, word);
  const steps = rows.map((row, step): LayerGuess => {
    const probability = tokens.reduce((sum, token) => sum + sigmoid(row[token]!), 0) / tokens.length;
    const guesses: AnswerCandidate[] = [
      { answer: 'replaced', probability },
      { answer: 'original', probability: 1 - probability },
    ];
    return { layer: step - 1, guesses: probability < 0.5 ? guesses.reverse() : guesses, probability };
  });
  return { answer: 'replaced', steps };
}

/** The layers of steps, −1 for the embeddings, and the passes of the mask decoder through the last one. */
function placesOf({ config, description }: ModelRunner, steps: number) {
  const last = config.numHiddenLayers - 1;
  return Array.from({ length: steps }, (_, step) => {
    const pass = step - 1 - last;
    return pass < 0 || !description.enhancedMaskDecoder ? { layer: Math.min(step - 1, last) } : { layer: last, pass };
  });
}

function rowsOf(outputs: Tensors): Float32Array[] {
  const { data, shape } = floats(outputs, 'logits');
  const [steps = 0, size = 0] = shape;
  return Array.from({ length: steps }, (_, step) => data.subarray(step * size, (step + 1) * size));
}
