/**
 * What a macro does to prose. `args` is what it takes. None of these are prose: `*` a star, `o` an optional argument,
 * `m` a mandatory one, `t` a mandatory one or a macro, `l` a length, `w` a word, `d` all up to the next group and that,
 * `r` any number of optional and mandatory ones. `p` is a mandatory one that is read where it stands, `b` one that is a
 * block of its own, `B` an optional one that is, and `q` up to two in parentheses. `as` is what the macro is read as;
 * otherwise it is left out.
 */
export interface LatexMacro {
  readonly args: string;
  readonly as?: Reading;
  /** What a macro that is read as text stands for. */
  readonly text?: string;
}

export type Reading =
  | 'code'
  | 'mathematics'
  | 'number'
  | 'reference'
  | 'citation'
  | 'address'
  | 'heading'
  | 'note'
  | 'item'
  | 'break'
  | 'space'
  | 'quotation'
  | 'text';

const leftOut = undefined;

/** Macros of LaTeX, AMS and the packages that most documents use. */
const rows: readonly (readonly [args: string, as: Reading | undefined, names: string])[] = [
  [
    'p',
    leftOut,
    'emph textbf textit textsc textsf textrm textup textsl textmd textnormal textsuperscript textsubscript text underline uline uuline ' +
      'uwave mbox hbox vbox fbox frame shadowbox doublebox ovalbox hl st so caps ul centerline leftline rightline llap rlap clap smash ' +
      'MakeUppercase MakeLowercase uppercase lowercase alert structure only onslide uncover visible invisible citetext',
  ],
  ['op', leftOut, 'hyperref makecell thead tcbox added highlight'],
  ['Bp', leftOut, 'subfloat subfigure'],
  ['opm', leftOut, 'replaced'],
  ['oop', leftOut, 'makebox framebox'],
  ['ooomp', leftOut, 'parbox'],
  ['mp', leftOut, 'foreignlanguage textlang hypertarget hyperlink adjustbox glslink glsdisp Glsdisp'],
  ['omp', leftOut, 'href textcolor colorbox rotatebox'],
  ['mop', leftOut, 'scalebox'],
  ['moop', leftOut, 'raisebox'],
  ['omomp', leftOut, 'fcolorbox'],
  ['mmp', leftOut, 'multicolumn'],
  ['*mmp', leftOut, 'resizebox'],
  ['omoomp', leftOut, 'multirow'],
  ['pm', leftOut, 'texorpdfstring'],
  ['pp', leftOut, 'alt'],
  [
    'mpp',
    leftOut,
    'ifthenelse iftoggle ifbool ifblank ifstrempty ifboolexpr ifdefempty ifdef ifundef ifcsdef IfFileExists',
  ],
  ['mmpp', leftOut, 'ifstrequal ifdefstring ifdefstrequal'],
  ['*p', 'quotation', 'enquote'],
  ['mp', 'quotation', 'foreignquote'],
  ['oop', 'quotation', 'textquote'],
  ['om', 'code', 'texttt lstinline code cs cmd marg oarg parg meta arg m'],
  ['omm', 'code', 'mintinline'],
  ['m', 'mathematics', 'ensuremath'],
  ['m', 'address', 'url path nolinkurl email'],
  ['*om', 'number', 'ref eqref pageref labelcref labelcpageref subref num ang numlist numrange tablenum si unit'],
  ['*omm', 'number', 'SI qty SIlist SIrange qtylist qtyrange'],
  [
    '*om',
    'reference',
    'autoref autopageref cref Cref cpageref Cpageref nameref vref Vref vpageref fullref namecref nameCref',
  ],
  ['*mm', 'reference', 'crefrange Crefrange cpagerefrange vrefrange'],
  [
    '*om',
    leftOut,
    'nocite label tag vspace include includeonly subfile includegraphics includesvg includepdf includestandalone author date institute institution ' +
      'affil affiliation authorrunning titlerunning inst orcid usepackage RequirePackage documentclass graphicspath usetikzlibrary footnotemark lstset ' +
      'lstinputlisting verbatiminput VerbatimInput bibliography bibliographystyle addbibresource printbibliography bibitem geometry ' +
      'captionsetup theoremstyle tikzset tikz pgfplotsset tcbset setlist sisetup hypersetup usetheme usecolortheme usefonttheme ' +
      'color pagecolor rowcolor cellcolor columncolor arrayrulecolor selectlanguage pagestyle thispagestyle pagenumbering phantom hphantom ' +
      'vphantom linespread newcounter stepcounter refstepcounter value arabic roman Roman alph Alph fnsymbol enlargethispage MakeShortVerb ' +
      'DeleteShortVerb mathversion fontencoding fontfamily fontseries fontshape setmainfont setsansfont setmonofont setotherlanguage ' +
      'setminted usemintedstyle missingfigure deleted SetCell SetRow column hyphenation penalty',
  ],
  ['mom', leftOut, 'setbeamertemplate'],
  [
    'mm',
    leftOut,
    'SetKw SetKwInput SetKwInOut SetKwData SetKwFunction setcounter addtocounter markboth pdfbookmark colorlet fontsize import subimport crefname Crefname setbeamercolor setbeamerfont ' +
      'newglossaryentry counterwithin numberwithin',
  ],
  ['omm', leftOut, 'inputminted nomenclature rule newtcolorbox DeclareFieldFormat DeclareSIUnit'],
  ['ommm', leftOut, 'definecolor newacronym newabbreviation rowcolors'],
  ['m', leftOut, 'markright'],
  ['*mmm', leftOut, 'addcontentsline'],
  ['w', leftOut, 'input ifnum ifdim ifodd ifcase'],
  ['l', leftOut, 'vskip kern vglue raise lower baselineskip parskip parindent'],
  ['*m', 'space', 'hspace'],
  ['l', 'space', 'hskip'],
  ['t', leftOut, 'newif newlength newsavebox usebox newdimen newskip ifdefined the'],
  ['tm', leftOut, 'setlength addtolength settowidth sbox'],
  ['*tm', leftOut, 'DeclareMathOperator'],
  ['tt', leftOut, 'let ifx'],
  ['d', leftOut, 'def gdef edef xdef'],
  ['*toom', leftOut, 'newcommand renewcommand providecommand DeclareRobustCommand newcommandx renewcommandx'],
  ['tmm', leftOut, 'NewDocumentCommand RenewDocumentCommand ProvideDocumentCommand DeclareDocumentCommand'],
  ['*moomm', leftOut, 'newenvironment renewenvironment'],
  ['*momo', leftOut, 'newtheorem'],
  [
    '*ob',
    'heading',
    'part chapter section subsection subsubsection paragraph subparagraph addpart addchap addsec minisec',
  ],
  ['ob', 'heading', 'title subtitle frametitle framesubtitle chaptertitle'],
  [
    '*ob',
    'note',
    'caption subcaption footnote footnotetext thanks marginpar sidenote marginnote todo note tablefootnote endnote',
  ],
  ['*mb', 'note', 'captionof'],
  ['bop', leftOut, 'subcaptionbox'],
  ['B', 'item', 'item question'],
  ['*o', 'break', '\\ newline linebreak tabularnewline'],
  ['', 'space', 'quad qquad enspace thinspace space hfill'],
  [
    'o',
    leftOut,
    'pagebreak nopagebreak toprule midrule bottomrule pause printindex printglossary printglossaries printnomenclature',
  ],
  ['om', leftOut, 'cmidrule cline cdashline'],
  [
    '',
    leftOut,
    'centering raggedright raggedleft RaggedRight noindent indent par maketitle tableofcontents listoffigures listoftables appendix clearpage ' +
      'cleardoublepage newpage bigskip medskip smallskip bigbreak medbreak smallbreak hline hdashline addlinespace tiny scriptsize ' +
      'footnotesize small normalsize large Large LARGE huge Huge bfseries itshape slshape ttfamily sffamily rmfamily scshape mdseries upshape ' +
      'normalfont em bf it tt sc sf sl rm left right protect relax frontmatter mainmatter backmatter selectfont sloppy fussy null vfill vfil ' +
      'dotfill hrulefill xspace ignorespaces unskip leavevmode strut twocolumn onecolumn boldmath phantomsection FloatBarrier else fi or ' +
      'makeatletter makeatother begingroup endgroup bgroup egroup singlespacing onehalfspacing doublespacing allowbreak break nobreak ' +
      'expandafter noexpand makeindex qed qedhere and - / @ ! + < > = |',
  ],
];

const table: ReadonlyMap<string, LatexMacro> = new Map(
  rows.flatMap(([args, as, names]) => names.split(' ').map((name): [string, LatexMacro] => [name, macro(args, as)])),
);

/** Families of macros, those of authors among them, that are told by their names. */
const families: readonly (readonly [pattern: RegExp, macro: LatexMacro])[] = [
  [/^(?:text|full)cites$/i, macro('*qr', 'reference')],
  [/cites$/i, macro('*qr', 'citation')],
  [/^(?:cite(?:t|author|title|alt|year|date|url|A)|textcite|fullcite)(?!par)/i, macro('*r', 'reference')],
  [/cite/i, macro('*r', 'citation')],
  [/^gls(?:add|reset|unset|local|move|set)/, macro('om', leftOut)],
  [/^gls[a-z]*$/i, macro('*om', 'reference')],
  [/^acr(?:short|long|full)(?:pl)?$/i, macro('*om', 'reference')],
  [/^i?ac(?:[slf]p?|p|fi)?$/i, macro('*m', 'reference')],
  [/^index|index$/i, macro('r', leftOut)],
  [/^(?:pgf|tcb|lst)/, macro('r', leftOut)],
  [/^if[a-z]*$|[a-z](?:true|false)$/i, macro('', leftOut)],
];

function macro(args: string, as: Reading | undefined): LatexMacro {
  return as === undefined ? { args } : { args, as };
}

/** The macro of this name in LaTeX or in a package that many use. */
export function knownMacro(name: string): LatexMacro | undefined {
  return table.get(name) ?? families.find(([pattern]) => pattern.test(name))?.[1];
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Environments whose content is no prose. */
export const opaqueEnvironments = words(
  'verbatim Verbatim BVerbatim LVerbatim SaveVerbatim spverbatim alltt lstlisting minted comment filecontents tikzpicture tikzcd pgfpicture ' +
    'picture pspicture circuitikz forest axis ganttchart dot2tex prooftree pycode pyblock pyconsole sagesilent luacode asy Sinput Soutput ' +
    'CodeInput CodeOutput thebibliography algorithmic pseudocode',
);

/** Environments of which nothing but captions is prose. */
export const captionedEnvironments = words('algorithm algorithm2e');

/** Environments that are parts of formulas. */
export const formulaParts = words(
  'array matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix cases dcases split aligned alignedat gathered',
);

/** Environments of mathematics. */
export const mathEnvironments = new Set([
  ...formulaParts,
  ...words(
    'equation eqnarray align alignat xalignat flalign gather multline displaymath math dmath dgroup empheq mathpar IEEEeqnarray subequations',
  ),
]);

/** Environments of cells, parted by `&` and a double backslash. */
export const tableEnvironments = words(
  'tabular tabularx tabulary longtable supertabular xtabular xltabular tabu longtabu tblr longtblr talltblr NiceTabular NiceTabularX',
);

/** Environments of quotations. */
export const quoteEnvironments = words('quote quotation verse displayquote quoting blockquote');

const environments: ReadonlyMap<string, string> = new Map(
  (
    [
      ['om', 'tabular longtable tblr longtblr talltblr subfigure subtable column addmargin beamercolorbox'],
      ['mom', 'tabular* tabularx tabulary xltabular'],
      ['omo', 'NiceTabular'],
      ['momo', 'NiceTabular* NiceTabularX'],
      ['d', 'tabu longtabu'],
      ['m', 'supertabular xtabular spacing adjustbox otherlanguage hyphenrules turn rotate textblock'],
      ['mo', 'multicols'],
      ['mm', 'adjustwidth changemargin list overlayarea CJK'],
      ['ooom', 'minipage'],
      ['omom', 'wrapfigure wraptable'],
      ['obb', 'frame'],
      ['b', 'block alertblock exampleblock'],
      ['ob', 'beamerboxesrounded'],
    ] as const
  ).flatMap(([args, names]) => names.split(' ').map((name): [string, string] => [name, args])),
);

/** What an environment takes, as {@link LatexMacro.args}, where it is known. */
export function environmentArguments(name: string): string | undefined {
  return environments.get(name) ?? environments.get(withoutStar(name));
}

/** How an environment is named among an author's macros. */
export function environmentName(name: string): string {
  return `begin{${name}}`;
}

export function withoutStar(name: string): string {
  return name.replace(/\*$/, '');
}

/** What a stretch of LaTeX depends on beside its own text. */
export interface LatexContext {
  /** The environments that were opened before, and the characters between which short code stands. */
  readonly outer: readonly string[];
  readonly verbs: string;
  /** The author's macros. */
  readonly macro: (name: string) => LatexMacro | undefined;
}
