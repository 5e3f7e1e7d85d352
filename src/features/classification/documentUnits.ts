import { toSource } from '../../prose/proseBlock';
import { ProseDocument } from '../../prose/proseDocument';
import { proseLanguage } from '../../prose/proseLanguages';
import type { TextRange } from '../../protocol/text';

/** What is classified of a document: each of its sentences, or all its prose as one text. */
export type UnitKind = 'sentence' | 'whole';

/** A part of a document to classify: its prose without markup, and where that stands. */
export interface DocumentUnit extends TextRange {
  readonly text: string;
  /** The line in which it begins, from 1. */
  readonly line: number;
}

/** The parts of a document, by VS Code's language id, that lie at least partly in `range`; in order. None where there is no prose. */
export async function documentUnits(
  source: string,
  language: string,
  kind: UnitKind,
  range: TextRange = { start: 0, end: source.length },
): Promise<DocumentUnit[]> {
  const document = new ProseDocument(await proseLanguage(language), source);
  const sentences = document.blocks(range).flatMap((block) =>
    block.sentences.map((sentence) => ({
      ...toSource(block, sentence),
      text: block.text.slice(sentence.start, sentence.end),
    })),
  );
  const inside = sentences.filter(({ start, end }) => start < range.end && end > range.start);
  const [first] = inside;
  if (first === undefined) return [];
  if (kind === 'sentence') return withLines(source, inside);
  const text = inside.map((sentence) => sentence.text).join(' ');
  return withLines(source, [{ start: first.start, end: inside.at(-1)!.end, text }]);
}

function withLines(source: string, units: readonly Omit<DocumentUnit, 'line'>[]): DocumentUnit[] {
  let line = 1;
  let at = 0;
  return units.map((unit) => {
    for (let next = source.indexOf('\n', at); next >= 0 && next < unit.start; next = source.indexOf('\n', at)) {
      line++;
      at = next + 1;
    }
    return { ...unit, line };
  });
}

const languagesByExtension: Readonly<Record<string, string>> = {
  md: 'markdown',
  markdown: 'markdown',
  txt: 'plaintext',
  text: 'plaintext',
  tex: 'latex',
  rst: 'restructuredtext',
  adoc: 'asciidoc',
  asciidoc: 'asciidoc',
};

/** Extensions of the files that are taken for prose. */
export const proseExtensions = Object.keys(languagesByExtension);

/** Whether a file is taken for prose, by its name. */
export function isProseFile(name: string): boolean {
  return Object.hasOwn(languagesByExtension, extensionOf(name));
}

/** VS Code's language id for a file name; plain text for an unknown extension. */
export function languageOfFile(name: string): string {
  const extension = extensionOf(name);
  return Object.hasOwn(languagesByExtension, extension) ? languagesByExtension[extension]! : 'plaintext';
}

function extensionOf(name: string): string {
  return /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}
