/**
 * What stands in a directive: prose, prose behind a version, a title with prose, prose behind arguments, or nothing to
 * read.
 */
export type DirectiveContent = 'prose' | 'versioned' | 'titled' | 'described' | 'opaque';

const contents: readonly (readonly [DirectiveContent, string])[] = [
  [
    'prose',
    'attention caution danger error hint important note tip warning seealso epigraph highlights pull-quote compound glossary todo ' +
      'rubric centered impl-detail',
  ],
  [
    'versioned',
    'versionadded versionchanged deprecated versionremoved deprecated-removed version-added version-changed version-deprecated ' +
      'version-removed soft-deprecated',
  ],
  [
    'titled',
    'admonition topic sidebar dropdown card grid-item-card tab tab-item collapse details table list-table csv-table',
  ],
  [
    'opaque',
    'code code-block sourcecode literalinclude highlight highlightlang parsed-literal doctest testcode testoutput testsetup ' +
      'testcleanup math image raw include index toctree productionlist graphviz digraph graph inheritance-diagram plantuml uml ' +
      'mermaid blockdiag ipython jupyter-execute jupyter-input jupyter-output plot prompt command-output program-output console ' +
      'shell terminal literal contents sectnum section-numbering target-notes default-role role meta replace unicode date header ' +
      'footer title tabularcolumns currentmodule default-domain sectionauthor moduleauthor codeauthor bibliography tableofcontents ' +
      'autosummary automodule click argparse openapi grammar-snippet monospace rst-class youtube video iframe exec',
  ],
];
const byName = new Map(
  contents.flatMap(([content, names]) => names.split(' ').map((name): [string, DirectiveContent] => [name, content])),
);

/**
 * The content of a directive of docutils, Sphinx or its usual extensions. What stands under one that is not known is
 * prose behind arguments: most describe objects of a program.
 */
export function directiveContent(name: string): DirectiveContent {
  return (
    byName.get(name.toLowerCase()) ?? (/(?:^|-)(?:code|math|exec)|diagram|literal/i.test(name) ? 'opaque' : 'described')
  );
}
