import { mixSeeds, Random } from '../../../base/random';
import type { Checkpoint } from '../../checkpoint/checkpoint';
import { elementCount } from '../../graph/graph';
import type { Parameters } from '../../model/modelContext';
import type { FloatTensor, IntegerTensor } from '../../runtime/session';
import { activate, optimizedTensor, type OptimizedTensor } from '../optimizer/adamW';
import { VectorHeap } from '../optimizer/vectors';
import { gradientName } from './trainingGraph';

/** Deviation of a new head's weights, as in Hugging Face's configurations. */
const initialSpread = 0.02;

/** A checkpoint's tensors with a new head, of texts or of tokens, where it has none that fits. */
export function classifierParameters(
  checkpoint: Checkpoint,
  labels: readonly string[],
  head: 'classify' | 'tokens' = 'classify',
): Parameters {
  const { config, weights, heads } = checkpoint;
  const { hiddenSize } = config;
  const keepsHead = heads.includes(head) && config.labels.join('\n') === labels.join('\n');
  const added: Record<string, readonly number[]> = {
    ...(head === 'tokens' || weights.has('pooler.dense.weight')
      ? {}
      : { 'pooler.dense.weight': [hiddenSize, hiddenSize], 'pooler.dense.bias': [hiddenSize] }),
    ...(keepsHead ? {} : { 'classifier.weight': [labels.length, hiddenSize], 'classifier.bias': [labels.length] }),
  };
  return {
    has: (name) => name in added || weights.has(name),
    info: (name) => (name in added ? { shape: added[name]! } : weights.info(name)),
  };
}

/** The numbers of a model in training. Trained tensors have a gradient and moments; all are changed in place. */
export class ParameterSet {
  readonly tensors: Readonly<Record<string, FloatTensor>>;
  readonly trained: readonly OptimizedTensor[];
  /** Where a step's graph writes its gradients, by output name. */
  readonly gradients: Readonly<Record<string, FloatTensor>>;

  /** The rows of a table whose gradient is not 0 now. */
  readonly #touched = new Map<string, readonly number[]>();

  private constructor(tensors: Readonly<Record<string, FloatTensor>>, trained: readonly OptimizedTensor[]) {
    this.tensors = tensors;
    this.trained = trained;
    this.gradients = Object.fromEntries(
      trained.map(({ name, gradient }) => [
        gradientName(name),
        { type: 'float32', shape: tensors[name]!.shape, data: gradient } as const,
      ]),
    );
  }

  /** How many numbers these are. */
  get size(): number {
    return Object.values(this.tensors).reduce((sum, { data }) => sum + data.length, 0);
  }

  /** To be called when a run has written the whole gradients of these names. */
  wholeGradients(names: ReadonlySet<string>): void {
    for (const tensor of this.trained) if (names.has(gradientName(tensor.name))) activate(tensor);
  }

  /**
   * Makes the gradient of a table that of the rows read in one run, [.., width] for the ids of `index`; a row that was
   * read more than once gets the sum. All other rows are 0.
   */
  setRowGradients(name: string, { data: index }: IntegerTensor, { data }: FloatTensor): void {
    const tensor = this.trained.find((one) => one.name === name);
    if (tensor === undefined) return;
    const width = this.tensors[name]!.shape.at(-1) ?? 1;
    const { gradient } = tensor;
    for (const row of this.#touched.get(name) ?? []) gradient.fill(0, row * width, (row + 1) * width);
    index.forEach((id, position) => {
      const [from, to] = [position * width, Number(id) * width];
      for (let i = 0; i < width; i++) gradient[to + i] = gradient[to + i]! + data[from + i]!;
    });
    const touched = [...new Set(Array.from(index, Number))];
    for (const row of touched) activate(tensor, row * width, (row + 1) * width);
    this.#touched.set(name, touched);
  }

  /** Reads the tensors of `shapes` from the checkpoint; missing ones, or ones of another shape, start at random. */
  static async read(
    checkpoint: Checkpoint,
    shapes: ReadonlyMap<string, readonly number[]>,
    trained: readonly string[],
    seed: number,
  ): Promise<ParameterSet> {
    const { weights } = checkpoint;
    const tensors: Record<string, FloatTensor> = {};
    const optimized = new Map<string, OptimizedTensor>();
    const heap = new VectorHeap();
    for (const [name, shape] of shapes) {
      const isThere = weights.has(name) && weights.info(name).shape.join() === shape.join();
      const data = isThere ? await weights.readFloat32(name) : initialValues(name, shape, seed);
      if (trained.includes(name)) optimized.set(name, optimizedTensor(name, data, heap));
      tensors[name] = { type: 'float32', shape, data: optimized.get(name)?.values ?? data };
    }
    return new ParameterSet(
      tensors,
      trained.map((name) => optimized.get(name)!),
    );
  }
}

function initialValues(name: string, shape: readonly number[], seed: number): Float32Array {
  if (name.endsWith('.bias')) return new Float32Array(elementCount(shape));
  const random = new Random(mixSeeds(seed, hashOf(name), 2));
  return Float32Array.from({ length: elementCount(shape) }, () => initialSpread * random.normal());
}

/** A name as a number: heads of the same shape start with different values. */
function hashOf(name: string): number {
  return mixSeeds(...Buffer.from(name));
}
