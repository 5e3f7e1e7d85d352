import * as vscode from 'vscode';
import type { ModelRequest } from '../protocol/engineApi';
import type { ExplainedAnswer } from '../protocol/explanations';
import { internalCommands } from './ids';
import { commandLink } from './ui/markdown';

/** An answer that a model gave, to be explained. */
export interface ExplanationQuestion {
  readonly of: ExplainedAnswer;
  readonly model: ModelRequest;
  readonly modelName: string;
  /** Where the text stands: a document's address, and where the text begins in it. */
  readonly document?: string;
  readonly start?: number;
}

/** Opens the panel that explains an answer. */
export async function explainAnswer(question: ExplanationQuestion): Promise<void> {
  await vscode.commands.executeCommand(internalCommands.explain, question);
}

/** A button in the rows of a list, for those that are answers. */
export function whyButton<T>(questionOf: (item: T) => ExplanationQuestion | undefined) {
  return {
    ...{ icon: 'question', tooltip: 'Why?', isFor: (item: T) => questionOf(item) !== undefined },
    run: (item: T) => {
      const question = questionOf(item);
      return question && explainAnswer(question);
    },
  };
}

/** A link that explains an answer, for a hover. */
export function whyLink(question: ExplanationQuestion): vscode.MarkdownString {
  return commandLink('Why?', internalCommands.explain, question);
}
