import type { EngineState } from '../client/engineClient';
import type { AttentionTrace } from '../protocol/attentionTrace';
import type { EngineStatus } from '../protocol/engineApi';
import type { LabelScore } from '../features/classification/classifyOne';

/** What `activate` returns: how the extension is, for its own tests in a running editor. */
export interface ExtensionApi {
  /** Processor time that `activate()` took: what it costs, however busy the machine is. */
  readonly activationMilliseconds: number;
  engineState(): EngineState;
  /** Process id of the engine; undefined while it does not run. */
  enginePid(): number | undefined;
  engineStatus(): EngineStatus | undefined;
  /** What “Classify Selection” found last. */
  lastClassification(): readonly LabelScore[] | undefined;
  /** What the attention panel was last sent. */
  lastTrace(): AttentionTrace | undefined;
}
