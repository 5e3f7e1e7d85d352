import { beginStep } from '../../../base/workSteps';
import { encodeGraph } from '../../graph/encodeGraph';
import { threadCount, runSeconds } from '../../runtime/openSession';
import { floats, integers, Session, type Tensors } from '../../runtime/session';
import { DropoutMasks } from './dropoutMasks';
import type { ParameterSet } from './parameterSet';
import type { RowGradient, TrainingGraph } from './trainingGraph';

/** A training graph that is ready to run on a parameter set. */
export class TrainingSession {
  private constructor(
    readonly masks: DropoutMasks,
    private readonly session: Session,
    private readonly inputs: ReadonlySet<string>,
    private readonly outputs: ReadonlySet<string>,
    private readonly rowGradients: readonly RowGradient[],
  ) {}

  /** `dropout` is the rate of the graph's masks. @throws GraphError */
  static async open(
    { graph, dropouts, rowGradients = [] }: TrainingGraph,
    threads: number,
    dropout = 0,
  ): Promise<TrainingSession> {
    const session = await Session.open(encodeGraph(graph), {
      provider: 'cpu',
      threads: threadCount(threads),
      optimize: true,
    });
    const names = (values: readonly { readonly name: string }[]) => new Set(values.map(({ name }) => name));
    const masks = new DropoutMasks(dropouts, dropout);
    return new TrainingSession(masks, session, names(graph.inputs), names(graph.outputs), rowGradients);
  }

  /** Runs the graph on the parameters and a batch; gradients are written into the parameters' own. */
  async run(parameters: ParameterSet, batch: Tensors): Promise<Tensors> {
    const { tensors, gradients } = parameters;
    beginStep(runSeconds(parameters.size, batch, 3));
    const feeds = Object.fromEntries(
      Object.entries({ ...tensors, ...batch }).filter(([name]) => this.inputs.has(name)),
    );
    const results = await this.session.runInto(feeds, gradients);
    parameters.wholeGradients(this.outputs);
    for (const { tensor, index, output } of this.rowGradients) {
      parameters.setRowGradients(tensor, integers(batch, index), floats(results, output));
    }
    return results;
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
