import { plain } from '../../base/plainText';
import type { ModelHead } from '../../protocol/engineApi';
import { RequestError } from '../../protocol/errors';
import type { IntegerTensor, Tensors } from '../runtime/session';

/** Tensors as a file brings them: int64, any shape. */
export type IntegerTensors = ReadonlyMap<string, IntegerTensor>;

/**
 * What a head takes beside the tensors of texts, whose ids are [b, n]: `masked_positions` [m, 2] for mlm;
 * `label_positions` [b, l] and `text_positions` [b, 1] for gliclass; `word_positions` [b, w], `word_counts` [b] and
 * `label_positions` [l] for gliner.
 * @throws RequestError when one is missing or has another shape
 */
export function headInputs(head: ModelHead, tensors: IntegerTensors, ids: IntegerTensor): Tensors {
  switch (head) {
    case 'mlm':
      return { masked_positions: maskedPositions(tensors, ids) };
    case 'gliclass':
      return {
        label_positions: columns('label_positions', tensors, ids),
        text_positions: columns('text_positions', tensors, ids, 1),
      };
    case 'gliner':
      return wordsAndLabels(tensors, ids);
    case 'classify':
    case 'rtd':
    case 'tokens':
    case 'qa':
    case 'choice':
      return {};
  }
}

/** @throws RequestError for a value that is not below `size` */
export function checkRange(name: string, values: BigInt64Array, size: number): void {
  const wrong = values.find((value) => value < 0n || value >= BigInt(size));
  if (wrong !== undefined)
    throw new RequestError(plain`"${name}" holds ${wrong}; its values go from 0 to ${size - 1}.`);
}

/** Where words and labels are in a batch [b, n]: `word_positions` [b, w], `word_counts` [b], `label_positions` [l]. */
function wordsAndLabels(tensors: IntegerTensors, ids: IntegerTensor): Readonly<Record<string, IntegerTensor>> {
  const [batch, tokens = 0] = ids.shape;
  const words = tensors.get('word_positions')?.shape[1] ?? 0;
  const input = (name: string, axes: number, size: number, isOfTexts: boolean): IntegerTensor => {
    const tensor = tensors.get(name);
    const isRight =
      tensor?.shape.length === axes && tensor.data.length > 0 && (!isOfTexts || tensor.shape[0] === batch);
    if (!isRight) {
      throw new RequestError(
        plain`The gliner head needs I64 tensors "word_positions" of shape [b, w], "word_counts" [b] and "label_positions" [l].`,
      );
    }
    checkRange(name, tensor.data, size);
    return tensor;
  };
  return {
    word_positions: input('word_positions', 2, tokens, true),
    word_counts: input('word_counts', 1, words + 1, true),
    label_positions: input('label_positions', 1, tokens, false),
  };
}

/** Columns in each row of the ids, [b, any number] or [b, count]. */
function columns(name: string, tensors: IntegerTensors, ids: IntegerTensor, count?: number): IntegerTensor {
  const [rows = 0, tokens = 0] = ids.shape;
  const places = tensors.get(name);
  const [given, width = 0] = places?.shape ?? [];
  if (places?.shape.length !== 2 || given !== rows || width !== (count ?? Math.max(1, width))) {
    throw new RequestError(
      plain`The gliclass head needs an I64 tensor "${name}" of shape [${rows}, ${count ?? 'labels'}]: columns of "input_ids".`,
    );
  }
  checkRange(name, places.data, tokens);
  return places;
}

function maskedPositions(tensors: IntegerTensors, ids: IntegerTensor): IntegerTensor {
  const positions = tensors.get('masked_positions');
  if (positions?.shape.length !== 2 || positions.shape[1] !== 2 || positions.data.length === 0) {
    throw new RequestError(
      plain`The mlm head needs an I64 tensor "masked_positions" of shape [m, 2]: row and column of every mask.`,
    );
  }
  positions.data.forEach((index, i) => {
    const size = ids.shape[i % 2]!;
    if (index < 0n || index >= BigInt(size)) {
      throw new RequestError(plain`"masked_positions" holds ${index} where rows and columns go up to ${size - 1}.`);
    }
  });
  return positions;
}
