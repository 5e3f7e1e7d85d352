/**
 * What a macro does to prose. `args` is what it takes: `*` a star, `o` an optional argument and `m` a mandatory one that are no prose, `p` a
 * mandatory one that is read where it stands, `b` one that is a block of its own. `as` is what the macro is read as; by itself it is left out.
 */
export interface LatexMacro {
  readonly args: string;
  readonly as?:
    'code' | 'number' | 'reference' | 'citation' | 'address' | 'heading' | 'note' | 'item' | 'break' | 'space';
}

function table(
  rows: readonly (readonly [args: string, as: LatexMacro['as'], names: string])[],
): Map<string, LatexMacro> {
  return new Map(
    rows.flatMap(([args, as, names]) =>
      names.split(' ').map((name): [string, LatexMacro] => [name, as === undefined ? { args } : { args, as }]),
    ),
  );
}

/** Macros of LaTeX, AMS and the packages that most articles use. */
export const latexMacros = table([
  [
    'p',
    undefined,
    'emph textbf textit textsc textsf textrm textup textsl textmd textnormal text underline uline mbox hbox fbox hl st so centerline',
  ],
  ['mp', undefined, 'textcolor colorbox foreignlanguage rotatebox parbox makebox'],
  ['omp', undefined, 'href'],
  ['mmp', undefined, 'multicolumn'],
  ['mop', undefined, 'multirow'],
  ['m', 'code', 'texttt lstinline mintinline code'],
  ['m', 'address', 'url path nolinkurl email'],
  ['*m', 'number', 'ref eqref pageref labelcref subref'],
  ['*m', 'reference', 'autoref cref Cref nameref vref Vref fullref'],
  ['*m', 'reference', 'gls Gls glspl Glspl ac acp acs acl acf acrshort acrlong'],
  ['*om', 'number', 'SI qty num ang'],
  [
    '*oom',
    'citation',
    'cite citep parencite Parencite autocite Autocite footcite supercite nocite citealp citeyearpar citenum',
  ],
  ['*oom', 'reference', 'citet Citet textcite Textcite citeauthor Citeauthor citetitle citealt'],
  ['*ob', 'heading', 'part chapter section subsection subsubsection paragraph subparagraph'],
  ['ob', 'heading', 'title subtitle frametitle framesubtitle'],
  ['*ob', 'note', 'caption footnote footnotetext thanks marginpar sidenote marginnote todo'],
  ['mb', 'note', 'captionof'],
  ['o', 'item', 'item'],
  ['*o', 'break', '\\ newline linebreak tabularnewline'],
  ['', 'space', 'quad qquad enspace thinspace space hfill hskip'],
  [
    '*m',
    undefined,
    'label tag vspace hspace input include subfile bibliography bibliographystyle pagestyle thispagestyle pagenumbering hypersetup',
  ],
  [
    'om',
    undefined,
    'includegraphics author date institute affil affiliation usepackage documentclass graphicspath usetikzlibrary footnotemark index lstset lstinputlisting inputminted addbibresource geometry captionsetup newtheorem theoremstyle',
  ],
  [
    'mm',
    undefined,
    'setcounter addtocounter setlength addtolength markboth definecolor DeclareMathOperator title@ hyphenation resizebox scalebox',
  ],
  ['*mmm', undefined, 'addcontentsline'],
  ['*moom', undefined, 'newcommand renewcommand providecommand DeclareRobustCommand'],
  ['*moomm', undefined, 'newenvironment renewenvironment'],
  [
    '',
    undefined,
    'centering raggedright raggedleft noindent indent par maketitle tableofcontents listoffigures listoftables printbibliography appendix clearpage cleardoublepage newpage pagebreak bigskip medskip smallskip hline toprule midrule bottomrule tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge bfseries itshape ttfamily sffamily rmfamily scshape mdseries upshape em bf it tt sc sf rm left right protect relax frontmatter mainmatter backmatter selectfont sloppy fussy null and - / @ ! +',
  ],
  ['m', undefined, 'cmidrule cline vskip'],
]);

/** Environments whose content is no prose. */
export const opaqueEnvironments = new Set(
  (
    'verbatim Verbatim BVerbatim alltt lstlisting minted comment filecontents tikzpicture pgfpicture picture circuitikz forest axis ' +
    'thebibliography algorithm algorithmic algorithm2e math displaymath array matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix split cases'
  ).split(' '),
);

/** Environments of displayed mathematics. */
export const mathEnvironments = new Set(
  'equation eqnarray align alignat aligned flalign gather multline displaymath math dmath subequations'.split(' '),
);

/** Environments of text that take arguments, and those in which text is of a kind of its own. */
export const environmentArguments: Readonly<Record<string, string>> = {
  tabular: 'om',
  tabularx: 'mom',
  tabulary: 'mom',
  longtable: 'om',
  supertabular: 'm',
  minipage: 'ooom',
  multicols: 'm',
  wrapfigure: 'omom',
  wraptable: 'omom',
  adjustbox: 'm',
  subfigure: 'om',
  subtable: 'om',
  columns: 'o',
  column: 'om',
  otherlanguage: 'm',
  frame: 'ob',
  block: 'b',
  alertblock: 'b',
  exampleblock: 'b',
};

/** Environments of cells, parted by `&` and a double backslash. */
export const tableEnvironments = new Set('tabular tabularx tabulary longtable supertabular'.split(' '));

/** Environments of quotations. */
export const quoteEnvironments = new Set('quote quotation verse displayquote'.split(' '));
