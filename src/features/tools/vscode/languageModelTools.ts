import * as vscode from 'vscode';
import { literalText } from '../../../editor/ui/markdown';
import { attentionTool, type AttentionInput } from '../core/attentionTool';
import { classifyTool, type ClassifyInput } from '../core/classifyTool';
import { confirmations, counted } from '../core/confirmations';
import { fillMaskTool, type FillMaskInput, oddWordsTool, type OddWordsInput } from '../core/wordTools';
import type { ToolAnswer } from '../core/toolAnswer';
import type { EditorTask } from '../../../hub/catalog';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import { abortSignalOf } from '../../../base/cancellation';
import { toolIds } from '../../../editor/ids';
import type { Settings } from '../../../editor/settings';

/** One tool: the model's task, what the chat says while it runs, and what it asks before. */
interface Tool<I> {
  readonly task: EditorTask;
  readonly answer: (model: ModelRequest, input: I, options: CallOptions) => Promise<ToolAnswer>;
  readonly message: (input: I) => string;
  readonly confirmation: (input: I) => string;
}

/** Lets chat agents ask the local model: words for masks, labels, odd words, attention. Each asks the user first. */
export function registerLanguageModelTools(engine: EngineApi, settings: Settings): vscode.Disposable[] {
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
        const model = await settings.modelFor(tool.task);
        const { text, data } = await tool.answer(model, input, { signal: abortSignalOf(token) });
        return new vscode.LanguageModelToolResult([
          new vscode.LanguageModelTextPart(text),
          new vscode.LanguageModelTextPart(JSON.stringify(data)),
        ]);
      },
    });
  return [
    register<FillMaskInput>(toolIds.fillMask, {
      task: 'fill-mask',
      answer: (model, input, options) => fillMaskTool(engine, model, input, options),
      message: () => 'Finding words for the masks',
      confirmation: confirmations.fillMask,
    }),
    register<ClassifyInput>(toolIds.classify, {
      task: 'classification',
      answer: (model, input, options) => classifyTool(engine, model, input, options),
      message: ({ texts }) => `Classifying ${counted(texts)}`,
      confirmation: confirmations.classify,
    }),
    register<OddWordsInput>(toolIds.oddWords, {
      task: 'odd-words',
      answer: (model, input, options) => oddWordsTool(engine, model, input, options),
      message: () => 'Looking for words that are out of place',
      confirmation: confirmations.oddWords,
    }),
    register<AttentionInput>(toolIds.attention, {
      task: 'fill-mask',
      answer: (model, input, options) => attentionTool(engine, model, input, options),
      message: () => 'Looking at the attention',
      confirmation: confirmations.attention,
    }),
  ];
}
