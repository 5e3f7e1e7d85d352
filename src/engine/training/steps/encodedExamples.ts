import { beginStep } from '../../../base/workSteps';
import type { ProblemType } from '../../../protocol/predictions';
import type { TrainingExample } from '../../../protocol/training';
import { requireKnownTokens } from '../../batch/inputTensors';
import type { DebertaConfig } from '../../checkpoint/debertaConfig';
import type { IntegerTensor } from '../../runtime/session';
import { shortened, type InputRow } from '../../tokenizer/rowTemplate';
import type { Tokenizer } from '../../tokenizer/tokenizer';

/** A tokenized example with its target as one number a label. */
export interface EncodedExample extends InputRow {
  readonly target: Float32Array;
}

/** Tokenizes examples; what is longer than `maxTokens` loses its end, but keeps the last [SEP]. */
export function encodeExamples(
  tokenizer: Tokenizer,
  examples: readonly TrainingExample[],
  problemType: ProblemType,
  labels: number,
  maxTokens: number,
): EncodedExample[] {
  return examples.map(({ text, textPair, target }) => {
    beginStep();
    const row = shortened(tokenizer.encode(text, textPair), maxTokens);
    return { ...row, target: targetVector(target, problemType, labels) };
  });
}

function targetVector(target: readonly number[], problemType: ProblemType, labels: number): Float32Array {
  if (problemType === 'regression') return Float32Array.from(target);
  const vector = new Float32Array(labels);
  for (const id of target) vector[id] = 1;
  return vector;
}

/** The inputs of examples, padded to the longest, [examples · copies, tokens]. @throws RequestError for unknown ids */
export function batchInputs(
  examples: readonly InputRow[],
  config: DebertaConfig,
  copies = 1,
): Record<string, IntegerTensor> & { readonly input_ids: IntegerTensor; readonly attention_mask: IntegerTensor } {
  const tokens = Math.max(...examples.map(({ ids }) => ids.length));
  const rows = Array.from({ length: copies }, () => examples).flat();
  const shape = [rows.length, tokens];
  const tensor = (valueOf: (example: InputRow, token: number) => number): IntegerTensor => {
    const data = new BigInt64Array(rows.length * tokens);
    rows.forEach((example, row) => {
      for (let token = 0; token < tokens; token++) data[row * tokens + token] = BigInt(valueOf(example, token));
    });
    return { type: 'int64', shape, data };
  };
  const inputs = {
    input_ids: tensor(({ ids }, token) => ids[token] ?? config.padTokenId),
    attention_mask: tensor(({ ids }, token) => (token < ids.length ? 1 : 0)),
    ...(config.typeVocabSize > 0 ? { token_type_ids: tensor(({ types }, token) => types[token] ?? 0) } : undefined),
  };
  requireKnownTokens(inputs, config);
  return inputs;
}

/** The targets of examples, [examples, labels]. */
export function targetTensor(examples: readonly EncodedExample[]) {
  const labels = examples[0]?.target.length ?? 0;
  const data = new Float32Array(examples.length * labels);
  examples.forEach(({ target }, row) => data.set(target, row * labels));
  return { type: 'float32', shape: [examples.length, labels], data } as const;
}
