import type { EngineMethod, EngineRequests, RequestWork } from './engineApi';
import type { TrainingJob, TrainingProgress, TrainingResults } from './training';

const methodTable: { readonly [M in EngineMethod]: true } = {
  describe: true,
  checkTokenizer: true,
  fillMask: true,
  fillWords: true,
  scoreWords: true,
  scoreSubstitutes: true,
  fillPhrase: true,
  fillBlanks: true,
  judgeWords: true,
  classify: true,
  findEntities: true,
  answerQuestion: true,
  explain: true,
  headEffects: true,
  whatIf: true,
  measureFaithfulness: true,
  guessesByLayer: true,
  detectReplaced: true,
  scoreChoices: true,
  tokenize: true,
  tokenIds: true,
  scoreMasks: true,
  traceAttention: true,
  attentionOverview: true,
  attentionRollout: true,
  traceMask: true,
  comparePrecision: true,
  forget: true,
  compile: true,
  forward: true,
};

/** Every method of the engine: the server serves exactly these, the client offers exactly these. */
export const engineMethods = Object.keys(methodTable) as readonly EngineMethod[];

/** First request of a connection. Parameters: `EngineOptions`; no result. */
export const initializeMethod = 'initialize';

/** Notification from the server after every request. Parameters: `EngineStatus`. */
export const statusNotification = 'status';

/** Notification from the server before the answer to every request. Parameters: `RequestTrace`. */
export const traceNotification = 'trace';

/** What became of a request, in figures; nothing of its texts. */
export interface RequestTrace extends Readonly<RequestWork> {
  readonly method: EngineMethod;
  /** Name of the model's folder or file. */
  readonly model: string;
  readonly queuedMilliseconds: number;
  /** 0 if it was canceled while it waited. */
  readonly runMilliseconds: number;
  /** The error's class, as in `RpcErrorData`; absent if it was answered. */
  readonly failure?: string;
}

/** Parameters of the JSON-RPC request that carries one call of the engine; its method is the engine's method. */
export interface EngineCall<M extends EngineMethod = EngineMethod> {
  readonly parameters: EngineRequests[M][0];
  readonly lane?: string;
  /** Where progress is to be reported (JSON-RPC `$/progress`); without one, nowhere. */
  readonly progressToken?: number;
}

/** `data` of an error response: the error's class, by its name in ./errors, or `Error` for a fault of the program. */
export interface RpcErrorData {
  readonly name: string;
}

/** Messages to the training process, over the channel of `fork`. */
export type TrainingRequest =
  { readonly kind: 'start'; readonly job: TrainingJob } | { readonly kind: 'pause' | 'resume' | 'stop' };

/** Messages from the training process, which ends after `done` or `failed`. */
export type TrainingMessage =
  | { readonly kind: 'progress'; readonly progress: TrainingProgress }
  | { readonly kind: 'done'; readonly result: TrainingResults[keyof TrainingResults] }
  /** `name` is that of a UserError, or empty for a fault. */
  | { readonly kind: 'failed'; readonly name: string; readonly message: string };

/** Descriptor of the pipe between a process and the parent that watches it, after the streams and fork's channel. */
export const vitalSignsDescriptor = 4;

/** A process's answer to anything that is written into that pipe, as a line of JSON. */
export interface VitalSigns {
  /** Steps of work that it has begun so far. */
  readonly steps: number;
  /** What the last of them may take, in seconds. */
  readonly stepSeconds: number;
  /** Processor time that it has used so far, in seconds. */
  readonly processorSeconds: number;
}
