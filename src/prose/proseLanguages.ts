import type { ProseLanguage } from './proseLanguage';

const loaders: Readonly<Record<string, () => Promise<ProseLanguage>>> = {
  latex: async () => (await import('./latex/latexLanguage')).latexLanguage,
  tex: async () => (await import('./latex/latexLanguage')).latexLanguage,
  restructuredtext: async () => (await import('./restructuredText/restructuredTextLanguage')).restructuredTextLanguage,
  asciidoc: async () => (await import('./asciiDoc/asciiDocLanguage')).asciiDocLanguage,
  markdown: async () => (await import('./markdown/markdownLanguage')).markdownLanguage,
  quarto: async () => (await import('./markdown/markdownLanguage')).pandocLanguage,
  rmd: async () => (await import('./markdown/markdownLanguage')).pandocLanguage,
  mdx: async () => (await import('./markdown/markdownLanguage')).mdxLanguage,
  typst: async () => (await import('./typst/typstLanguage')).typstLanguage,
  org: async () => (await import('./org/orgLanguage')).orgLanguage,
  jupyter: async () => {
    const { markdownLanguage } = await import('./markdown/markdownLanguage');
    return (await import('./notebook/notebookLanguage')).notebookLanguage(markdownLanguage);
  },
  html: async () => (await import('./html/htmlLanguage')).htmlLanguage,
  'git-commit': async () => (await import('./gitCommit/gitCommitLanguage')).gitCommitLanguage,
  scminput: async () => (await import('./gitCommit/gitCommitLanguage')).gitCommitLanguage,
};

/**
 * The rules of a language by VS Code's id, loaded when they are first asked for; a language without rules is plain
 * text.
 */
export async function proseLanguage(id: string): Promise<ProseLanguage> {
  const load = Object.hasOwn(loaders, id) ? loaders[id] : undefined;
  return load === undefined ? (await import('./plainText/plainTextLanguage')).plainTextLanguage : load();
}
