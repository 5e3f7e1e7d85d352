import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { EngineClient } from '../client/engineClient';
import { Asking } from '../features/answers/vscode/asking';
import { AttentionPanel } from '../features/attention/vscode/attentionPanel';
import { Classification } from '../features/classification/vscode/classification';
import { SourceChecks } from '../features/checking/vscode/sourceChecks';
import { registerExplanations } from '../features/explanations/vscode/registerExplanations';
import { Entities } from '../features/entities/vscode/entities';
import type { ExtensionApi } from './extensionApi';
import { attentionViewType, commandIds, modelSettings, settingIds } from '../editor/ids';
import { createModelTools } from '../features/models/vscode/modelTools';
import { NetworkRequests } from '../features/models/vscode/networkRequests';
import { registerModels } from '../features/models/vscode/registerModels';
import { notifyRestrictedModels } from '../features/models/vscode/restrictedModels';
import { ResultsView } from '../editor/results/resultsView';
import { Problems, offerRestart } from '../editor/problems';
import { ProseDocuments } from '../editor/proseDocuments';
import { Settings } from '../editor/settings';
import { registerPractice } from '../features/practice/vscode/practice';
import { registerOddWords } from '../features/oddWords/vscode/registerOddWords';
import { registerWords } from '../features/words/vscode/registerWords';
import { Log } from '../editor/ui/log';
import { StatusItem, showStatusMenu } from './status/statusMenu';
import { toggleSuggestions } from '../features/words/vscode/wordSettings';
import { registerLanguageModelTools } from '../features/tools/vscode/languageModelTools';
import { EntityLabeling } from '../features/labeling/vscode/entityLabeling';
import { Labeling } from '../features/labeling/vscode/labeling';
import { Training } from '../features/training/vscode/trainingCommands';

let client: EngineClient | undefined;

/** Wires the extension's objects. Starts no engine and reads no file: that waits for the first request. */
export function activate(context: vscode.ExtensionContext): ExtensionApi | undefined {
  const start = process.cpuUsage();
  const uriOf = (...names: string[]) => vscode.Uri.joinPath(context.extensionUri, ...names);
  const log = new Log();
  const settings: Settings = new Settings(uriOf('models', 'bundled').fsPath, (id) => tools.library.store.find(id));
  const engine = (client = createClient(context, settings, log));
  const background = createClient(context, settings, log);
  const tools = createModelTools(context, settings, { writer: engine, background }, log);
  const requests = new NetworkRequests(tools.library.store.requests);
  const problems = new Problems(log);
  const status = new StatusItem();
  const prose = new ProseDocuments(uriOf('dist', 'proseThread.js').fsPath);
  // Of two providers of quick fixes, the one that is registered last stands first in the list.
  registerOddWords(context, { engine: engine.api, settings, problems, prose });
  const words = registerWords(context, { engine: engine.api, settings, problems, prose });
  const results = new ResultsView(problems);
  const classification = new Classification(engine.api, settings, problems, prose, results);
  const asking = new Asking(engine.api, settings, problems, prose, results);
  const sourceChecks = new SourceChecks(engine.api, settings, problems, prose, results);
  const entities = new Entities(context.workspaceState, {
    engine: engine.api,
    settings,
    problems,
    prose,
    view: results,
  });
  const training = new Training(context, engine.api, tools, problems, prose);
  const labeling = new Labeling(uriOf('dist', 'webview'), problems, prose);
  const webviewFolder = uriOf('dist', 'webview');
  const attention = new AttentionPanel(webviewFolder, engine.api, tools, problems, prose);
  const explanation = registerExplanations(context, { webviewFolder, engine: engine.api, tools, problems, prose });

  const facts = () => ({
    state: engine.state,
    hasCrashed: engine.hasCrashed,
    status: engine.status,
    model: settings.modelName('fill-mask'),
    progress: engine.progress,
    silence: words.silenceHere(),
    snoozedUntil: words.pauses.snoozedUntil,
    problem: problems.current,
  });
  const menu = { problems, log, extensionId: context.extension.id };
  const showStatus = () => status.show(facts());
  // Requests that a wanted stop has cut off are not a problem, and they fail only when the process has ended.
  const restart = () => {
    problems.clear();
    return engine.restart().then(
      () => problems.clear(),
      (error: unknown) => problems.notify(error),
    );
  };
  const stop = async () => {
    await engine.stop();
    await nextTurn();
    problems.clear();
  };

  context.subscriptions.push(
    ...[
      log,
      problems,
      status,
      prose,
      attention,
      requests,
      results,
      classification,
      asking,
      sourceChecks,
      entities,
      labeling,
      new EntityLabeling(problems, prose),
      training,
      offerRestart(engine, log),
    ],
    registerPractice(),
    ...registerModels(tools, requests),
    ...[engine.onDidChangeState, engine.onDidChangeStatus, engine.onDidChangeProgress].map((event) =>
      event(showStatus),
    ),
    problems.onDidChange(showStatus),
    ...[words.pauses, words.silence].map(({ onDidChange }) => onDidChange(showStatus)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      const restarts = [settingIds.provider, settingIds.threads];
      const models = [settingIds.precision, ...Object.values(modelSettings)];
      if (restarts.some((id) => change.affectsConfiguration(id))) void stop();
      if (models.some((id) => change.affectsConfiguration(id))) problems.clear();
      if (change.affectsConfiguration('deberta')) showStatus();
    }),
    vscode.window.onDidChangeActiveTextEditor(showStatus),
    ...registerLanguageModelTools(engine.api, settings, prose, asking),
    vscode.commands.registerCommand(commandIds.inspectAttention, () => attention.show()),
    vscode.window.registerWebviewPanelSerializer(attentionViewType, attention),
    vscode.commands.registerCommand(commandIds.restartEngine, restart),
    vscode.commands.registerCommand(commandIds.toggleSuggestions, toggleSuggestions),
    vscode.commands.registerCommand(commandIds.showStatus, () => showStatusMenu(facts(), menu)),
  );
  showStatus();
  void notifyRestrictedModels();

  if (context.extensionMode === vscode.ExtensionMode.Production) return undefined;
  return {
    activationMilliseconds: milliseconds(process.cpuUsage(start)),
    engineState: () => engine.state,
    enginePid: () => engine.pid,
    engineStatus: () => engine.status,
    engine: engine.api,
    modelFor: (task) => settings.modelFor(task),
    installedModels: () => tools.library.installed,
    lastClassification: () => classification.selection.last,
    classification: () => classification.results(),
    answers: () => asking.results(),
    sourceCheck: () => sourceChecks.results(),
    entities: () => entities.results(),
    training: () => training.state,
    trainingPid: () => training.pid,
    adapted: () => training.adapted,
    suggestionCounts: () => words.counts.counts,
    lastTrace: () => attention.last,
    lastExplanation: () => explanation.last,
  };
}

/** Ends the engine's process. */
export async function deactivate(): Promise<void> {
  await client?.dispose();
}

function createClient(context: vscode.ExtensionContext, settings: Settings, log: Log): EngineClient {
  return new EngineClient({
    serverPath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'engineServer.js').fsPath,
    engineOptions: () => ({
      cacheDirectory: vscode.Uri.joinPath(context.globalStorageUri, 'compiled').fsPath,
      provider: settings.provider,
      threads: settings.threads,
    }),
    log: (line) => log.info(line),
    trace: (line) => log.trace(line),
  });
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}
