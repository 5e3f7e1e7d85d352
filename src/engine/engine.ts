import path from 'node:path';
import { plain, sentences } from '../base/plainText';
import { beginStep } from '../base/workSteps';
import { inability } from '../protocol/abilities';
import type {
  CallOptions,
  EngineApi,
  EngineOptions,
  EngineStatus,
  ModelHead,
  ModelRequest,
  Precision,
  ForwardRequest,
} from '../protocol/engineApi';
import { Canceled, RequestError } from '../protocol/errors';
import { answerQuestion } from './answers/answerQuestion';
import { attentionOverview, attentionRollout, traceAttention } from './attention/traceAttention';
import { traceMask } from './attention/traceMask';
import { forward } from './batch/forward';
import type { IntegerTensors } from './batch/headInputs';
import type { ModelRunner, GraphRunner } from './batch/modelRunner';
import { SafetensorsFile, writeSafetensors, type TensorData } from './checkpoint/safetensors';
import { classify } from './classify/classify';
import { scoreChoices } from './classify/scoreChoices';
import { findEntities } from './entities/findEntities';
import { LoadedModel } from './loadedModel';
import { comparePrecision } from './precision/comparePrecision';
import { removeCompiled } from './runtime/compiledFolders';
import type { IntegerTensor } from './runtime/session';
import type { ExplainedAnswer } from '../protocol/explanations';
import { explain } from './explain/explain';
import { guessesByLayer } from './explain/guessesByLayer';
import { headEffects } from './explain/headEffects';
import { measureFaithfulness } from './explain/measureFaithfulness';
import { whatIf } from './explain/whatIf';
import { loadTokenizer } from './tokenizer/loadTokenizer';
import { detectReplaced } from './words/detectReplaced';
import { fillBlanks } from './words/fillBlanks';
import { fillMask } from './words/fillMask';
import { fillPhrase } from './words/fillPhrase';
import { fillWords } from './words/fillWords';
import { judgeWords, scoreWords, scoreSubstitutes } from './words/scoreWords';
import { scoreMasks } from './words/scoreMasks';

/** The engine in this process, with what the status item shows after each request. */
export type Engine = EngineApi & { status(): EngineStatus | undefined; dispose(): Promise<void> };

/** Models kept open, one a task of the editor; the one unused for longest is closed. */
const openModels = 3;

/** A model that has a head. */
const examples: Readonly<Record<ModelHead, string>> = {
  mlm: 'a masked language model, e.g. microsoft/deberta-base or the generator of a v3 model (pytorch_model.generator.bin)',
  classify: 'a sequence-classification DeBERTa, e.g. cross-encoder/nli-deberta-v3-small',
  rtd: 'a v3 discriminator, e.g. microsoft/deberta-v3-small',
  tokens: 'a token classifier, e.g. iiiorg/piiranha-v1-detect-personal-information',
  qa: 'a model for extractive question answering, e.g. deepset/deberta-v3-base-squad2',
  choice: 'a model for multiple choice (…ForMultipleChoice)',
  gliner: 'a GLiNER, e.g. urchade/gliner_small-v2.1',
  gliclass: 'a GLiClass model, e.g. knowledgator/gliclass-base-v3.0',
};

/** Makes an engine. Nothing is read before the first request. Requests come one at a time: a pass blocks the thread. */
export function createEngine(options: EngineOptions): Engine {
  const models = new Map<string, LoadedModel>();
  let status: EngineStatus | undefined;

  async function load({ model: file, precision = options.precision ?? 'fp32' }: ModelRequest): Promise<LoadedModel> {
    const resolved = path.resolve(file);
    const key = `${precision}:${resolved}`;
    const known = models.get(key);
    const isCurrent = (await known?.isCurrent()) ?? false;
    models.delete(key);
    if (!isCurrent) await known?.close();
    const model = (isCurrent && known) || (await LoadedModel.open(resolved, options, precision));
    models.set(key, model);
    for (const [oldest, other] of models) {
      if (models.size <= openModels) break;
      models.delete(oldest);
      await other.close();
    }
    return model;
  }

  async function close(isUnwanted: (key: string, model: LoadedModel) => boolean): Promise<void> {
    for (const [key, model] of models) {
      if (!isUnwanted(key, model)) continue;
      models.delete(key);
      await model.close();
    }
  }

  /** Runs a request, keeps its time and provider for the status if a graph ran, and turns an abort into `Canceled`. */
  async function serve<R>(
    request: ModelRequest,
    { signal }: CallOptions,
    job: (model: LoadedModel) => Promise<R>,
  ): Promise<R> {
    const started = performance.now();
    try {
      signal?.throwIfAborted();
      const model = await load(request);
      const runs = model.runs;
      const result = await job(model);
      if (model.runs === runs) return result;
      const lastMilliseconds = performance.now() - started;
      const { provider = options.provider, fallback } = model.placement ?? {};
      const { name, notes } = model.checkpoint;
      status = { provider, fallback, model: name, notes, lastMilliseconds };
      return result;
    } catch (error) {
      throw signal?.aborted === true ? new Canceled() : error;
    }
  }

  /** A request that one head answers. */
  function task<P, R>(head: ModelHead | undefined, run: (model: ModelRunner, parameters: P) => Promise<R>) {
    return (parameters: ModelRequest & P, call: CallOptions = {}): Promise<R> =>
      serve(parameters, call, async (model) => {
        if (head !== undefined) requireHead(model, head);
        return run(await model.runner(call), parameters);
      });
  }

  /** An explanation of an answer, in fp32. */
  function explanation<P extends { readonly of: ExplainedAnswer }, R>(
    run: (model: ModelRunner, parameters: P) => Promise<R>,
  ) {
    return (parameters: ModelRequest & P, call: CallOptions = {}): Promise<R> =>
      serve({ model: parameters.model, precision: 'fp32' }, call, async (model) => {
        return run(await model.runner(call), parameters);
      });
  }

  return {
    checkTokenizer: async ({ folder }) => {
      await loadTokenizer(path.resolve(folder));
      return null;
    },
    describe: (request, call = {}) => serve(request, call, async (model) => model.description),
    fillMask: task('mlm', fillMask),
    fillWords: task('mlm', fillWords),
    scoreWords: task('mlm', scoreWords),
    scoreSubstitutes: task('mlm', scoreSubstitutes),
    fillPhrase: task('mlm', fillPhrase),
    fillBlanks: task('mlm', fillBlanks),
    judgeWords: task('mlm', judgeWords),
    classify: (request, call = {}) =>
      serve(request, call, async (model) => {
        if (request.own === undefined || model.description.zeroShot === undefined) requireHead(model, 'classify');
        return classify(await model.runner(call), request);
      }),
    findEntities: (request, call = {}) =>
      serve(request, call, async (model) => {
        if (!model.description.heads.includes('gliner')) requireHead(model, 'tokens');
        return findEntities(await model.runner(call), request);
      }),
    answerQuestion: task('qa', answerQuestion),
    explain: explanation(explain),
    headEffects: explanation(headEffects),
    whatIf: explanation(whatIf),
    measureFaithfulness: explanation(measureFaithfulness),
    guessesByLayer: explanation(guessesByLayer),
    detectReplaced: task('rtd', detectReplaced),
    scoreChoices: task('choice', scoreChoices),
    traceAttention: task(undefined, traceAttention),
    attentionOverview: task(undefined, attentionOverview),
    attentionRollout: task(undefined, attentionRollout),
    traceMask: task('mlm', traceMask),
    tokenize: (request, call = {}) =>
      serve(request, call, async (model) => (await model.tokenizer()).encode(request.text)),
    tokenIds: (request, call = {}) =>
      serve(request, call, async (model) => {
        const tokenizer = await model.tokenizer();
        return request.texts.map((text) => {
          beginStep();
          return tokenizer.encode(text).ids;
        });
      }),
    scoreMasks: task('mlm', scoreMasks),
    comparePrecision: ({ model: file, precision }, call = {}) => {
      const openBefore = new Set(models.keys());
      return serve({ model: file, precision: 'fp32' }, call, async (exact) => {
        const other = await load({ model: file, precision });
        const context = { ...call, compileSignal: call.signal };
        return comparePrecision(await exact.runner(context), await other.runner(context), call);
      }).finally(() => close((key) => !openBefore.has(key)));
    },
    forget: async ({ model: file, precision }) => {
      const resolved = path.resolve(file);
      const isOf = (other: Precision) => precision === undefined || precision === other;
      await close((_, model) => path.resolve(model.checkpoint.path) === resolved && isOf(model.precision));
      return removeCompiled(options.cacheDirectory, (origin) => origin.path === resolved && isOf(origin.precision));
    },
    compile: (request, call = {}) =>
      serve(request, call, (model) => compileAll(model, path.resolve(request.outDirectory), call)),
    forward: (request, call = {}) =>
      serve(request, call, async (model) => {
        requireHead(model, request.head);
        return forwardFiles(model.graphs(call), request);
      }),
    status: () => status,
    dispose: () => close(() => true),
  };
}

function requireHead({ checkpoint }: LoadedModel, head: ModelHead): void {
  if (checkpoint.heads.includes(head)) return;
  throw new RequestError(sentences(inability(checkpoint, head), plain`Use ${examples[head]}.`));
}

async function compileAll(model: LoadedModel, directory: string, call: CallOptions): Promise<string[]> {
  const files: string[] = [];
  for (const head of [...model.checkpoint.heads, 'trace' as const]) {
    files.push(await model.compile({ kind: head, padded: false }, directory, call));
  }
  return files;
}

/** Runs a head over the I64 tensors of one safetensors file and writes the results to another; returns their names. */
async function forwardFiles(model: GraphRunner, request: ForwardRequest): Promise<string[]> {
  const outputs = await forward(model, request.head, await readIntegers(request.inputs), request.trace);
  const tensors = new Map<string, TensorData>();
  for (const [name, { shape, data }] of outputs) tensors.set(name, { dtype: 'F32', shape, data });
  await writeSafetensors(request.out, tensors);
  return [...outputs.keys()];
}

async function readIntegers(path: string): Promise<IntegerTensors> {
  const file = await SafetensorsFile.open(path);
  try {
    const tensors = new Map<string, IntegerTensor>();
    for (const name of file.names) {
      const { dtype, shape } = file.info(name);
      if (dtype === 'I64') tensors.set(name, { type: 'int64', shape, data: await file.readInt64(name) });
    }
    return tensors;
  } finally {
    await file.close();
  }
}
