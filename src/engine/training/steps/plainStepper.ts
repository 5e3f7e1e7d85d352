import { mixSeeds } from '../../../base/random';
import { floats } from '../../runtime/session';
import type { InputRow } from '../../tokenizer/rowTemplate';
import { plainStep, type Classifier } from '../graphs/classifierGraphs';
import type { ParameterSet } from '../graphs/parameterSet';
import { TrainingSession } from '../graphs/trainingSession';
import { batchInputs } from './encodedExamples';
import { rowTensor, type RowsOf } from './lossRows';
import type { StepLosses, Stepper } from './stepper';

export class PlainStepper<E extends InputRow> implements Stepper<E> {
  private constructor(
    private readonly classifier: Classifier,
    private readonly rowsOf: RowsOf<E>,
    private readonly parameters: ParameterSet,
    private readonly session: TrainingSession,
  ) {}

  static async open<E extends InputRow>(
    classifier: Classifier,
    rowsOf: RowsOf<E>,
    parameters: ParameterSet,
    dropout: number,
    threads: number,
  ): Promise<PlainStepper<E>> {
    const trained = parameters.trained.map(({ name }) => name);
    const session = await TrainingSession.open(plainStep(classifier, trained, true), threads, dropout);
    return new PlainStepper(classifier, rowsOf, parameters, session);
  }

  async run(examples: readonly E[], step: readonly E[], seed: number): Promise<StepLosses> {
    const inputs = batchInputs(examples, this.classifier.config);
    const [batch = 0, tokens = 0] = inputs.input_ids.shape;
    const { targets, weights } = this.rowsOf(examples, step);
    const result = await this.session.run(this.parameters, {
      ...inputs,
      ...this.session.masks.draw({ batch, tokens }, [mixSeeds(seed, 0)]),
      targets,
      row_weights: rowTensor(weights),
    });
    return { task: floats(result, 'loss').data[0]!, skipped: 0 };
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
