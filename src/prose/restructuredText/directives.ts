/** What stands in a directive: prose, prose behind a version, a title with prose, or nothing to read. */
export type DirectiveContent = 'prose' | 'versioned' | 'titled' | 'described' | 'opaque';

const contents: readonly (readonly [DirectiveContent, string])[] = [
  [
    'prose',
    'attention caution danger error hint important note tip warning seealso epigraph highlights pull-quote compound glossary todo ' +
      'rubric centered',
  ],
  ['versioned', 'versionadded versionchanged deprecated versionremoved deprecated-removed'],
  ['titled', 'admonition topic sidebar dropdown card grid-item-card tab tab-item collapse details'],
  [
    'described',
    'figure container only ifconfig class list-table tabs tab-set grid grid-item function data method attribute exception ' +
      'module property staticmethod classmethod decorator type macro struct member enum option envvar describe object confval program',
  ],
];
const byName = new Map(
  contents.flatMap(([content, names]) => names.split(' ').map((name): [string, DirectiveContent] => [name, content])),
);

/** The content of a directive of docutils, Sphinx or its usual extensions; one that is not known holds no prose. */
export function directiveContent(name: string): DirectiveContent {
  return byName.get(name.toLowerCase().replace(/^(?:py|c|cpp|js|rst|std):/, '')) ?? 'opaque';
}
