import type { EngineApi, ModelRequest } from '../protocol/engineApi';
import type { ModelStore } from '../hub/store/modelStore';
import type { Arguments, OptionHelps } from './arguments';

/** What a command works with. `texts` are the arguments or, without any, lines of standard input as they come. */
export interface CommandContext {
  readonly given: Arguments;
  readonly engine: EngineApi;
  readonly store: ModelStore;
  /** Path of the model; empty for a command that uses none. */
  readonly model: string;
  /** A model that an option names, as MODEL is named. */
  readonly modelNamed: (name: string) => Promise<ModelRequest>;
  readonly json: boolean;
  readonly texts: () => AsyncIterable<string>;
}

/** What can be done with a word after a command's name. */
interface ActionHelp {
  readonly takes: readonly string[];
  readonly does: string;
}

/** A command of the command line, under its name in app/cli. All that its `--help` says is here. */
export interface Command {
  /** The words after its name; it uses a model if MODEL is the first. */
  readonly takes: string;
  /** What it does or prints, in a few words. */
  readonly does: string;
  readonly actions?: Readonly<Record<string, ActionHelp>>;
  readonly options: OptionHelps;
  /** What else a caller should know, such as exit codes that mean something; lines. */
  readonly notes?: readonly string[];
  /** The words of a call that works. */
  readonly example: string;
  readonly run: (context: CommandContext) => Promise<void>;
}
