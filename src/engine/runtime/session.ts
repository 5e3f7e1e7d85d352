import { plain } from '../../base/plainText';
import { ort } from './onnxruntime';
import type { Provider } from '../../protocol/engineApi';
import { GraphError, messageOf } from '../../protocol/errors';

/** A dense tensor: `data` in row-major order of `shape`. */
export type Tensor =
  | { readonly type: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'int64'; readonly shape: readonly number[]; readonly data: BigInt64Array };

export type FloatTensor = Extract<Tensor, { type: 'float32' }>;
export type IntegerTensor = Extract<Tensor, { type: 'int64' }>;

export type Tensors = Readonly<Record<string, Tensor>>;

export interface SessionOptions {
  readonly provider: Exclude<Provider, 'auto'>;
  readonly threads: number;
  /** Whether onnxruntime may fuse and reorder; off for graphs that run once. */
  readonly optimize: boolean;
}

/** A graph that is ready to run. Runs block the thread, one at a time. */
export class Session {
  readonly #session: ort.InferenceSession;

  private constructor(session: ort.InferenceSession) {
    this.#session = session;
  }

  /**
   * Opens an encoded graph: a file path, which finds external weights beside it and maps them, or bytes.
   * @throws GraphError with the runtime's own words when the graph or the provider is refused
   */
  static async open(model: string | Uint8Array, options: SessionOptions): Promise<Session> {
    const sessionOptions: ort.InferenceSession.SessionOptions = {
      executionProviders: [options.provider],
      intraOpNumThreads: options.threads,
      graphOptimizationLevel: options.optimize ? 'all' : 'disabled',
      logSeverityLevel: 3,
      // Otherwise idle threads keep spinning for about 20 ms while another session needs their processors.
      extra: { session: { force_spinning_stop: '1' } },
    };
    try {
      // The library declares its two forms apart.
      const created =
        typeof model === 'string'
          ? ort.InferenceSession.create(model, sessionOptions)
          : ort.InferenceSession.create(model, sessionOptions);
      return new Session(await created);
    } catch (error) {
      throw new GraphError(plain`onnxruntime cannot load the graph on "${options.provider}": ${reason(error)}`);
    }
  }

  get outputNames(): readonly string[] {
    return this.#session.outputNames;
  }

  /**
   * Computes `outputs` (all when not given) from `inputs`.
   * @throws GraphError with the runtime's own words when a tensor does not fit
   */
  async run(inputs: Tensors, outputs: readonly string[] = this.outputNames): Promise<Tensors> {
    return this.#run(inputs, outputs);
  }

  /**
   * Computes all outputs from `inputs`, those in `into` in place: their numbers are written where the tensor's are, and
   * nothing is copied.
   * @throws GraphError with the runtime's own words when a tensor does not fit
   */
  async runInto(inputs: Tensors, into: Readonly<Record<string, FloatTensor>>): Promise<Tensors> {
    const fetches = Object.fromEntries(
      this.outputNames.map((name) => {
        const tensor = into[name];
        return [name, tensor === undefined ? null : new ort.Tensor('float32', tensor.data, tensor.shape)];
      }),
    );
    return this.#run(inputs, fetches);
  }

  async release(): Promise<void> {
    await this.#session.release();
  }

  async #run(inputs: Tensors, outputs: ort.InferenceSession.FetchesType): Promise<Tensors> {
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, { type, data, shape }]) => [name, new ort.Tensor(type, data, shape)]),
    );
    try {
      const results = await this.#session.run(feeds, outputs);
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, ofGraph(name, tensor)]));
    } catch (error) {
      throw new GraphError(plain`onnxruntime could not run the graph: ${reason(error)}`);
    }
  }
}

/** A float32 tensor of a run, by name. @throws GraphError when there is none */
export function floats(tensors: Tensors, name: string): FloatTensor {
  const tensor = tensors[name];
  if (tensor?.type !== 'float32') throw new GraphError(plain`The graph has no float32 output "${name}".`);
  return tensor;
}

/** An int64 tensor of a run, by name. @throws GraphError when there is none */
export function integers(tensors: Tensors, name: string): IntegerTensor {
  const tensor = tensors[name];
  if (tensor?.type !== 'int64') throw new GraphError(plain`The graph has no int64 output "${name}".`);
  return tensor;
}

function ofGraph(name: string, { data, dims }: ort.Tensor): Tensor {
  if (data instanceof Float32Array) return { type: 'float32', shape: dims, data };
  if (data instanceof BigInt64Array) return { type: 'int64', shape: dims, data };
  throw new GraphError(plain`Output "${name}" has an unexpected type.`);
}

/** The runtime's message without the place in its source that it begins with. */
function reason(error: unknown): string {
  return messageOf(error).replace(/^\S+\.(?:cc|h):\d+ .*?\)(?:::<lambda\(\)>)? /, '');
}
