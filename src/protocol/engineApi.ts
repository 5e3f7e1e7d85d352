import type { AnswerQuestionRequest, PassageAnswers } from './answers';
import type { AttentionOverview, AttentionRollout, AttentionTrace, HeadSelection, MaskTrace } from './attentionTrace';
import type {
  Explanation,
  ExplainRequest,
  Faithfulness,
  FaithfulnessRequest,
  HeadEffects,
  LayerGuesses,
  LayerGuessesRequest,
  WhatIfAnswer,
  WhatIfRequest,
} from './explanations';
import type { FindEntitiesRequest, TextEntities } from './entities';
import type { InferenceLabels } from './inference';
import type { CandidateLabels } from './labelTemplate';
import type { Classifications, MaskPrediction, ReplacedToken, ProblemType, TextScores } from './predictions';
import type { Encoding, TextRange } from './text';
import type {
  BlanksFilling,
  FillBlanksRequest,
  FillPhraseRequest,
  FillWordsRequest,
  JudgedWord,
  JudgeWordsRequest,
  PhrasePrediction,
  ScoreSubstitutesRequest,
  ScoreWordsRequest,
  WordCandidate,
  WordPrediction,
} from './words';

/**
 * What a checkpoint can do, read from the tensors it has: fill masks, classify texts, find replaced tokens, label
 * tokens, find an answer's span, score choices, find entities by names that the user types, and compare any labels in
 * one pass.
 */
export const allHeads = ['mlm', 'classify', 'rtd', 'tokens', 'qa', 'choice', 'gliner', 'gliclass'] as const;

export type ModelHead = (typeof allHeads)[number];

/** Where the engine computes. `auto` is the CPU; it replaces a provider that can't start. */
export type Provider = 'auto' | 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';

export const providers: readonly Provider[] = ['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml'];

/**
 * How a model's matrices are held. `fp16`: half of the disk, answers as good as the same; `int8`: a quarter of the
 * memory, faster, and slightly other answers. All computing but int8's linear maps is in fp32.
 */
export type Precision = 'fp32' | 'fp16' | 'int8';

export const precisions: readonly Precision[] = ['fp32', 'fp16', 'int8'];

/** A precision that is less than the checkpoint's own, so that it has to be compared with fp32. */
export type ReducedPrecision = Exclude<Precision, 'fp32'>;

export const reducedPrecisions: readonly ReducedPrecision[] = ['fp16', 'int8'];

/** A part to leave out of a trained model, to see what it contributes: the mask decoder or a position term. */
export type ModelPart = 'emd' | 'c2p' | 'p2c';

export interface EngineOptions {
  /** Folder for compiled graphs; created when missing, safe to delete at any time. */
  readonly cacheDirectory: string;
  readonly provider: Provider;
  /** Threads of one forward pass; 0 lets the engine choose. */
  readonly threads: number;
  /** For requests that do not say; fp32 when absent. */
  readonly precision?: Precision;
}

/** Format of a checkpoint's weights: safetensors, which hold only numbers, or a PyTorch pickle, which is a program. */
export type WeightsFormat = 'safetensors' | 'pytorch';

export interface ModelDescription {
  /** The model's folder or file, as it was asked for. */
  readonly path: string;
  /** Name of the folder or repository. */
  readonly name: string;
  readonly modelType: 'deberta' | 'deberta-v2';
  readonly weightsFormat: WeightsFormat;
  /** What it is, as it stands after "is": "a masked language model". */
  readonly kind: string;
  /** What a user should know of how it is read, in sentences; mostly nothing. */
  readonly notes: readonly string[];
  readonly heads: readonly ModelHead[];
  /** Labels of texts, or of tokens, in logit order; empty without a head for either. */
  readonly labels: readonly string[];
  /** What the scores of these labels mean; absent without a classification head. */
  readonly problemType?: ProblemType;
  /** How the model can compare labels of the caller's own; absent when it cannot. */
  readonly zeroShot?: 'nli' | 'cloze' | 'gliclass';
  /** The labels by which the model checks a text against another; absent when it cannot. */
  readonly inference?: InferenceLabels;
  readonly layers: number;
  readonly attentionHeads: number;
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  /** The longest input in tokens, special tokens included. */
  readonly maxTokens: number;
  readonly enhancedMaskDecoder: boolean;
}

/** Every request names its model by folder or file path, and may ask for another precision than the engine's. */
export interface ModelRequest {
  readonly model: string;
  readonly precision?: Precision;
}

export interface ComparePrecisionRequest extends ModelRequest {
  /** The one that is compared with fp32. */
  readonly precision: ReducedPrecision;
}

/** How a model in a reduced precision answers fixed prompts, compared with itself in fp32. */
export interface PrecisionComparison {
  readonly answers: number;
  /** Share of equal answers: the same first choice, or values that differ by at most a tenth of their deviation. */
  readonly agreement: number;
  /** Mean Kullback–Leibler divergence of answers that are probabilities, in nats. */
  readonly meanDivergence?: number;
  /** Mean difference of answers that are values, in standard deviations of the values over the prompts. */
  readonly meanDifference?: number;
}

/** Each range of `text` in `masks` (a word, or an empty range to insert one) is replaced by one [MASK]. */
export interface FillMaskRequest extends ModelRequest {
  readonly text: string;
  readonly masks: readonly TextRange[];
  /** Candidates a mask, 1 to 1000. */
  readonly topK: number;
  /** Scores only these token ids instead of the best ones. Log-probabilities are still those among all real tokens. */
  readonly targetIds?: readonly number[];
}

/** A text to classify. `textPair` is a second text, for a model trained on two (inference, similarity). */
export interface TextToClassify {
  readonly text: string;
  readonly textPair?: string;
}

/**
 * Scores texts: with `own` labels, zero-shot by entailment where the model was trained for that, otherwise by cloze
 * with a masked language model; without them, by the model's own labels. A text longer than the model takes is read in
 * overlapping windows.
 */
export interface ClassifyRequest extends ModelRequest {
  readonly texts: readonly TextToClassify[];
  readonly own?: CandidateLabels;
  /** Windows read of one text at most, 1 to 1000; 32 when absent. 1 truncates. */
  readonly maxWindows?: number;
  /** Whether a long text's score is that of its best window; otherwise the mean where labels exclude each other. */
  readonly bestWindow?: boolean;
}

/** A text, such as a passage with a question, and what may follow it or answer it. */
export interface ChoiceQuestion {
  readonly prompt: string;
  /** Two or more. */
  readonly choices: readonly string[];
}

/** Scores the choices of each question against each other, by a model for multiple choice. */
export interface ScoreChoicesRequest extends ModelRequest {
  readonly questions: readonly ChoiceQuestion[];
  /** As in a `ClassifyRequest`, of a long prompt. */
  readonly maxWindows?: number;
}

export interface DetectReplacedRequest extends ModelRequest {
  readonly text: string;
}

export interface TokenizeRequest extends ModelRequest {
  readonly text: string;
}

/** A folder whose weights need not be there yet. */
export interface CheckTokenizerRequest {
  readonly folder: string;
}

export interface TokenIdsRequest extends ModelRequest {
  readonly texts: readonly string[];
}

/** A row of token ids, [CLS] and [SEP] included, and the positions that are masked in it. */
export interface MaskedRow {
  readonly ids: readonly number[];
  readonly masks: readonly {
    readonly position: number;
    /** Token ids whose log-probabilities are wanted. */
    readonly targetIds: readonly number[];
  }[];
}

/** Scores masks of many token rows in one forward pass: what a measurement asks, where an editor asks `fillMask`. */
export interface ScoreMasksRequest extends ModelRequest {
  readonly rows: readonly MaskedRow[];
  /** Best tokens to bring back of each mask, 0 to 1000. */
  readonly topK: number;
  /** Parts of the model that are switched off; the rest stays as it was trained. */
  readonly without?: readonly ModelPart[];
}

/** What a model says of one mask: log-probabilities among all real tokens of the vocabulary. */
export interface MaskScore {
  /** Of each target, in the order asked. */
  readonly targets: readonly number[];
  /** The likeliest tokens' ids, best first. */
  readonly best: readonly number[];
}

/** A text to inspect. Hidden states of the last texts are kept, so another layer or head of them costs little. */
export interface AttentionRequest extends ModelRequest {
  readonly text: string;
  /** Second text of a pair. */
  readonly textPair?: string;
  /** First token of the window into a text that is too long to trace at once, without special ones; 0 when absent. */
  readonly from?: number;
}

export interface TraceAttentionRequest extends AttentionRequest {
  readonly layer: number;
  readonly head: HeadSelection;
}

export interface AttentionRolloutRequest extends AttentionRequest {
  /** The last layer to go through. */
  readonly layer: number;
}

/** Masks one range of the text and traces how the mask is decoded. */
export interface TraceMaskRequest extends ModelRequest {
  readonly text: string;
  readonly mask: TextRange;
}

export interface CompileRequest extends ModelRequest {
  /** Folder that receives `<head>.onnx` and its weights; created when missing. */
  readonly outDirectory: string;
}

/** A forward pass over tensors in files, to compare implementations (docs/command-line.md, "The bare forward pass"). */
export interface ForwardRequest extends ModelRequest {
  readonly head: ModelHead;
  readonly inputs: string;
  readonly out: string;
  readonly trace: boolean;
}

export interface EngineStatus {
  /** The provider in use for the last model that ran, and why a preferred one is not. */
  readonly provider: Provider;
  readonly fallback?: string;
  readonly model: string;
  /** Of that model (`ModelDescription`). */
  readonly notes: readonly string[];
  /** Wall time of the last request inside the engine, in milliseconds. */
  readonly lastMilliseconds: number;
}

/** What is going on inside a long request, e.g. "Compiling deberta-v3-base", done of total (0 when unknown). */
export interface EngineProgress {
  readonly message: string;
  readonly done: number;
  readonly total: number;
}

/** What the engine does for a request, counted. */
export interface RequestWork {
  /** Runs of graphs. */
  runs: number;
  /** Tokens that went into them, padding included. */
  tokens: number;
  /** Graphs that were not open yet. */
  opened: number;
  /** Graphs that were not in the cache of compiled ones either. */
  compiled: number;
}

/** Options of every call. Calls of one `lane` replace each other: a newer one cancels those still waiting. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly lane?: string;
  readonly onProgress?: (progress: EngineProgress) => void;
  /** Where the engine counts what it does for this call; only within its process. */
  readonly work?: RequestWork;
}

/** The typed table of requests: name → [parameters, result]. Engine, server and client are all written against it. */
export interface EngineRequests {
  describe: [ModelRequest, ModelDescription];
  /** Rejects with a `TokenizerError` when the tokenizer files in the folder cannot be read. */
  checkTokenizer: [CheckTokenizerRequest, null];
  fillMask: [FillMaskRequest, readonly MaskPrediction[]];
  fillWords: [ModelRequest & FillWordsRequest, WordPrediction];
  scoreWords: [ModelRequest & ScoreWordsRequest, readonly WordCandidate[]];
  /** Log-probabilities, in the order of the words. */
  scoreSubstitutes: [ModelRequest & ScoreSubstitutesRequest, readonly number[]];
  fillPhrase: [ModelRequest & FillPhraseRequest, PhrasePrediction];
  fillBlanks: [ModelRequest & FillBlanksRequest, readonly BlanksFilling[]];
  judgeWords: [ModelRequest & JudgeWordsRequest, readonly JudgedWord[]];
  classify: [ClassifyRequest, Classifications];
  /** In the order of the texts. */
  findEntities: [ModelRequest & FindEntitiesRequest, readonly TextEntities[]];
  /** In the order of the passages. */
  answerQuestion: [ModelRequest & AnswerQuestionRequest, readonly PassageAnswers[]];
  /** Of each question, the scores of its choices, which sum to 1. */
  scoreChoices: [ScoreChoicesRequest, readonly TextScores[]];
  /** Explanations are computed in fp32, whatever the precision. */
  explain: [ModelRequest & ExplainRequest, Explanation];
  headEffects: [ModelRequest & WhatIfRequest, HeadEffects];
  whatIf: [ModelRequest & WhatIfRequest, WhatIfAnswer];
  measureFaithfulness: [ModelRequest & FaithfulnessRequest, Faithfulness];
  guessesByLayer: [ModelRequest & LayerGuessesRequest, LayerGuesses];
  detectReplaced: [DetectReplacedRequest, readonly ReplacedToken[]];
  tokenize: [TokenizeRequest, Encoding];
  /** Many texts to their ids alone, [CLS] and [SEP] included. */
  tokenIds: [TokenIdsRequest, readonly (readonly number[])[]];
  scoreMasks: [ScoreMasksRequest, readonly (readonly MaskScore[])[]];
  traceAttention: [TraceAttentionRequest, AttentionTrace];
  attentionOverview: [AttentionRequest, AttentionOverview];
  attentionRollout: [AttentionRolloutRequest, AttentionRollout];
  traceMask: [TraceMaskRequest, MaskTrace];
  comparePrecision: [ComparePrecisionRequest, PrecisionComparison];
  /** Closes a model and removes its graphs, of one precision or all. Returns the folders; needs no checkpoint. */
  forget: [ModelRequest, readonly string[]];
  compile: [CompileRequest, readonly string[]];
  forward: [ForwardRequest, readonly string[]];
}

export type EngineMethod = keyof EngineRequests;

/** The engine, whether in this process or behind a pipe. Rejects with a `UserError` of ./errors, or `Canceled`. */
export type EngineApi = {
  readonly [M in EngineMethod]: (
    parameters: EngineRequests[M][0],
    options?: CallOptions,
  ) => Promise<EngineRequests[M][1]>;
};
