/** What tells prose from the rest in one markup language, line by line. */
export interface Markup {
  /** A line that opens a region without prose, and the line that closes it, given the opening one's match. */
  readonly regions: readonly { readonly open: RegExp; readonly close: (opening: RegExpExecArray) => RegExp }[];
  /** A region that may only open in the first line. */
  readonly frontMatter?: { readonly open: RegExp; readonly close: RegExp };
  /** A line after which deeper indented lines are no prose. */
  readonly opensIndented?: RegExp;
  /** Whether lines indented by four after a blank line are code, outside lists. */
  readonly indentedCode?: boolean;
  /** A line that is no prose by itself. */
  readonly skip?: RegExp;
  /** What stands before a line's prose: quote signs, list markers, heading signs. */
  readonly marker?: RegExp;
  /** A line that begins a block of its own, though no blank line stands before it. */
  readonly startsBlock?: RegExp;
  /** A line that is a block of its own. */
  readonly heading?: RegExp;
  /** Matches the text from the block's start to the caret when the caret is inside code or mathematics; takes time linear in its length. */
  readonly inlineCode?: RegExp;
  /** Matches the text shortly before the caret when that leaves a command, an address or a tag open. */
  readonly openBefore?: RegExp;
  /** Global: pieces of a line's text that are no prose, such as comments and tags; told by their end, so what follows the caret counts. */
  readonly spans?: RegExp;
}

/** An odd number of runs of backticks. */
const insideBackticks = '^[^`]*(?:`+(?!`)[^`]+`+(?!`)[^`]*)*`+(?!`)[^`]*$';

const markdown: Markup = {
  frontMatter: { open: /^(?:---|\+\+\+)\s*$/, close: /^(?:---|\+\+\+|\.\.\.)\s*$/ },
  regions: [
    { open: /^[\s>]*(`{3,})[^`]*$/, close: ([, fence]) => new RegExp(`^[\\s>]*${fence}\`*\\s*$`) },
    { open: /^[\s>]*(~{3,})/, close: ([, fence]) => new RegExp(`^[\\s>]*${fence}~*\\s*$`) },
    { open: /^\s*\$\$(?!.*\$\$)/, close: () => /\$\$\s*$/ },
    { open: /^\s*<!--(?!.*-->)/, close: () => /-->/ },
  ],
  indentedCode: true,
  skip: /^\s*(?:\||<[a-z/!?]|\[[^\]]+\]:\s|(?:[-=*_]\s*){3,}$|\$\$)/i,
  marker: /^\s*(?:>\s*)*(?:[-*+]\s+(?:\[[ xX]\]\s+)?|\d+[.)]\s+|#{1,6}\s+)?/,
  startsBlock: /^\s*(?:>\s*)*(?:[-*+]|\d+[.)])\s/,
  heading: /^\s{0,3}#{1,6}\s/,
  inlineCode: new RegExp(insideBackticks),
  openBefore: /\]\([^)]*$|\]\[[^\]]*$|<[^>\s]*$|<[a-z][^<>]*="[^"]*$/i,
  // A dollar sign opens mathematics before a character and closes it after one, but not before a digit: `$5 and $6` is prose.
  spans:
    /\\[\s\S]|`+[^`]+`+|<!--[\s\S]*?(?:-->|$)|<\/?[a-z](?:"[^"]*"|'[^']*'|[^<>"'])*>|\$(?![\s$])(?:[^$\\]|\\[\s\S])*(?<!\s)\$(?!\d)/gi,
};

/** LaTeX environments whose content is no prose. */
const opaqueEnvironments =
  'verbatim|lstlisting|minted|filecontents|equation|eqnarray|align|alignat|aligned|flalign|gather|multline|split|cases|array|[bpvBV]?matrix|math|displaymath|tabular|tabularx|longtable|tikzpicture|thebibliography|comment';

/** Text up to the caret with an odd number of `$` or `$$`, or with `\(` or `\[` that is not closed. */
const insideMathematics = (() => {
  const prose = String.raw`[^$\\]*`;
  const inDollars = String.raw`[^$\\]*(?:\\[\s\S][^$\\]*)*`;
  const until = (end: string) => String.raw`[^\\]*(?:\\[^${end}][^\\]*)*`;
  const closed = String.raw`\\[^(\[]|\$\$${inDollars}\$\$|\$(?!\$)${inDollars}\$|\\\(${until(')')}\\\)|\\\[${until('\\]')}\\\]`;
  const open = String.raw`\$\$?${inDollars}|\\\(${until(')')}|\\\[${until('\\]')}`;
  return new RegExp(`^${prose}(?:(?:${closed})${prose})*(?:${open})$`);
})();

const latex: Markup = {
  regions: [
    { open: /^\s*\\documentclass/, close: () => /\\begin\{document\}/ },
    {
      open: new RegExp(String.raw`^[^%]*?\\begin\{((?:${opaqueEnvironments})\*?)\}`),
      close: ([, name = '']) => new RegExp(`\\\\end\\{${name.replace('*', '\\*')}\\}`),
    },
    { open: /^[^\\]*(?:\\[^[][^\\]*)*\\\[(?!.*\\\])/, close: () => /\\\]/ },
    { open: /^(?:(?!\$\$).)*\$\$(?!.*\$\$)/, close: () => /\$\$/ },
  ],
  skip: /^\s*(?:%|\\(?:begin|end|label|usepackage|newcommand|input|include|bibliography|maketitle|tableofcontents)\b)/,
  marker: /^\s*(?:\\item(?:\[[^\]]*\])?\s*)?/,
  startsBlock: /^\s*\\item\b/,
  heading: /^\s*\\(?:part|chapter|(?:sub)*section|paragraph)\b/,
  inlineCode: insideMathematics,
  openBefore:
    /\\[a-zA-Z]*$|\\(?:[a-zA-Z]*(?:cite|ref)[a-zA-Z]*|label|url|href|includegraphics|input)(?:\[[^\]]*\])*\{[^}]*$|(?<!\\)%.*$/,
};

/** A directive whose content is prose. */
const admonition = String.raw`\.\.\s+(?:attention|caution|danger|error|hint|important|note|tip|warning|admonition|seealso|topic|sidebar|epigraph|versionadded|versionchanged|deprecated)::`;

const restructuredText: Markup = {
  regions: [],
  opensIndented: new RegExp(String.raw`^(?!\s*${admonition})(?:.*::\s*$|\s*\.\.(?:\s|$))`),
  // A colon, a name and a colon begin a field; before a backtick they are a role, which stands in prose.
  skip: new RegExp(
    String.raw`^\s*(?:(?!${admonition})\.\.(?:\s|$)|:[^:${'`'}]+:(?:\s|$)|([=\-${'`'}:'"~^_*+#<>])\1{2,}\s*$|=[=\s]*$)`,
  ),
  marker: new RegExp(String.raw`^\s*(?:[-*+]\s+|(?:\d+|#)[.)]\s+|${admonition}(?:\s+|$))?`),
  startsBlock: new RegExp(String.raw`^\s*(?:(?:[-*+]|(?:\d+|#)[.)])\s|${admonition})`),
  inlineCode: new RegExp(insideBackticks),
};

const asciiDoc: Markup = {
  regions: [
    {
      open: /^(-{4,}|\.{4,}|\+{4,}|\/{4,})\s*$/,
      close: ([, fence = '']) => new RegExp(`^${fence.replace(/[.+/]/g, '\\$&')}\\s*$`),
    },
    { open: /^(`{3,})\w*\s*$/, close: ([, fence]) => new RegExp(`^${fence}\\s*$`) },
    { open: /^\|={3,}\s*$/, close: () => /^\|={3,}\s*$/ },
  ],
  skip: /^(?:\/\/|:[\w!-]+:|\[.*\]\s*$|\.\w|include::|image::|={4,}$|\*{4,}$|_{4,}$)/,
  marker: /^\s*(?:[*.-]+\s+|=+\s+)?/,
  startsBlock: /^\s*[*.-]+\s/,
  heading: /^=+\s/,
  inlineCode: new RegExp(insideBackticks),
};

/** Markup by VS Code's language id; a language that is not here is plain text: paragraphs between blank lines. */
export const markups: Readonly<Record<string, Markup>> = {
  markdown,
  latex,
  tex: latex,
  restructuredtext: restructuredText,
  asciidoc: asciiDoc,
};
