import { mixSeeds, Random } from '../../../base/random';
import type { SiftOptions } from '../../../protocol/training';
import { floats, type FloatTensor, type IntegerTensor, type Tensors } from '../../runtime/session';
import type { InputRow } from '../../tokenizer/rowTemplate';
import { siftAscent, siftForward, siftStep, type Classifier } from '../graphs/classifierGraphs';
import type { ParameterSet } from '../graphs/parameterSet';
import { gradientName } from '../graphs/trainingGraph';
import { TrainingSession } from '../graphs/trainingSession';
import { batchInputs } from './encodedExamples';
import { rowTensor, type LossRows, type RowsOf } from './lossRows';
import type { StepLosses, Stepper } from './stepper';

/** The passes of a step, each with dropout of its own. */
const passes = { clean: 0, ascent: 1, adversarial: 2, perturbation: 3 } as const;

interface Sessions {
  readonly forward: TrainingSession;
  readonly ascent: TrainingSession;
  readonly step: TrainingSession;
}

/** Scale-invariant fine-tuning: clean pass, perturbation, ascent, and the step over both passes (docs/math.md). */
export class SiftStepper<E extends InputRow> implements Stepper<E> {
  private constructor(
    private readonly classifier: Classifier,
    private readonly rowsOf: RowsOf<E>,
    private readonly parameters: ParameterSet,
    private readonly options: SiftOptions,
    private readonly sessions: Sessions,
  ) {}

  static async open<E extends InputRow>(
    classifier: Classifier,
    rowsOf: RowsOf<E>,
    parameters: ParameterSet,
    dropout: number,
    options: SiftOptions,
    threads: number,
  ): Promise<SiftStepper<E>> {
    const trained = parameters.trained.map(({ name }) => name);
    const held: Classifier =
      options.mode === 'faithful' ? { ...classifier, consistencyType: 'single_label_classification' } : classifier;
    const sessions = {
      forward: await TrainingSession.open(siftForward(held), threads, dropout),
      ascent: await TrainingSession.open(siftAscent(held), threads, dropout),
      step: await TrainingSession.open(siftStep(held, trained, true), threads, dropout),
    };
    return new SiftStepper(classifier, rowsOf, parameters, options, sessions);
  }

  async run(examples: readonly E[], step: readonly E[], seed: number): Promise<StepLosses> {
    const inputs = batchInputs(examples, this.classifier.config);
    const rows = this.rowsOf(examples, step);
    const clean = await this.sessions.forward.run(this.parameters, {
      ...inputs,
      ...this.sessions.forward.masks.draw(sizesOf(inputs), [mixSeeds(seed, passes.clean)]),
    });
    const cleanLogits = { ...floats(clean, 'logits'), shape: rows.targets.shape };
    const { delta, skipped } = await this.#perturbation(inputs, cleanLogits, rows, seed);
    const result = await this.sessions.step.run(this.parameters, this.#stepInputs(examples, rows, delta, seed));
    return {
      task: floats(result, 'task_loss').data[0]!,
      divergence: floats(result, 'divergence').data[0]! / this.options.weight,
      skipped,
    };
  }

  async release(): Promise<void> {
    const { forward, ascent, step } = this.sessions;
    for (const session of [forward, ascent, step]) await session.release();
  }

  /** δ after its ascent steps, [rows, hidden]. */
  async #perturbation(
    inputs: ReturnType<typeof batchInputs>,
    cleanLogits: FloatTensor,
    { divergenceWeights }: LossRows,
    seed: number,
  ): Promise<{ delta: FloatTensor; skipped: number }> {
    const { hiddenSize } = this.classifier.config;
    const { mode, stepSize, steps } = this.options;
    const isReal = mode === 'improved' ? realTokens(inputs.attention_mask) : undefined;
    const delta: FloatTensor = {
      type: 'float32',
      shape: [inputs.attention_mask.data.length, hiddenSize],
      data: this.#initialPerturbation(inputs.attention_mask.data.length, mixSeeds(seed, passes.perturbation), isReal),
    };
    const masks = this.sessions.ascent.masks.draw(sizesOf(inputs), [mixSeeds(seed, passes.ascent)]);
    let skipped = 0;
    for (let step = 0; step < (mode === 'faithful' ? 1 : steps); step++) {
      const result = await this.sessions.ascent.run(this.parameters, {
        ...inputs,
        ...masks,
        delta,
        clean_logits: cleanLogits,
        diverging_rows: rowTensor(divergenceWeights.map((weight) => (weight > 0 ? 1 : 0))),
      });
      const gradient = floats(result, gradientName('delta')).data;
      if (!ascend(delta.data, gradient, hiddenSize, stepSize, isReal)) skipped++;
    }
    return { delta, skipped };
  }

  /** Normal(0, σ) cut at ±2σ. */
  #initialPerturbation(rows: number, seed: number, isReal?: (token: number) => boolean): Float32Array {
    const { hiddenSize } = this.classifier.config;
    const { perturbation } = this.options;
    const random = new Random(seed);
    return Float32Array.from({ length: rows * hiddenSize }, (_, i) => {
      const value = perturbation * Math.min(2, Math.max(-2, random.normal()));
      return isReal === undefined || isReal(Math.floor(i / hiddenSize)) ? value : 0;
    });
  }

  #stepInputs(examples: readonly E[], lossRows: LossRows, delta: FloatTensor, seed: number): Tensors {
    const { targets, weights, divergenceWeights } = lossRows;
    const inputs = batchInputs(examples, this.classifier.config, 2);
    const [rows = 0, hidden = 0] = delta.shape;
    const perturbed = new Float32Array(2 * rows * hidden);
    perturbed.set(delta.data, rows * hidden);
    const seeds = [mixSeeds(seed, passes.clean), mixSeeds(seed, passes.adversarial)];
    return {
      ...inputs,
      ...this.sessions.step.masks.draw(sizesOf(inputs), seeds),
      targets,
      row_weights: rowTensor(weights),
      adversarial_weights: rowTensor(divergenceWeights.map((weight) => weight * this.options.weight)),
      delta: { type: 'float32', shape: [2 * rows, hidden], data: perturbed },
      clean_rows: {
        type: 'float32',
        shape: [2 * rows, 1],
        data: new Float32Array(2 * rows).fill(1, 0, rows),
      },
    };
  }
}

function sizesOf({ input_ids: { shape } }: ReturnType<typeof batchInputs>) {
  const [batch = 0, tokens = 0] = shape;
  return { batch, tokens };
}

function realTokens({ data }: IntegerTensor): (token: number) => boolean {
  return (token) => data[token] === 1n;
}

/** Added to a token's largest gradient before dividing by it, as in the released code. */
const normEpsilon = 1e-6;

/**
 * One ascent step of SiFT, in place: δ ← δ + η g / (1e-6 + max |g|) for each token, over rows of `hidden` numbers. With
 * `isReal`, tokens that are padding stay unperturbed. A gradient that is not finite changes nothing.
 * @returns whether the step was taken
 */
export function ascend(
  delta: Float32Array,
  gradient: Float32Array,
  hidden: number,
  stepSize: number,
  isReal?: (token: number) => boolean,
): boolean {
  if (!isFinite(gradient)) return false;
  for (let start = 0; start < delta.length; start += hidden) {
    if (isReal !== undefined && !isReal(start / hidden)) continue;
    let largest = 0;
    for (let i = start; i < start + hidden; i++) largest = Math.max(largest, Math.abs(gradient[i]!));
    const factor = Math.fround(largest + normEpsilon);
    for (let i = start; i < start + hidden; i++) {
      delta[i] = delta[i]! + Math.fround(Math.fround(gradient[i]! / factor) * stepSize);
    }
  }
  return true;
}

/** Whether the norm of a vector is a number. */
function isFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Number.isFinite(sum);
}
