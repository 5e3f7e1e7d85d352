import * as vscode from 'vscode';
import type { ExplanationQuestion } from '../../../editor/explainAnswer';
import { commandIds, explanationViewType, internalCommands } from '../../../editor/ids';
import type { ModelServices } from '../../../editor/modelServices';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import type { EngineApi } from '../../../protocol/engineApi';
import { ExplanationPanel } from './explanationPanel';
import { explainWord } from './explainWord';

interface ExplanationServices {
  readonly webviewFolder: vscode.Uri;
  readonly engine: EngineApi;
  readonly tools: ModelServices;
  readonly problems: Problems;
  readonly prose: ProseDocuments;
}

/** The panel that answers “Why?”, for every answer that the extension shows. */
export function registerExplanations(
  context: vscode.ExtensionContext,
  { webviewFolder, engine, tools, problems, prose }: ExplanationServices,
): ExplanationPanel {
  const panel = new ExplanationPanel(webviewFolder, engine, tools, problems, prose);
  const { settings } = tools;
  context.subscriptions.push(
    panel,
    vscode.window.registerWebviewPanelSerializer(explanationViewType, panel),
    vscode.commands.registerCommand(internalCommands.explain, (asked: ExplanationQuestion) => panel.show(asked)),
    vscode.commands.registerCommand(commandIds.explainWord, () => explainWord({ settings, problems, prose })),
  );
  return panel;
}
