import type { SuggestionCounts } from '../features/words/core/suggestionCounts';
import type { EngineState } from '../client/engineClient';
import type { Asking } from '../features/answers/vscode/asking';
import type { Classification } from '../features/classification/vscode/classification';
import type { SourceChecks } from '../features/checking/vscode/sourceChecks';
import type { Entities } from '../features/entities/vscode/entities';
import type { AttentionTrace } from '../protocol/attentionTrace';
import type { EditorTask } from '../hub/catalog';
import type { InstalledModel } from '../hub/store/modelStore';
import type { EngineApi, EngineStatus, ModelRequest } from '../protocol/engineApi';
import type { Explanation } from '../protocol/explanations';
import type { AdaptReport } from '../protocol/training';
import type { TrainingViewState } from '../features/training/core/trainingView';
import type { LabelScore } from '../features/classification/core/classifyUnits';

/**
 * What `activate` returns when the extension is under development or test, and to nobody else: its state, for its own
 * tests in a running editor.
 */
export interface ExtensionApi {
  /** Processor time that `activate()` took: what it costs, however busy the machine is. */
  readonly activationMilliseconds: number;
  engineState(): EngineState;
  /** Process id of the engine; undefined while it does not run. */
  enginePid(): number | undefined;
  engineStatus(): EngineStatus | undefined;
  /** The writer's engine: a request starts it when needed. */
  readonly engine: EngineApi;
  /** The model that does a task, to be spread into a request; rejects when there is none that can. */
  modelFor(task: EditorTask): Promise<ModelRequest>;
  /** Downloaded and imported models, as the Models view shows them. */
  installedModels(): readonly InstalledModel[];
  lastClassification(): readonly LabelScore[] | undefined;
  /** Suggestions shown, accepted and dismissed so far. */
  suggestionCounts(): SuggestionCounts;
  /** What the results view holds. */
  classification(): ReturnType<Classification['results']>;
  /** What the last question has found. */
  answers(): ReturnType<Asking['results']>;
  /** What the results view holds of a check against a source. */
  sourceCheck(): ReturnType<SourceChecks['results']>;
  /** What the results view holds of entities. */
  entities(): ReturnType<Entities['results']>;
  /** What the training panel shows. */
  training(): TrainingViewState | undefined;
  /** Process id of the training that runs. */
  trainingPid(): number | undefined;
  /** How the last adaptation to the writer's prose went. */
  adapted(): AdaptReport | undefined;
  /** What the attention panel was last sent. */
  lastTrace(): AttentionTrace | undefined;
  /** What the panel that explains answers was last sent. */
  lastExplanation(): Explanation | undefined;
}
