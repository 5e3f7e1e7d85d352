import { encodeGraph } from '../graph/encodeGraph';
import { automaticThreads } from '../runtime/openSession';
import type { Tensors } from '../runtime/session';
import { floats, integers, Session } from '../runtime/session';
import type { ParameterSet } from './parameterSet';
import type { DropoutInput, RowGradient, TrainingGraph } from './trainingGraph';

/** A training graph that is ready to run on a parameter set. */
export class TrainingSession {
  private constructor(
    readonly dropouts: readonly DropoutInput[],
    private readonly session: Session,
    private readonly inputs: ReadonlySet<string>,
    private readonly rowGradients: readonly RowGradient[],
  ) {}

  /** @throws GraphError */
  static async open({ graph, dropouts, rowGradients = [] }: TrainingGraph, threads: number): Promise<TrainingSession> {
    const options = { provider: 'cpu', threads: threads > 0 ? threads : automaticThreads(), optimise: true } as const;
    const session = await Session.open(encodeGraph(graph), options);
    return new TrainingSession(dropouts, session, new Set(graph.inputs.map(({ name }) => name)), rowGradients);
  }

  /** Runs the graph on the parameters and a batch; gradients are written into the parameters' own. */
  async run(parameters: ParameterSet, batch: Tensors): Promise<Tensors> {
    const { tensors, gradients } = parameters;
    const feeds = Object.fromEntries(
      Object.entries({ ...tensors, ...batch }).filter(([name]) => this.inputs.has(name)),
    );
    const results = await this.session.runInto(feeds, gradients);
    for (const { tensor, index, output } of this.rowGradients) {
      parameters.setRowGradients(tensor, integers(batch, index), floats(results, output));
    }
    return results;
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
