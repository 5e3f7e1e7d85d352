/** VS Code's ids of languages of prose, by the endings of files' names in lower case. */
const languages: Readonly<Record<string, string>> = {
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'mdx',
  qmd: 'quarto',
  rmd: 'rmd',
  txt: 'plaintext',
  text: 'plaintext',
  tex: 'latex',
  rst: 'restructuredtext',
  adoc: 'asciidoc',
  asciidoc: 'asciidoc',
  asc: 'asciidoc',
  typ: 'typst',
  org: 'org',
  ipynb: 'jupyter',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
};

/** The files in which Git has messages written. */
const commitMessage = /(?:^|[\\/])(?:COMMIT_EDITMSG|MERGE_MSG|TAG_EDITMSG)$/;

/** VS Code's pattern of files that are taken for prose, whatever the case of their endings. */
export const proseFiles = `**/*.{${Object.keys(languages).map(inAnyCase).join(',')}}`;

/** Whether a file is taken for prose, by its name. */
export function isProseFile(name: string): boolean {
  return Object.hasOwn(languages, extensionOf(name));
}

/** VS Code's language id for a file's name; plain text for an unknown ending. */
export function languageOfFile(name: string): string {
  const extension = extensionOf(name);
  if (commitMessage.test(name)) return 'git-commit';
  return Object.hasOwn(languages, extension) ? languages[extension]! : 'plaintext';
}

function inAnyCase(extension: string): string {
  return extension.replace(/./g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

function extensionOf(name: string): string {
  return /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}
