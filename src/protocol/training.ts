import type { ProblemType } from './predictions';
import type { TextRange } from './text';
import type { WordEntity } from './wordTags';

/** Maximum number of labels: each needs texts, and each pair of them a cell of the confusion matrix. */
export const maxLabels = 1000;

/** Largest number to learn or measure: models with larger outputs are refused, since 32 bits hold them only roughly. */
export const largestNumber = 2 ** 24;

/** A text, or a pair of texts, with its answer: the label's id, the ids of all its labels, or the number. */
export interface TrainingExample {
  readonly text: string;
  readonly textPair?: string;
  readonly target: readonly number[];
}

/** A text in words, which don't overlap, and the entities among them, which don't either. */
export interface TaggedText {
  readonly text: string;
  readonly words: readonly TextRange[];
  readonly entities: readonly WordEntity[];
}

/** What a model is trained to tell: something of a whole text, or the entities in it. */
export type LearnedTask = ProblemType | 'token_classification';

/** Scale-invariant fine-tuning (docs/math.md). */
export interface SiftOptions {
  /** `faithful`, as released: padding is perturbed too, one ascent step, divergence by softmax even for numbers. */
  readonly mode: 'improved' | 'faithful';
  /** λ, the weight of the adversarial loss. */
  readonly weight: number;
  /** σ, the spread of the first perturbation. */
  readonly perturbation: number;
  /** η, the length of an ascent step. */
  readonly stepSize: number;
  readonly steps: number;
}

/** The authors' settings, with λ as for their smallest model. */
export const defaultSift: SiftOptions = {
  mode: 'improved',
  weight: 3,
  perturbation: 1e-2,
  stepSize: 1e-4,
  steps: 1,
};

export interface TrainingOptions {
  readonly epochs: number;
  /** Examples a step. */
  readonly batchSize: number;
  /** Runs that a step is divided into: less memory, the same gradient. */
  readonly accumulation: number;
  readonly learningRate: number;
  /** Share of the steps in which the learning rate rises; then it falls to 0. */
  readonly warmUp: number;
  readonly weightDecay: number;
  /** Gradients with a larger norm are scaled down to it. */
  readonly clipNorm: number;
  readonly dropout: number;
  /** Longer texts are cut. */
  readonly maxTokens: number;
  readonly seed: number;
  /** What is trained: the head, the head and the last n layers, or everything. */
  readonly layers: 'head' | 'all' | number;
  /** Left out for plain fine-tuning. */
  readonly sift?: SiftOptions;
}

/** Trains a classifier. Answered by a `TrainingReport`. */
export interface ClassifierJob {
  readonly kind: 'classifier';
  /** Path of the checkpoint to start from. */
  readonly model: string;
  /** Folder of the result; unfinished work is kept in its `training` folder. */
  readonly out: string;
  readonly problemType: ProblemType;
  /** Names of the labels in id order; one name for a number. */
  readonly labels: readonly string[];
  readonly train: readonly TrainingExample[];
  readonly heldOut: readonly TrainingExample[];
  readonly options: TrainingOptions;
  /** Trains a second time without SiFT on the same split, for comparison. */
  readonly compare: boolean;
  /** Least time between two saved states; what is lost when the process is killed. */
  readonly saveSeconds: number;
  /** Threads; 0 lets the engine choose. */
  readonly threads: number;
}

/** Trains a model to find entities. Answered by a `TrainingReport`. */
export interface TokenJob extends Pick<
  ClassifierJob,
  'model' | 'out' | 'options' | 'compare' | 'saveSeconds' | 'threads'
> {
  readonly kind: 'tokens';
  /** Labels of the entities, in the order in which the model gets a B and an I tag of each. */
  readonly labels: readonly string[];
  readonly train: readonly TaggedText[];
  readonly heldOut: readonly TaggedText[];
}

/** Measures a classifier on texts with its own labels. Answered by an `EvaluationReport`. */
export interface EvaluateJob {
  readonly kind: 'evaluate';
  readonly model: string;
  /** Texts with the names of their labels; for a regression, the number as a text. */
  readonly texts: readonly { readonly text: string; readonly textPair?: string; readonly labels: readonly string[] }[];
  readonly maxTokens: number;
  readonly threads: number;
}

/** Measures a model that labels words on texts with its own labels. Answered by an `EvaluationReport`. */
export interface EvaluateTokensJob extends Pick<EvaluateJob, 'model' | 'maxTokens' | 'threads'> {
  readonly kind: 'evaluateTokens';
  readonly texts: readonly TaggedText[];
}

/** Continues training a masked language model on a writer's prose. Answered by an `AdaptReport`. */
export interface AdaptJob {
  readonly kind: 'adapt';
  readonly model: string;
  /** Folder of the result, which is written only when it is better. */
  readonly out: string;
  readonly train: readonly string[];
  readonly heldOut: readonly string[];
  readonly options: Omit<TrainingOptions, 'layers' | 'sift'>;
  readonly saveSeconds: number;
  readonly threads: number;
}

/** Fine-tuning on labeled texts. */
export type FineTuningJob = ClassifierJob | TokenJob;

export type TrainingJob = FineTuningJob | EvaluateJob | EvaluateTokensJob | AdaptJob;

/** Whether a job only measures: there is nothing to save, and no folder for a result. */
export function isMeasurement(job: TrainingJob): job is EvaluateJob | EvaluateTokensJob {
  return job.kind === 'evaluate' || job.kind === 'evaluateTokens';
}

export interface TrainingResults {
  readonly classifier: TrainingReport;
  readonly tokens: TrainingReport;
  readonly evaluate: EvaluationReport;
  readonly evaluateTokens: EvaluationReport;
  readonly adapt: AdaptReport;
}

/** The two ways of training a classifier, which a report compares, and continued training on masked words. */
export type TrainingRun = 'sift' | 'plain' | 'adapt';

export interface StepProgress {
  readonly kind: 'step';
  readonly run: TrainingRun;
  /** Steps done, from 1. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  /** Symmetric divergence of the clean and the adversarial pass, without its floor; with SiFT. */
  readonly divergence?: number;
  /** Ascent steps so far whose gradient was not finite. */
  readonly skipped: number;
  readonly millisecondsLeft: number;
}

export interface EpochProgress {
  readonly kind: 'epoch';
  readonly run: TrainingRun;
  readonly epoch: number;
  readonly trainLoss: number;
  readonly heldOutLoss: number;
  /** Macro-F1, of entities micro-F1, or Pearson's correlation; of masked words the loss negated. More is better. */
  readonly score: number;
}

/** What the training process reports while it works. */
export type TrainingProgress = StepProgress | EpochProgress;

/** How a model gets an entity wrong: not found, none in the data, or found with other words or another label. */
export type EntityError = 'missed' | 'spurious' | 'range' | 'label';

/** A held-out text that the classifier gets wrong, or the words around an entity. */
export interface Mistake {
  /** Of an entity. */
  readonly error?: EntityError;
  readonly text: string;
  readonly textPair?: string;
  readonly expected: string;
  readonly predicted: string;
  /** Probability that the model gave to its own answer. */
  readonly confidence: number;
}

/** Texts whose confidence lies in one tenth: how sure the model was, and how often it was right. */
export interface ReliabilityBin {
  readonly count: number;
  readonly confidence: number;
  readonly accuracy: number;
}

/** How well entities are found, by seqeval's rules: an entity is right if its words and its label are. */
export interface EntityScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** How many the data have. */
  readonly support: number;
}

export interface EntityScores {
  /** Over all entities. */
  readonly micro: EntityScore;
  /** The mean over labels that the data or the answers have. */
  readonly macro: EntityScore;
  /** In the report's order. */
  readonly labels: readonly EntityScore[];
}

export interface Evaluation {
  readonly examples: number;
  readonly loss: number;
  /** Share of right answers, or of words with the right tag; for numbers, R². */
  readonly accuracy: number;
  /** Mean F1 over the labels that held-out texts have; for numbers, Pearson's correlation. */
  readonly macroF1: number;
  /** 95 % bootstrap interval of `macroF1`; of entities that of their micro-F1. */
  readonly interval: readonly [number, number];
  /** `confusion[expected][predicted]`, for a single label; otherwise empty. */
  readonly confusion: readonly (readonly number[])[];
  /** By label; null for a label that no held-out text has. Empty for numbers. */
  readonly f1: readonly (number | null)[];
  readonly entities?: EntityScores;
}

/** So many labels are named in a sentence. */
const maxNamed = 10;

/** Names the labels that have no held-out texts, so that the mean F1 leaves them out; undefined if all have some. */
export function unmeasuredLabels({ f1, entities }: Evaluation, labels: readonly string[]): string | undefined {
  const names = labels.filter((_, id) => f1[id] === null);
  if (names.length === 0) return undefined;
  const listed = `${names.slice(0, maxNamed).join(', ')}${names.length > maxNamed ? ', …' : ''}`;
  const what = entities === undefined ? 'texts' : 'entities';
  return `Macro-F1 leaves out labels without held-out ${what} (${names.length} of ${labels.length}): ${listed}.`;
}

/** How far probabilities can be trusted, before and after dividing logits by `temperature`. */
export interface Calibration {
  readonly temperature: number;
  readonly errorBefore: number;
  readonly errorAfter: number;
  readonly bins: readonly ReliabilityBin[];
}

/** The result of a training, also written next to the model. */
export interface TrainingReport {
  readonly model: string;
  readonly labels: readonly string[];
  readonly problemType: LearnedTask;
  readonly options: TrainingOptions;
  readonly trainExamples: number;
  readonly evaluation: Evaluation;
  /** Epoch whose weights were kept. */
  readonly bestEpoch: number;
  /** The same split trained without SiFT. */
  readonly plain?: Evaluation;
  readonly calibration?: Calibration;
  readonly mistakes: readonly Mistake[];
  /** Ascent steps whose gradient was not finite. */
  readonly skipped: number;
  readonly seconds: number;
  /** The most memory that the training's process held, in bytes. */
  readonly peakMemory: number;
}

/** The result of measuring a classifier. */
export interface EvaluationReport {
  readonly model: string;
  readonly labels: readonly string[];
  readonly problemType: LearnedTask;
  readonly evaluation: Evaluation;
  /** How far the model's probabilities can be trusted, at the temperature that it comes with. */
  readonly calibration?: Calibration;
  readonly mistakes: readonly Mistake[];
}

/** How a model predicts the writer's held-out prose before and after it was adapted. */
export interface AdaptReport {
  readonly model: string;
  /** Mean loss of masked words, in nats. */
  readonly before: number;
  readonly after: number;
  /** Whether the adapted model is better, and so was written. */
  readonly isBetter: boolean;
  readonly bestEpoch: number;
  readonly trainTexts: number;
  readonly heldOutTexts: number;
  readonly seconds: number;
}

/** The unfinished work in the folder of a training's result. The name is reserved: the folder is removed in the end. */
export const workFolderName = '.deberta-training';
