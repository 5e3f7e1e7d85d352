import type { EngineApi } from '../protocol/engineApi';
import type { ModelStore } from '../hub/modelStore';
import type { Arguments, OptionName } from './arguments';

/** What a command works with. `texts` are the arguments or, without any, lines of standard input as they come. */
export interface CommandContext {
  readonly given: Arguments;
  readonly engine: EngineApi;
  readonly store: ModelStore;
  /** Path of the model; empty for a command that uses none. */
  readonly model: string;
  readonly json: boolean;
  readonly texts: () => AsyncIterable<string>;
}

/** A command of the command line, under its name in ./cli. */
export interface Command {
  readonly options: readonly OptionName[];
  /** False for a command whose second word is no model; true when absent. */
  readonly usesModel?: false;
  readonly run: (context: CommandContext) => Promise<void>;
}
