import type { ProseBlockKind } from '../proseBlock';

/** What becomes of content in brackets: it goes on with the text around it, is left out, or is a block of its own. */
export type ContentKind = ProseBlockKind | 'inline' | 'hidden';

function table<T extends string>(rows: readonly (readonly [value: T, names: string])[]): ReadonlyMap<string, T> {
  return new Map(rows.flatMap(([value, names]) => names.split(' ').map((name): [string, T] => [name, value])));
}

/** Functions of Typst and of packages that many use, by the last part of their names. */
const contentKinds = table<ContentKind>([
  [
    'inline',
    'text strong emph link underline overline highlight smallcaps sub super upper lower box hl ref smartquote gls glspl',
  ],
  ['note', 'footnote sidenote sidenotes marginnote margin-note todo note inline-note'],
  ['heading', 'heading title subtitle section chapter'],
  ['quote', 'quote blockquote epigraph'],
  ['cell', 'table grid cell header footer tablex gridx tablem'],
  ['listItem', 'list enum item terms'],
  [
    'paragraph',
    'align block columns page pad rect figure place stack rotate center par abstract theorem lemma proof definition corollary proposition ' +
      'example remark slide focus-slide callout info warning tip important',
  ],
  ['hidden', 'strike hide comment metadata speaker-note'],
]);
const argumentKinds = table<ContentKind>([
  ['heading', 'title subtitle'],
  ['note', 'caption'],
  ['hidden', 'supplement numbering'],
]);
/** What is read in the place of a call without content; of others, a word. */
const aloneReadings = table([
  ['address', 'link'],
  ['code', 'raw'],
  ['space', 'h linebreak'],
  ['citation', 'cite'],
  [
    'nothing',
    'v pagebreak colbreak image bibliography outline counter update step state metadata lorem label footnote parbreak place line context ' +
      'figure table grid align rect circle polygon curve path columns page here pause meanwhile',
  ],
]);

export function contentKind(name: string): ContentKind | undefined {
  return contentKinds.get(lastPart(name));
}

export function argumentKind(name: string): ContentKind | undefined {
  return argumentKinds.get(name);
}

export function aloneReading(name: string): string {
  return aloneReadings.get(lastPart(name)) ?? 'word';
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
