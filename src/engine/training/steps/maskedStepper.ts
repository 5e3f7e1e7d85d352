import { mixSeeds } from '../../../base/random';
import { requireFinite } from '../../runtime/requireFinite';
import { floats } from '../../runtime/session';
import type { InputRow } from '../../tokenizer/rowTemplate';
import type { Tokenizer } from '../../tokenizer/tokenizer';
import { maskedLoss, maskedStep, type MaskedModel } from '../graphs/maskedGraphs';
import type { ParameterSet } from '../graphs/parameterSet';
import { TrainingSession } from '../graphs/trainingSession';
import { sortedBatches } from './batches';
import { maskedBatch } from './maskedExamples';
import type { StepLosses, Stepper } from './stepper';

const maskedShare = 0.15;
const measuredTogether = 16;

/** Masked language modeling: other words are masked in every step; held-out texts always the same ones. */
export class MaskedStepper implements Stepper<InputRow> {
  private constructor(
    private readonly model: MaskedModel,
    private readonly parameters: ParameterSet,
    private readonly tokenizer: Tokenizer,
    private readonly session: TrainingSession,
    private readonly evaluation: TrainingSession,
  ) {}

  static async open(
    model: MaskedModel,
    parameters: ParameterSet,
    tokenizer: Tokenizer,
    dropout: number,
    threads: number,
  ): Promise<MaskedStepper> {
    const trained = parameters.trained.map(({ name }) => name);
    const session = await TrainingSession.open(maskedStep(model, trained), threads, dropout);
    const evaluation = await TrainingSession.open(maskedLoss(model), threads);
    return new MaskedStepper(model, parameters, tokenizer, session, evaluation);
  }

  async run(examples: readonly InputRow[], step: readonly InputRow[], seed: number): Promise<StepLosses> {
    const masking = { share: maskedShare, mixed: true };
    const { config } = this.model;
    const share = (1 / step.length) * examples.length;
    const { inputs, masks } = maskedBatch(examples, this.tokenizer, config, masking, mixSeeds(seed, 1), share);
    const [batch = 0, tokens = 0] = inputs.input_ids!.shape;
    const sizes = { batch, tokens, masks };
    const drops = this.session.masks.draw(sizes, [mixSeeds(seed, 0)]);
    const result = await this.session.run(this.parameters, { ...inputs, ...drops });
    return { task: floats(result, 'loss').data[0]!, skipped: 0 };
  }

  /** Mean loss of the masked words of held-out texts, which are the same whatever the weights. */
  async measure(examples: readonly InputRow[], signal?: AbortSignal): Promise<number> {
    let [sum, count] = [0, 0];
    const lengths = examples.map(({ ids }) => ids.length);
    for (const [index, batch] of sortedBatches(lengths, measuredTogether).entries()) {
      signal?.throwIfAborted();
      const chosen = batch.map((position) => examples[position]!);
      const masking = { share: maskedShare, mixed: false };
      const { inputs, masks } = maskedBatch(chosen, this.tokenizer, this.model.config, masking, mixSeeds(index, 5));
      const results = await this.evaluation.run(this.parameters, inputs);
      requireFinite(results, 'The model');
      sum += floats(results, 'loss').data[0]! * masks;
      count += masks;
    }
    return sum / Math.max(1, count);
  }

  async release(): Promise<void> {
    await this.session.release();
    await this.evaluation.release();
  }
}
