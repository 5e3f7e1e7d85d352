import type { ModelHead } from '../../protocol/engineApi';
import type { Encoding } from '../../protocol/text';
import { gliclassLogits, gliclassRow, gliclassPrompt, tokensBesideLabels } from '../batch/gliclassRows';
import { entityPrompt, readWords, wordsOf } from '../batch/glinerLogits';
import { inputTensors, int64 } from '../batch/inputTensors';
import type { ModelRunner } from '../batch/modelRunner';
import { argMax, sigmoid, softmax } from '../batch/probability';
import { floats, type FloatTensor } from '../runtime/session';
import { entityPrompts, precisionPrompts } from './precisionPrompts';

/** The words of a prompt, by their place among all of them, that are masked one at a time. */
const maskedShares = [0.3, 0.6, 0.9];

/** Asked of each prompt as a passage. */
const question = 'What is it about?';

/** Entities that are looked for in each prompt. */
const comparedLabels = ['person', 'place', 'organization', 'date', 'product'];

/** Labels that prompts are compared with. */
const topics = ['software', 'science', 'nature', 'history', 'work', 'home'];

/** Choices among which a prompt's best one is looked for. */
const comparedChoices = 4;

/** What a head is asked about: texts with names where it finds those. */
export function promptsFor(head: ModelHead): readonly string[] {
  return head === 'tokens' || head === 'gliner' ? entityPrompts : precisionPrompts;
}

/** Whether an answer finds an entity. Most words of a text are of none, in any precision, which tells nothing. */
export function findsEntity({ config }: ModelRunner, head: ModelHead, answer: readonly number[]): boolean {
  const best = argMax(answer);
  return head === 'gliner' ? best > 0 : config.labels[best] !== 'O';
}

/** A classifier's outputs for a prompt, in one answer. */
export async function values(model: ModelRunner, head: ModelHead, prompt: string): Promise<number[][]> {
  return [[...(await logitsOf(model, head, model.tokenizer.encode(prompt))).data]];
}

async function logitsOf(model: ModelRunner, head: ModelHead, encoding: Encoding): Promise<FloatTensor> {
  const outputs = await model.run({ kind: head, padded: false }, inputTensors(model, head, encoding));
  return floats(outputs, 'logits');
}

function rowsOf(values: Float32Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) => [
    ...values.subarray(row * width, (row + 1) * width),
  ]);
}

/** How likely each of a few other prompts goes on from this one. */
async function choiceDistribution(model: ModelRunner, prompt: string): Promise<number[]> {
  const logits: number[] = [];
  for (const choice of precisionPrompts.slice(0, comparedChoices)) {
    const { data } = await logitsOf(model, 'choice', model.tokenizer.encode(prompt, choice));
    logits.push(data[0]!);
  }
  return softmax(logits);
}

/** How well each of a few topics goes with a prompt. */
async function labelDistribution(model: ModelRunner, prompt: string): Promise<number[]> {
  const config = model.config.gliclass!;
  const tokens = tokensBesideLabels(model, config, prompt);
  const row = gliclassRow(model, config, gliclassPrompt(model, config, topics), tokens);
  const [logits = []] = await gliclassLogits(model, [row]);
  return softmax(logits);
}

/** The answers to a prompt, each a distribution: over words for some masks, over labels, or odd or not per token. */
export async function distributions(model: ModelRunner, head: ModelHead, prompt: string): Promise<number[][]> {
  switch (head) {
    case 'mlm':
      return Promise.all(maskedShares.map((share) => maskDistribution(model, prompt, share)));
    case 'classify':
      return (await values(model, head, prompt)).map(softmax);
    case 'tokens': {
      const { data, shape } = await logitsOf(model, head, model.tokenizer.encode(prompt));
      return rowsOf(data, shape[2]!).map(softmax);
    }
    case 'qa': {
      const { data } = await logitsOf(model, head, model.tokenizer.encode(question, prompt));
      return [0, 1].map((end) => softmax([...data].filter((_, i) => i % 2 === end)));
    }
    case 'choice':
      return [await choiceDistribution(model, prompt)];
    case 'gliner':
      return entityDistributions(model, prompt);
    case 'gliclass':
      return [await labelDistribution(model, prompt)];
    case 'rtd': {
      const { data } = await logitsOf(model, head, model.tokenizer.encode(prompt));
      return [...data].map((logit) => [sigmoid(logit), sigmoid(-logit)]);
    }
  }
}

/** Of each word how likely each entity begins there, or none. */
async function entityDistributions(model: ModelRunner, prompt: string): Promise<number[][]> {
  const answers: number[][] = [];
  await readWords(model, entityPrompt(model, comparedLabels), wordsOf(model, [prompt]), ({ shape, data }) => {
    answers.push(...rowsOf(data, shape[1] * shape[2]).map((logits) => softmax([0, ...logits])));
  });
  return answers;
}

async function maskDistribution(model: ModelRunner, prompt: string, share: number): Promise<number[]> {
  const words = [...prompt.matchAll(/\p{L}+/gu)];
  const word = words[Math.floor(share * words.length)]!;
  const range = { start: word.index, end: word.index + word[0].length };
  const { encoding, positions } = model.tokenizer.encodeMasked(prompt, [range]);
  const inputs = { ...inputTensors(model, 'mlm', encoding), masked_positions: int64([0, ...positions], [1, 2]) };
  const { data } = floats(await model.run({ kind: 'mlm', padded: false }, inputs), 'logits');
  return softmax([...data.subarray(0, model.tokenizer.size)]);
}
