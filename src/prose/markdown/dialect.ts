/** What holds beside CommonMark, GFM, mathematics and all that is told from the text itself. */
export interface MarkdownDialect {
  /** Tags and braces are JSX, as in MDX; there is no indented code. */
  readonly jsx: boolean;
  /** `@key` in the text is a citation, as in Pandoc. */
  readonly pandoc: boolean;
}

/**
 * Fills masked stretches: neither white space nor punctuation, so that a link stays a link and emphasis around it
 * holds.
 */
export const mask = '\ue000';
