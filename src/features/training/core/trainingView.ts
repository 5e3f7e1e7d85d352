import type { PlainText } from '../../../base/plainText';
import type {
  EpochProgress,
  LearnedTask,
  TrainingReport,
  TrainingRun,
  StepProgress,
  TrainingProgress,
} from '../../../protocol/training';

/** A model that a classifier can be trained from. */
export interface BaseModel {
  /** Its folder. */
  readonly path: string;
  readonly name: string;
}

/** What a writer chooses before training. */
export interface TrainingChoice {
  /** Name of the classifier, the second half of its id `local/name`. */
  readonly name: string;
  /** Folder of the model to start from. */
  readonly model: string;
  readonly sift: boolean;
  /** With SiFT: train without it too, on the same split. */
  readonly compare: boolean;
  readonly epochs: number;
  readonly layers: 'head' | 'all' | number;
  /** Share of the texts that is kept to measure with, 0 to 1. */
  readonly heldOut: number;
  readonly seed: number;
  /** Classify with it once it is trained. */
  readonly use: boolean;
}

/** Id in the store of a classifier of that name. */
export function classifierId(name: string): string {
  return `local/${name}`;
}

/** Labeled texts as the form shows them. */
export interface TrainingData {
  /** What to call them: a file's name. */
  readonly source: string;
  readonly texts: number;
  readonly problemType: LearnedTask;
  /** Texts of each label, or entities. */
  readonly counts: readonly { readonly label: string; readonly texts: number }[];
  /** What is wrong with them, in sentences. */
  readonly warnings: readonly string[];
}

/** A point of a loss curve; of long runs the mean of several steps. */
export interface LossPoint {
  readonly step: number;
  readonly loss: number;
  readonly divergence?: number;
}

/** How one of the runs of a training has gone so far. */
export interface RunCurves {
  readonly run: TrainingRun;
  readonly step: number;
  readonly steps: number;
  readonly losses: readonly LossPoint[];
  readonly epochs: readonly EpochProgress[];
  /** Steps whose gradient was not finite. */
  readonly skipped: number;
  readonly millisecondsLeft: number;
}

/** Where a training stands: chosen, under way here or in another window, cut off (it can be resumed), or over. */
export type TrainingPhase = 'setup' | 'running' | 'paused' | 'elsewhere' | 'stopped' | 'done';

/** A step of all that a run has. */
export interface SavedStep {
  readonly step: number;
  readonly steps: number;
}

/** All that the training panel shows. */
export interface TrainingViewState {
  readonly phase: TrainingPhase;
  readonly choice: TrainingChoice;
  readonly data: TrainingData;
  readonly models: readonly BaseModel[];
  readonly runs: readonly RunCurves[];
  /** What was saved last of a training that is not under way here. */
  readonly saved?: SavedStep;
  /** Why it stopped, what is being done, or what is wrong with the choice. */
  readonly message?: PlainText;
  readonly report?: TrainingReport;
  /** Id of the model that was made. */
  readonly installed?: string;
}

/** How often a choice trains: with SiFT also without it, where both are compared. */
export function runCount({ sift, compare }: Pick<TrainingChoice, 'sift' | 'compare'>): 1 | 2 {
  return sift && compare ? 2 : 1;
}

/** What VS Code keeps of the training panel, so that it comes back with its window. */
export interface PanelState {
  readonly name: string;
}

export interface ToTrainingView {
  readonly type: 'state';
  readonly state: TrainingViewState;
}

/** From the training panel: a press of one of its buttons, or that it is loaded. */
export type FromTrainingView =
  | { readonly type: 'ready' | 'pause' | 'resume' | 'cancel' | 'continue' | 'discard' | 'use' | 'classify' }
  | { readonly type: 'start'; readonly choice: TrainingChoice };

/** What VS Code kept of a training panel, if it is one, otherwise undefined. */
export function panelState(value: unknown): PanelState | undefined {
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return typeof name === 'string' ? { name } : undefined;
}

/** Curves with more points have their neighbors averaged. */
const maxPoints = 400;

/** Curves with one more piece of news; those of other runs stay as they are. */
export function withProgress(runs: readonly RunCurves[], progress: TrainingProgress): readonly RunCurves[] {
  const known = runs.find(({ run }) => run === progress.run);
  const before = known ?? emptyCurves(progress);
  const after =
    progress.kind === 'step'
      ? withStep(before, progress)
      : { ...before, epochs: [...before.epochs.filter(({ epoch }) => epoch < progress.epoch), progress] };
  return known === undefined ? [...runs, after] : runs.map((one) => (one === known ? after : one));
}

function emptyCurves({ run }: TrainingProgress): RunCurves {
  return { run, step: 0, steps: 0, losses: [], epochs: [], skipped: 0, millisecondsLeft: 0 };
}

function withStep(curves: RunCurves, { step, steps, loss, divergence, skipped, millisecondsLeft }: StepProgress) {
  // A resumed run repeats the steps since it was last saved.
  const earlier = curves.losses.filter((point) => point.step < step);
  const losses = thinned([...earlier, { step, loss, divergence }]);
  return { ...curves, step, steps, losses, skipped, millisecondsLeft };
}

function thinned(points: readonly LossPoint[]): readonly LossPoint[] {
  if (points.length <= maxPoints) return points;
  return Array.from({ length: Math.ceil(points.length / 2) }, (_, i) => {
    const [first, second] = [points[2 * i]!, points[2 * i + 1]];
    return second === undefined ? first : meanOf(first, second);
  });
}

function meanOf(first: LossPoint, second: LossPoint): LossPoint {
  const divergence =
    first.divergence === undefined || second.divergence === undefined
      ? undefined
      : (first.divergence + second.divergence) / 2;
  return { step: second.step, loss: (first.loss + second.loss) / 2, divergence };
}
