import * as vscode from 'vscode';
import { literalText } from '../../../editor/ui/markdown';
import { askTool, requireQuestion, type AskInput } from '../core/askTool';
import { attentionTool, type AttentionInput } from '../core/attentionTool';
import { checkSourceTool, type CheckSourceInput } from '../core/checkSourceTool';
import { classifyTool, type ClassifyInput } from '../core/classifyTool';
import { confirmations, counted } from '../core/confirmations';
import { entitiesTool, type EntitiesInput } from '../core/entitiesTool';
import { explainedTask, explainTool, type ExplainInput } from '../core/explainTool';
import { fillMaskTool, type FillMaskInput, oddWordsTool, type OddWordsInput } from '../core/wordTools';
import type { ToolAnswer } from '../core/toolAnswer';
import type { CallOptions, EngineApi } from '../../../protocol/engineApi';
import { abortSignalOf } from '../../../base/cancellation';
import { settingIds, toolIds } from '../../../editor/ids';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { readShare, type Settings } from '../../../editor/settings';
import type { Source } from '../../../editor/sources';
import type { Findings } from '../../answers/core/placeList';
import { defaultThresholds } from '../../checking/core/verdict';
import { proseOf, sourceFilesOf } from './checkedSource';
import { workspaceSources } from './workspaceSources';

/** One tool: how it answers, what the chat says while it runs, and what it asks before. */
interface Tool<I> {
  readonly answer: (input: I, options: CallOptions & { readonly signal: AbortSignal }) => Promise<ToolAnswer>;
  readonly message: (input: I) => string;
  readonly confirmation: (input: I) => string;
}

/** Finds the answer to a question in documents. */
interface Search {
  readonly findings: (question: string, sources: readonly Source[], signal: AbortSignal) => Promise<Findings>;
}

/**
 * Lets chat agents ask the local models: words for masks, labels, odd words, attention, explanations, places in the
 * workspace, and what a source says. Each asks the user first.
 */
export function registerLanguageModelTools(
  engine: EngineApi,
  settings: Settings,
  prose: ProseDocuments,
  search: Search,
): vscode.Disposable[] {
  const register = <I extends object>(name: string, tool: Tool<I>) =>
    vscode.lm.registerTool<I>(name, {
      prepareInvocation: ({ input }) => ({
        invocationMessage: literalText(tool.message(input)),
        confirmationMessages: {
          title: 'DeBERTa',
          message: literalText(tool.confirmation(input)),
        },
      }),
      invoke: async ({ input }, token) => {
        const { text, data } = await tool.answer(input, { signal: abortSignalOf(token) });
        return new vscode.LanguageModelToolResult([
          new vscode.LanguageModelTextPart(text),
          new vscode.LanguageModelTextPart(JSON.stringify(data)),
        ]);
      },
    });
  return [
    register<FillMaskInput>(toolIds.fillMask, {
      answer: async (input, options) => fillMaskTool(engine, await settings.modelFor('fill-mask'), input, options),
      message: () => 'Finding words for the masks',
      confirmation: confirmations.fillMask,
    }),
    register<ClassifyInput>(toolIds.classify, {
      answer: async (input, options) => classifyTool(engine, await settings.modelFor('classification'), input, options),
      message: ({ texts }) => `Classifying ${counted(texts)}`,
      confirmation: confirmations.classify,
    }),
    register<CheckSourceInput>(toolIds.checkSource, {
      answer: async (input, options) => {
        const model = await settings.modelFor('checking');
        const files = await sourceFilesOf(prose, input, options.signal);
        const thresholds = {
          supported: readShare(settingIds.checkSupported, defaultThresholds.supported),
          contradicted: readShare(settingIds.checkContradicted, defaultThresholds.contradicted),
        };
        return checkSourceTool(engine, model, { text: proseOf(prose, input.text), files, thresholds }, options);
      },
      message: () => 'Checking a text against a source',
      confirmation: confirmations.checkSource,
    }),
    register<OddWordsInput>(toolIds.oddWords, {
      answer: async (input, options) => oddWordsTool(engine, await settings.modelFor('odd-words'), input, options),
      message: () => 'Looking for words that are out of place',
      confirmation: confirmations.oddWords,
    }),
    register<AttentionInput>(toolIds.attention, {
      answer: async (input, options) => attentionTool(engine, await settings.modelFor('fill-mask'), input, options),
      message: () => 'Looking at the attention',
      confirmation: confirmations.attention,
    }),
    register<ExplainInput>(toolIds.explain, {
      answer: async (input, options) =>
        explainTool(engine, await settings.modelFor(explainedTask(input)), input, options),
      message: () => 'Explaining the answer',
      confirmation: confirmations.explain,
    }),
    register<AskInput>(toolIds.ask, {
      answer: async (input, { signal }) => {
        requireQuestion(input);
        const sources = await workspaceSources(input.path, signal);
        return askTool(input, await search.findings(input.question, sources, signal));
      },
      message: () => 'Looking for the answer',
      confirmation: confirmations.ask,
    }),
    register<EntitiesInput>(toolIds.findEntities, {
      answer: async (input, options) => entitiesTool(engine, await settings.modelFor('entities'), input, options),
      message: ({ texts }) => `Finding entities in ${counted(texts)}`,
      confirmation: confirmations.findEntities,
    }),
  ];
}
