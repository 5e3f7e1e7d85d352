import { plain } from '../../../base/plainText';
import { mixSeeds } from '../../../base/random';
import { RequestError } from '../../../protocol/errors';
import type { EpochProgress, TrainingOptions, TrainingProgress, TrainingRun } from '../../../protocol/training';
import { NotFinite } from '../../runtime/requireFinite';
import type { ParameterSet } from '../graphs/parameterSet';
import { adamW, addGradient, clearSum, globalNorm, type OptimizedTensor } from '../optimizer/adamW';
import { epochBatches, stepsPerEpoch } from '../steps/batches';
import type { StepLosses, Stepper } from '../steps/stepper';
import type { RunState, StateFolder } from './trainingState';

/** What the loop has to know of the options of a training: all but those of classifiers. */
export type LoopOptions = Omit<TrainingOptions, 'dropout' | 'maxTokens' | 'layers' | 'sift'>;

/** One training: what is trained, on what, how it is measured, and where its state is kept. */
export interface LoopSetup<E extends { readonly ids: readonly number[] }> {
  readonly run: TrainingRun;
  readonly parameters: ParameterSet;
  readonly train: readonly E[];
  readonly stepper: Stepper<E>;
  readonly options: LoopOptions;
  /** Quality on held-out examples at the end of an epoch; that with the largest score is kept. */
  readonly measure: (signal?: AbortSignal) => Promise<{ readonly loss: number; readonly score: number }>;
  /** Least time between two saved states. */
  readonly saveSeconds: number;
  readonly state: StateFolder;
  readonly fingerprint: string;
}

/** How a run is followed and stopped; one that is stopped by its signal is saved. */
export interface TrainingControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Resolves at once, or when a pause is over; asked before every step. */
  readonly waitWhilePaused?: () => Promise<void> | undefined;
}

/** Trains and leaves the best epoch's weights in the parameters; continues where an earlier call was interrupted. */
export function runTrainingLoop<E extends { readonly ids: readonly number[] }>(
  setup: LoopSetup<E>,
  control: TrainingControl,
): Promise<RunState> {
  return new TrainingLoop(setup, control).train();
}

const noState = { step: 0, epochs: [], skipped: 0, epochLoss: 0, bestEpoch: 0 } as const;

class TrainingLoop<E extends { readonly ids: readonly number[] }> {
  readonly #perEpoch: number;
  readonly #accumulated: readonly OptimizedTensor[];
  readonly #startedAt = Date.now();
  #state: RunState;
  #startStep = 0;
  /** Whether the weights are no longer those of the model that it began with. */
  #isChanged = false;
  #savedAt = Date.now();

  constructor(
    private readonly setup: LoopSetup<E>,
    private readonly control: TrainingControl,
  ) {
    const { train, options, parameters, fingerprint } = setup;
    this.#perEpoch = stepsPerEpoch(train.length, options.batchSize);
    this.#state = { ...noState, steps: options.epochs * this.#perEpoch, fingerprint };
    // With one run a step, its gradients are the step's; otherwise they are added up separately.
    const { trained } = parameters;
    this.#accumulated =
      options.accumulation === 1 ? trained : trained.map((tensor) => ({ ...tensor, gradient: tensor.sum }));
  }

  async train(): Promise<RunState> {
    const { options, state, fingerprint, parameters } = this.setup;
    this.#state = { ...this.#state, ...(await state.restore(fingerprint, parameters)) };
    this.#startStep = this.#state.step;
    this.#isChanged = this.#state.step > 0;
    this.#state.epochs.forEach((epoch) => this.control.onProgress?.(epoch));
    try {
      while (this.#state.epochs.length < options.epochs) await this.#epoch(this.#state.epochs.length);
    } catch (error) {
      // Stopped on purpose, between two steps: nothing is lost.
      if (this.control.signal?.aborted === true) await this.#save();
      throw error;
    }
    await state.restoreBest(this.#state.bestEpoch, parameters);
    return this.#state;
  }

  async #epoch(epoch: number): Promise<void> {
    const { options, train } = this.setup;
    const lengths = train.map(({ ids }) => ids.length);
    const batches = epochBatches(lengths, options.batchSize, options.seed, epoch);
    while (this.#state.step < (epoch + 1) * this.#perEpoch) {
      await this.#pause();
      this.control.signal?.throwIfAborted();
      await this.#step(batches[this.#state.step - epoch * this.#perEpoch]!);
      await this.#saveWhenDue();
    }
    await this.#endEpoch(epoch + 1);
  }

  async #step(batch: readonly number[]): Promise<void> {
    const { options, train, run } = this.setup;
    const losses = await this.#gradients(batch.map((index) => train[index]!));
    const norm = globalNorm(this.#accumulated);
    const { step, steps } = this.#state;
    // A step whose gradient is not finite would spoil all weights: it is left out and counted.
    if (Number.isFinite(norm)) {
      this.#isChanged = true;
      adamW(this.#accumulated, {
        learningRate: options.learningRate * learningRateFactor(step, steps, options.warmUp),
        weightDecay: options.weightDecay,
        step: step + 1,
        gradientFactor: Math.min(1, options.clipNorm / (norm + 1e-6)),
      });
    }
    const skipped = this.#state.skipped + losses.skipped + (Number.isFinite(norm) ? 0 : 1);
    this.#state = { ...this.#state, step: step + 1, skipped, epochLoss: this.#state.epochLoss + losses.task };
    const perStep = (Date.now() - this.#startedAt) / (step + 1 - this.#startStep);
    this.control.onProgress?.({
      kind: 'step',
      run,
      step: step + 1,
      steps,
      loss: losses.task,
      divergence: losses.divergence,
      skipped,
      millisecondsLeft: perStep * (steps - step - 1),
    });
  }

  /** Runs a batch in as many parts as asked for, and leaves the gradient of its mean loss in `#accumulated`. */
  async #gradients(examples: readonly E[]): Promise<StepLosses> {
    const { parameters, options } = this.setup;
    const { accumulation, seed } = options;
    const size = Math.ceil(examples.length / accumulation);
    const isSplit = this.#accumulated !== parameters.trained;
    if (isSplit) parameters.trained.forEach(clearSum);
    const sum = { task: 0, divergence: 0, skipped: 0 };
    let hasDivergence = false;
    for (let start = 0; start < examples.length; start += size) {
      const part = examples.slice(start, start + size);
      const losses = await this.setup.stepper.run(part, examples, mixSeeds(seed, this.#state.step, start, 3));
      sum.task += losses.task;
      sum.divergence += losses.divergence ?? 0;
      sum.skipped += losses.skipped;
      hasDivergence ||= losses.divergence !== undefined;
      if (isSplit) parameters.trained.forEach(addGradient);
    }
    return { ...sum, divergence: hasDivergence ? sum.divergence : undefined };
  }

  async #endEpoch(epoch: number): Promise<void> {
    const { parameters, run, state } = this.setup;
    const { loss, score } = await this.#measure();
    if (!this.#isChanged) {
      throw new RequestError(
        plain`Nothing was learned: no step gave finite numbers. Start again with the default settings, above all the weight of SiFT.`,
      );
    }
    const trainLoss = this.#state.epochLoss / this.#perEpoch;
    const progress: EpochProgress = { kind: 'epoch', run, epoch, trainLoss, heldOutLoss: loss, score };
    const best = this.#state.epochs[this.#state.bestEpoch - 1];
    const isBetter = best === undefined || score > best.score || (score === best.score && loss < best.heldOutLoss);
    if (isBetter) await state.saveBest(epoch, parameters);
    const bestEpoch = isBetter ? epoch : this.#state.bestEpoch;
    this.#state = { ...this.#state, epochs: [...this.#state.epochs, progress], epochLoss: 0, bestEpoch };
    await this.#saveWhenDue();
    this.control.onProgress?.(progress);
  }

  async #measure(): Promise<{ readonly loss: number; readonly score: number }> {
    try {
      return await this.setup.measure(this.control.signal);
    } catch (error) {
      if (!(error instanceof NotFinite && this.#isChanged)) throw error;
      throw new RequestError(
        plain`The training diverged: its numbers grew without bound. Start it again with a learning rate below ${this.setup.options.learningRate}.`,
        { cause: error },
      );
    }
  }

  /** A pause may end with the window: it loses nothing. */
  async #pause(): Promise<void> {
    const paused = this.control.waitWhilePaused?.();
    if (paused === undefined) return;
    await this.#save();
    await paused;
  }

  async #saveWhenDue(): Promise<void> {
    if (Date.now() - this.#savedAt >= this.setup.saveSeconds * 1000) await this.#save();
  }

  async #save(): Promise<void> {
    await this.setup.state.save(this.#state, this.setup.parameters);
    this.#savedAt = Date.now();
  }
}

/** The learning rate's factor at a step from 0: rises to 1 over the `warmUp` share, then falls to 0. */
export function learningRateFactor(step: number, steps: number, warmUp: number): number {
  const rising = Math.round(warmUp * steps);
  if (step < rising) return (step + 1) / rising;
  return Math.max(0, (steps - step) / Math.max(1, steps - rising));
}
