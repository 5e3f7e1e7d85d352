import * as vscode from 'vscode';
import { attentionTool, type AttentionInput } from '../../features/tools/attentionTool';
import { classifyTool, type ClassifyInput } from '../../features/tools/classifyTool';
import { fillMaskTool, type FillMaskInput } from '../../features/tools/fillMaskTool';
import { oddWordsTool, type OddWordsInput } from '../../features/tools/oddWordsTool';
import type { ToolAnswer } from '../../features/tools/toolAnswer';
import type { ModelTask } from '../../hub/catalogue';
import type { CallOptions, EngineApi, ModelRequest } from '../../protocol/engineApi';
import { abortSignalOf } from '../cancellation';
import { toolIds } from '../ids';
import type { Settings } from '../settings';

/** One tool: the model's task, what the chat says while it runs, and what it asks before. */
interface Tool<I> {
  readonly task: ModelTask;
  readonly answer: (model: ModelRequest, input: I, options: CallOptions) => Promise<ToolAnswer>;
  readonly message: (input: I) => string;
  readonly confirmation: (input: I) => string;
}

/** Lets chat agents ask the local model: words for masks, labels, odd words, attention. Each asks the user before its first run. */
export function registerLanguageModelTools(engine: EngineApi, settings: Settings): vscode.Disposable[] {
  const register = <I extends object>(name: string, tool: Tool<I>) =>
    vscode.lm.registerTool<I>(name, {
      prepareInvocation: ({ input }) => ({
        invocationMessage: tool.message(input),
        confirmationMessages: {
          title: 'DeBERTa',
          message: `${tool.confirmation(input)} The model runs on this machine; the text goes nowhere else, and nothing is changed.`,
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
      confirmation: ({ text }) => `Find words for the masks in ${quoted(text)}?`,
    }),
    register<ClassifyInput>(toolIds.classify, {
      task: 'classification',
      answer: (model, input, options) => classifyTool(engine, model, input, options),
      message: ({ texts }) => `Classifying ${count(texts)}`,
      confirmation: ({ texts, labels }) =>
        `Classify ${count(texts)}${labels === undefined ? '' : ` as ${labels.join(', ')}`}?`,
    }),
    register<OddWordsInput>(toolIds.oddWords, {
      task: 'odd-words',
      answer: (model, input, options) => oddWordsTool(engine, model, input, options),
      message: () => 'Looking for words that are out of place',
      confirmation: ({ text }) => `Look for words that are out of place in ${quoted(text)}?`,
    }),
    register<AttentionInput>(toolIds.attention, {
      task: 'fill-mask',
      answer: (model, input, options) => attentionTool(engine, model, input, options),
      message: () => 'Looking at the attention',
      confirmation: ({ text }) => `Summarise what the model looks at in ${quoted(text)}?`,
    }),
  ];
}

function count(texts: readonly string[]): string {
  return texts.length === 1 ? quoted(texts[0] ?? '') : `${texts.length} texts`;
}

function quoted(text: string): string {
  return `“${text.length > 80 ? `${text.slice(0, 80)}…` : text}”`;
}
