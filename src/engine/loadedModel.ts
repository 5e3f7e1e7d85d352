import { createHash } from 'node:crypto';
import path from 'node:path';
import { Lru } from '../base/lru';
import { beginStep } from '../base/workSteps';
import type {
  EngineOptions,
  EngineProgress,
  ModelDescription,
  Precision,
  Provider,
  RequestWork,
} from '../protocol/engineApi';
import { GraphError } from '../protocol/errors';
import { openCheckpoint, type Checkpoint } from './checkpoint/checkpoint';
import { folderState } from './checkpoint/weightsFiles';
import { answerGraph } from './explain/answerGraph';
import { maxTokens, modelGraph, type GraphVariant } from './model/modelGraph';
import { usesEnhancedMaskDecoder } from './model/heads/maskedLanguageModel';
import type { Graph } from './graph/graph';
import { foldConstants } from './rewrite/foldConstants';
import { convertToFloat16 } from './rewrite/convertToFloat16';
import { quantizeWeights } from './rewrite/quantizeWeights';
import { compiledGraph, discardCompiled, isCompiled } from './runtime/compiledGraph';
import { noteOrigin, removeCompiled } from './runtime/compiledFolders';
import { openSession, openingSeconds, runSeconds, tokensIn, type OpenedSession } from './runtime/openSession';
import { requireFinite } from './runtime/requireFinite';
import type { Tensors } from './runtime/session';
import { headProblemType, zeroShotMethod } from './classify/classify';
import { inferenceLabels } from './classify/classifyNli';
import { bytesOf, type GraphRunner, type ModelRunner, type TracedTexts } from './batch/modelRunner';
import { requireKnownTokens } from './batch/inputTensors';
import { loadTokenizer } from './tokenizer/loadTokenizer';
import type { Tokenizer } from './tokenizer/tokenizer';

/** Raised whenever the compiler makes other graphs or packs of the same checkpoint, to ignore old cache entries. */
const compilerVersion = 5;

/** Bytes for states of traced texts besides the newest. 512 tokens take 8 MB of a base model, 77 MB of a large one. */
const tracedBytes = 192 * 2 ** 20;

/** Sessions for single layers that stay open: each holds a packed copy of its layer's projections. */
const openLayers = 4;

/** How a request follows what the model does: cancellation, progress and counts. */
export interface RunContext {
  readonly work?: RequestWork;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: EngineProgress) => void;
  /** Also stops compiling, which otherwise continues after the request is canceled. */
  readonly compileSignal?: AbortSignal;
}

/** A checkpoint in use: its tokenizer and its graphs, each opened when first needed. */
export class LoadedModel {
  readonly #sessions = new Map<string, Promise<OpenedSession>>();
  readonly #tracedTexts: TracedTexts = new Lru(tracedBytes, bytesOf);
  #tokenizer: Promise<Tokenizer> | undefined;
  #directory: Promise<string> | undefined;
  #lastOpened: OpenedSession | undefined;
  readonly #labelPriors = new Lru<string, number>(1000);
  #runs = 0;

  private constructor(
    readonly checkpoint: Checkpoint,
    readonly options: EngineOptions,
    readonly precision: Precision,
    /** Of the model's files, from before they were opened. */
    private readonly state: string,
  ) {}

  /** @throws CheckpointError */
  static async open(file: string, options: EngineOptions, precision: Precision = 'fp32'): Promise<LoadedModel> {
    const state = await folderState(file);
    return new LoadedModel(await openCheckpoint(file), options, precision, state);
  }

  /** Whether the model's files are those that were opened: a folder of the user's own may change at any time. */
  async isCurrent(): Promise<boolean> {
    return (await folderState(this.checkpoint.path)) === this.state;
  }

  /** Graphs run so far. */
  get runs(): number {
    return this.#runs;
  }

  /** The provider of the graph that ran last, and why it is not another. */
  get placement(): { readonly provider: Provider; readonly fallback?: string } | undefined {
    return this.#lastOpened;
  }

  get description(): ModelDescription {
    const { config, heads, kind, name, notes, path: file, weightsFormat } = this.checkpoint;
    const head = heads[0] ?? 'trace';
    return {
      path: file,
      name,
      modelType: config.modelType,
      weightsFormat,
      kind,
      notes,
      heads,
      labels: config.labels,
      problemType: heads.includes('classify') ? headProblemType(config) : undefined,
      zeroShot: zeroShotMethod(heads, config),
      inference: heads.includes('classify') ? inferenceLabels(name, config) : undefined,
      layers: config.numHiddenLayers,
      attentionHeads: config.numAttentionHeads,
      hiddenSize: config.hiddenSize,
      vocabularySize: config.vocabSize,
      maxTokens: maxTokens(config, this.checkpoint.weights, head),
      enhancedMaskDecoder: heads.includes('mlm') && usesEnhancedMaskDecoder(config, this.checkpoint.weights),
    };
  }

  tokenizer(): Promise<Tokenizer> {
    if (this.#tokenizer === undefined) {
      this.#tokenizer = loadTokenizer(this.checkpoint.directory);
      // What is missing may be there the next time.
      this.#tokenizer.catch(() => (this.#tokenizer = undefined));
    }
    return this.#tokenizer;
  }

  /** The model as tasks over text see it, for one request. */
  async runner(context: RunContext): Promise<ModelRunner> {
    const { temperature } = this.checkpoint;
    return { ...this.graphs(context), tokenizer: await this.tokenizer(), temperature, labelPriors: this.#labelPriors };
  }

  /** The model's graphs, for one request; they need no tokenizer. */
  graphs(context: RunContext): GraphRunner {
    const { config } = this.checkpoint;
    return {
      description: this.description,
      config,
      tracedTexts: this.#tracedTexts,
      maxTokens: (kind) => maxTokens(config, this.checkpoint.weights, kind),
      run: (variant, inputs, outputs) => this.#run(variant, inputs, outputs, context),
    };
  }

  /** Compiles a graph into `directory` and returns its path. */
  compile(variant: GraphVariant, directory: string, context: RunContext): Promise<string> {
    const { checkpoint, precision } = this;
    const graph = () => {
      if (context.work) context.work.compiled++;
      const { config, weights } = checkpoint;
      const whole =
        variant.kind === 'explain' ? answerGraph(config, weights, variant) : modelGraph(config, weights, variant);
      return reduced(foldConstants(whole), precision);
    };
    return compiledGraph(
      directory,
      this.#nameOf(variant),
      { identity: this.#identity, graph, weights: checkpoint.weights },
      {
        signal: context.signal,
        onProgress: (done, total) => context.onProgress?.({ message: `Compiling ${checkpoint.name}`, done, total }),
      },
    );
  }

  async close(): Promise<void> {
    for (const opened of this.#sessions.values())
      await opened.then(({ session }) => session.release()).catch(() => undefined);
    this.#sessions.clear();
    await this.checkpoint.close();
  }

  async #run(
    variant: GraphVariant,
    inputs: Tensors,
    outputs: readonly string[] | undefined,
    context: RunContext,
  ): Promise<Tensors> {
    requireKnownTokens(inputs, this.checkpoint.config);
    const opened = await this.#session(variant, context);
    context.signal?.throwIfAborted();
    this.#lastOpened = opened;
    this.#runs++;
    if (context.work) {
      context.work.runs++;
      context.work.tokens += tokensIn(inputs);
    }
    beginStep(runSeconds(this.#parameters, inputs));
    const results = await opened.session.run(inputs, outputs);
    requireFinite(results, this.checkpoint.name);
    return results;
  }

  #session(variant: GraphVariant, context: RunContext): Promise<OpenedSession> {
    const name = this.#nameOf(variant);
    const known = this.#sessions.get(name);
    if (known !== undefined) return known;
    const opening = this.#open(variant, context);
    this.#sessions.set(name, opening);
    opening.catch(() => this.#sessions.delete(name));
    if (variant.kind === 'layer') void this.#closeLayers(openLayers);
    return opening;
  }

  /** Closes the sessions of single layers except the `kept` last opened. */
  async #closeLayers(kept: number): Promise<void> {
    const layers = [...this.#sessions].filter(([name]) => name.startsWith('layer.'));
    for (const [name, opened] of layers.slice(0, -kept)) {
      this.#sessions.delete(name);
      await opened.then(({ session }) => session.release()).catch(() => undefined);
    }
  }

  /**
   * Opens a graph out of the cache; one that the runtime refuses because the cache is damaged is compiled once more.
   * Compiling continues when the request that began it is canceled: the next one likely needs the same graph, and
   * otherwise it would never be done for a writer who keeps typing.
   */
  async #open(variant: GraphVariant, { onProgress, work, compileSignal: signal }: RunContext): Promise<OpenedSession> {
    const { provider, threads } = this.options;
    if (work) work.opened++;
    const directory = await (this.#directory ??= this.#prepareDirectory());
    const file = await this.compile(variant, directory, { signal, onProgress, work });
    beginStep(openingSeconds(this.#parameters));
    try {
      return await openSession(file, provider, threads);
    } catch (error) {
      if (!(error instanceof GraphError) || (await isCompiled(file, this.#identity, 'all'))) throw error;
      await discardCompiled(directory);
      return openSession(await this.compile(variant, directory, { signal, onProgress, work }), provider, threads);
    }
  }

  /** The folder for this model's graphs. Those of earlier states of its files, and of deleted models, are removed. */
  async #prepareDirectory(): Promise<string> {
    const { cacheDirectory } = this.options;
    const { name, fingerprint, path: file } = this.checkpoint;
    const directory = path.join(cacheDirectory, `${name.replace(/[^\w.-]/g, '_')}-${this.#identity}`);
    try {
      await noteOrigin(directory, { path: file, fingerprint, precision: this.precision });
      await removeCompiled(cacheDirectory, (other) => other.path === file && other.fingerprint !== fingerprint);
    } catch {
      // A folder that cannot be written to is reported, with the remedy, where the graph is compiled into it.
    }
    return directory;
  }

  /** How many numbers the checkpoint has. */
  get #parameters(): number {
    const { weights } = this.checkpoint;
    return weights.names.reduce((sum, name) => sum + weights.info(name).elements, 0);
  }

  /** Tells this checkpoint in this precision, compiled by this version, from all others. */
  get #identity(): string {
    const { fingerprint } = this.checkpoint;
    const parts = [compilerVersion, fingerprint, this.precision];
    return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
  }

  #nameOf(variant: GraphVariant): string {
    const { kind, padded } = variant;
    const parts = [kind, padded ? 'padded' : undefined, this.precision === 'fp32' ? undefined : this.precision];
    if (variant.kind === 'layer') parts.splice(1, 0, `${variant.layer}`);
    if (variant.kind === 'layers') parts.push(variant.head);
    if (variant.kind === 'explain') parts.push(variant.head, variant.gradient ? 'gradient' : 'answer');
    if (variant.kind === 'fill') parts.push(variant.search, `${variant.vocabulary.size}`, `${variant.vocabulary.mask}`);
    if ('without' in variant) parts.push(...(variant.without ?? []).map((part) => `without-${part}`));
    return parts.filter((part) => part !== undefined).join('.');
  }
}

function reduced(graph: Graph, precision: Precision): Graph {
  switch (precision) {
    case 'fp32':
      return graph;
    case 'fp16':
      return convertToFloat16(graph);
    case 'int8':
      return quantizeWeights(graph);
  }
}
