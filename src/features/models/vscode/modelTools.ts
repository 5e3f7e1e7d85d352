import type * as vscode from 'vscode';
import type { Log } from '../../../editor/ui/log';
import type { EngineClient } from '../../../client/engineClient';
import { describeModel, ModelStore } from '../../../hub/store/modelStore';
import type { Settings } from '../../../editor/settings';
import { BackgroundEngine, ModelLibrary } from './modelLibrary';
import { HubConnection } from './hubConnection';
import { HubTokens } from './hubTokens';

/** What the commands about models work with. */
export interface ModelTools {
  readonly library: ModelLibrary;
  readonly hub: HubConnection;
  readonly tokens: HubTokens;
  readonly settings: Settings;
  readonly log: Log;
}

/** The two engines: the one that the writer waits for, and one for reading and measuring models. */
interface Engines {
  readonly writer: EngineClient;
  readonly background: EngineClient;
}

/** Makes them. Nothing is read from the disk yet. */
export function createModelTools(
  context: vscode.ExtensionContext,
  settings: Settings,
  engines: Engines,
  log: Log,
): ModelTools {
  const background = new BackgroundEngine(engines.background);
  const store = new ModelStore({
    root: context.globalStorageUri.fsPath,
    describe: (folder) => background.run((engine) => describeModel(engine)(folder)),
    checkTokenizer: (folder) => background.run((engine) => engine.checkTokenizer({ folder })),
    // The writer's engine is the one that may hold the model open; when it does not run, there is no need to start it.
    forget: (model) =>
      engines.writer.pid === undefined
        ? background.run((engine) => engine.forget({ model }))
        : engines.writer.api.forget({ model }),
  });
  const tokens = new HubTokens(context.secrets);
  const hub = new HubConnection(store, settings, tokens, process.env);
  const library = new ModelLibrary(store, hub, background, settings.bundledModel);
  context.subscriptions.push(library, background);
  return { library, hub, tokens, settings, log };
}
