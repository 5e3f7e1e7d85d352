import { mixSeeds } from '../../../base/random';
import { floats } from '../../runtime/session';
import { plainStep, type Classifier } from '../graphs/classifierGraphs';
import type { ParameterSet } from '../graphs/parameterSet';
import { TrainingSession } from '../graphs/trainingSession';
import { batchInputs, targetTensor, type EncodedExample } from './encodedExamples';
import type { StepLosses, Stepper } from './stepper';

export class PlainStepper implements Stepper<EncodedExample> {
  private constructor(
    private readonly classifier: Classifier,
    private readonly parameters: ParameterSet,
    private readonly session: TrainingSession,
  ) {}

  static async open(
    classifier: Classifier,
    parameters: ParameterSet,
    dropout: number,
    threads: number,
  ): Promise<PlainStepper> {
    const trained = parameters.trained.map(({ name }) => name);
    const session = await TrainingSession.open(plainStep(classifier, trained, true), threads, dropout);
    return new PlainStepper(classifier, parameters, session);
  }

  async run(examples: readonly EncodedExample[], weight: number, seed: number): Promise<StepLosses> {
    const inputs = batchInputs(examples, this.classifier.config);
    const [batch = 0, tokens = 0] = inputs.input_ids.shape;
    const sizes = { batch, tokens };
    const result = await this.session.run(this.parameters, {
      ...inputs,
      ...this.session.masks.draw(sizes, [mixSeeds(seed, 0)]),
      targets: targetTensor(examples),
      row_weights: { type: 'float32', shape: [batch], data: new Float32Array(batch).fill(weight) },
    });
    return { task: floats(result, 'loss').data[0]!, skipped: 0 };
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
