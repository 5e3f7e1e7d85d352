import { numericReference } from '../characterReference';
import type { Insertion, ProseLanguage } from '../proseLanguage';
import type { MarkdownDialect } from './dialect';
import { markdownBlocks } from './markdownBlocks';
import { documentStart, endsParagraph, headerOf, markdownChunkEnd } from './markdownChunks';
import { normalLabel } from './markdownEvents';

const definition = /^[\s>]*(?:[-*+] +|\d+[.)] +)?\[(?!\^)((?:[^[\]\\]|\\.)+)\]:[^\S\n]*\S/;
const beginsItem = /^[\s>]*(?:[-*+]|\d+[.)]) /;

/** Labels of definitions: of lines that look like one and do not go on with a paragraph. */
function labelsOf(chunk: string): string[] {
  if (!chunk.includes(']:')) return [];
  const labels: string[] = [];
  let mayDefine = true;
  for (const line of chunk.split('\n')) {
    const label: string | undefined = mayDefine || beginsItem.test(line) ? definition.exec(line)?.[1] : undefined;
    if (label !== undefined) labels.push(normalLabel(label));
    mayDefine = label !== undefined || endsParagraph.test(line);
  }
  return labels;
}

/**
 * References hold in raw HTML, too. A backslash before a bracket opens mathematics in some dialects; brackets may stay
 * where they make no link, note or attributes.
 */
function literal({ text, before, after }: Insertion): string {
  const isApart = !/[[\]!^\\]/.test(before) && !/[[\]({:]/.test(after);
  return text.replace(isApart ? /[\\`*_{}<>&#~$^|=%]/g : /[[\]\\`*_{}<>&#~$^|=%]/g, numericReference);
}

/** CommonMark with GFM, mathematics, front matter and what the tools of writers add to it. */
function languageOf(dialect: MarkdownDialect): ProseLanguage {
  return {
    initialState: documentStart,
    chunkEnd: (text, from, state) => markdownChunkEnd(text, from, state, dialect),
    blocksOf: (chunk, state, { isDefined }) => markdownBlocks(chunk, isDefined, dialect, headerOf(state)),
    labelsOf,
    literal,
  };
}

export const markdownLanguage = languageOf({ jsx: false, pandoc: false });
export const mdxLanguage = languageOf({ jsx: true, pandoc: false });
export const pandocLanguage = languageOf({ jsx: false, pandoc: true });
