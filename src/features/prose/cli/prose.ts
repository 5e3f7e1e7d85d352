import { print, printJson } from '../../../terminal/terminal';
import { toSource, type ProseBlock } from '../../../prose/proseBlock';
import type { Command } from '../../../terminal/command';
import { documentIn, languageOption } from '../../../terminal/documentFile';
import { openProse } from '../../../terminal/prose';

/** `prose`: what a model reads of a document, block by block. */
export const prose: Command = {
  takes: 'FILE',
  does: 'what a model reads of a document: its sentences without markup',
  options: { ...languageOption, json: 'a JSON object' },
  example: 'notes.md',
  async run({ given, json }) {
    const files = given.model === '' ? given.texts : [given.model, ...given.texts];
    const { file, content, language } = await documentIn(given, files);
    const found: ProseBlock[] = [];
    for await (const block of openProse(file, language, content).blocks()) found.push(block);
    const blocks = found.map((block) => ({
      kind: block.kind,
      ...block.range,
      sentences: block.sentences.map((range) => ({
        ...toSource(block, range),
        text: block.text.slice(range.start, range.end),
      })),
    }));
    if (json) return printJson({ blocks });
    for (const { kind, sentences } of blocks) {
      print(`${kind}:`);
      for (const { text } of sentences) print(`  ${text}`);
    }
  },
};
