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
  /** Matches the text from the block's start to the caret when the caret is inside code, mathematics, a command or an address. */
  readonly inlineCode?: RegExp;
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
  marker: /^\s*(?:>\s?)*\s*(?:[-*+]\s+(?:\[[ xX]\]\s+)?|\d+[.)]\s+|#{1,6}\s+)?/,
  startsBlock: /^\s*(?:>\s?)*\s*(?:[-*+]|\d+[.)])\s/,
  heading: /^\s{0,3}#{1,6}\s/,
  inlineCode: new RegExp(String.raw`${insideBackticks}|\]\([^)]*$|<[^>\s]*$`),
};

/** LaTeX environments whose content is no prose. */
const opaqueEnvironments =
  'verbatim|lstlisting|minted|equation|align|gather|multline|math|displaymath|tabular|tabularx|tikzpicture|thebibliography|comment';

const latex: Markup = {
  regions: [
    { open: /^\s*\\documentclass/, close: () => /\\begin\{document\}/ },
    {
      open: new RegExp(String.raw`^\s*\\begin\{((?:${opaqueEnvironments})\*?)\}`),
      close: ([, name = '']) => new RegExp(`\\\\end\\{${name.replace('*', '\\*')}\\}`),
    },
    { open: /^\s*\\\[(?!.*\\\])/, close: () => /\\\]/ },
  ],
  skip: /^\s*(?:%|\\(?:begin|end|label|usepackage|newcommand|input|include|bibliography|maketitle|tableofcontents)\b)/,
  marker: /^\s*(?:\\item(?:\[[^\]]*\])?\s*)?/,
  startsBlock: /^\s*\\item\b/,
  heading: /^\s*\\(?:part|chapter|(?:sub)*section|paragraph)\b/,
  inlineCode:
    /^(?:[^$\\]|\\[\s\S])*(?:\$(?:[^$\\]|\\[\s\S])*\$(?:[^$\\]|\\[\s\S])*)*\$(?:[^$\\]|\\[\s\S])*$|\\[a-zA-Z]*$|\\(?:[a-zA-Z]*(?:cite|ref)[a-zA-Z]*|label|url|href|includegraphics|input)(?:\[[^\]]*\])*\{[^}]*$|(?<!\\)%.*$/,
};

const restructuredText: Markup = {
  regions: [],
  opensIndented: /::\s*$|^\s*\.\.(?:\s|$)/,
  skip: /^\s*(?:\.\.(?:\s|$)|:[^:]+:|([=\-`:'"~^_*+#<>])\1{2,}\s*$|[=\s]+$)/,
  marker: /^\s*(?:[-*+]\s+|(?:\d+|#)[.)]\s+)?/,
  startsBlock: /^\s*(?:[-*+]|(?:\d+|#)[.)])\s/,
  inlineCode: new RegExp(insideBackticks),
};

const asciiDoc: Markup = {
  regions: [
    {
      open: /^(-{4,}|\.{4,}|\+{4,}|\/{4,}|`{3,})\s*\S*$/,
      close: ([, fence = '']) => new RegExp(`^${fence.replace(/[.+/]/g, '\\$&')}\\s*$`),
    },
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
