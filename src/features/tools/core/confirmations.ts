import type { AskInput } from './askTool';
import type { AttentionInput } from './attentionTool';
import type { CheckSourceInput } from './checkSourceTool';
import type { ClassifyInput } from './classifyTool';
import type { EntitiesInput } from './entitiesTool';
import type { ExplainInput } from './explainTool';
import type { FillMaskInput, OddWordsInput } from './wordTools';

/** Characters of a text that a question shows. */
const maxShown = 80;

/** What a user is asked before a chat agent's tool runs: what is done, and with which text. */
export const confirmations = {
  fillMask: ({ text }: FillMaskInput) => asked(`Find words for the masks in ${quoted(text)}?`),
  classify: ({ texts, labels }: ClassifyInput) =>
    asked(`Classify ${counted(texts)}${labels === undefined ? '' : ` as ${labels.join(', ')}`}?`),
  checkSource: ({ text, sourcePath }: CheckSourceInput) =>
    asked(`Check ${quoted(text)} against ${sourcePath === undefined ? 'a source' : quoted(sourcePath)}?`),
  oddWords: ({ text }: OddWordsInput) => asked(`Look for words that are out of place in ${quoted(text)}?`),
  attention: ({ text }: AttentionInput) => asked(`Summarize what the model pays attention to in ${quoted(text)}?`),
  explain: ({ text, answer }: ExplainInput) =>
    asked(`Explain ${answer === undefined ? 'the answer' : quoted(answer)} for ${quoted(text)}?`),
  ask: ({ question, path }: AskInput) =>
    `Look for the answer to ${quoted(question)} in ${path === undefined ? 'the prose files of the workspace' : quoted(path)}? They are read on this computer, and nothing is changed. The places found are given to the chat.`,
  findEntities: ({ texts, labels, preset }: EntitiesInput) => {
    const what = labels?.join(', ') ?? preset?.replace('-', ' ');
    return asked(`Find entities in ${counted(texts)}${what === undefined ? '' : `: ${what}`}?`);
  },
};

/** One text in quotation marks, or how many there are. */
export function counted(texts: readonly string[]): string {
  return texts.length === 1 ? quoted(texts[0] ?? '') : `${texts.length.toLocaleString('en')} texts`;
}

function asked(question: string): string {
  return `${question} The model runs on this computer; the text does not leave it, and nothing is changed.`;
}

function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `“${line.length > maxShown ? `${line.slice(0, maxShown)}…` : line}”`;
}
