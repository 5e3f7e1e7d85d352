import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProseDocument } from '../../src/prose/proseDocument';
import { proseLanguage } from '../../src/prose/proseLanguages';
import { checkBlocks, listing } from './check';

async function read(language: string, text: string): Promise<string> {
  const blocks = new ProseDocument(await proseLanguage(language), text).blocks();
  checkBlocks(text, blocks);
  return listing(blocks);
}

async function check(language: string, text: string, expected: readonly string[]): Promise<void> {
  assert.equal(await read(language, text), expected.join('\n'), text);
}

test('LaTeX: arguments that are no prose are left out, and others are parted', async () => {
  await check(
    'latex',
    '{\\color{red} Red words stand here.} A \\textcolor[HTML]{ff8800}{warm word} and a \\fcolorbox{red}{white}{boxed one} and ' +
      '\\parbox[t]{3cm}{a narrow one}. \\hypertarget{sec:oil}{Oil} burns. \\texorpdfstring{$\\alpha$}{alpha} rays. \\rule{1cm}{2pt} ' +
      '\\raisebox{2pt}{Raised} words. \\vskip 1em \\includepdf[pages=-]{map} \\inputminted{python}{a.py} \\scalebox{2}{Large} words.',
    [
      'paragraph | Red words stand here. | A warm word and a boxed one and a narrow one. | Oil burns. | It rays. | Raised words. | Large words.',
    ],
  );
  await check('latex', 'See \\unknown{fig:a} and \\other{these words}{those words}\\myindex{a!b}.', [
    'paragraph | See it and these words those words.',
  ]);
});

test('LaTeX: keys of citations, references and glossaries are no prose', () =>
  check(
    'latex',
    'As \\citeyear{miller} says, see \\cites{miller}{doe} and \\crefrange{fig:a}{fig:c}, or \\fullcite{doe}. ' +
      'The \\acrfull{gps} and \\glslink{gps}{the system} help.',
    ['paragraph | As it says, see it and it, or it. | The it and the system help.'],
  ));

test('LaTeX: environments of tables, diagrams and formulas, and with arguments', () =>
  check(
    'latex',
    '\\begin{tblr}{colspec={ll}, hlines}\nOil & Lamp \\\\\n\\end{tblr}\n\n' +
      '\\begin{tabular*}{\\textwidth}{@{\\extracolsep{\\fill}}ll}\nPier & Boat \\\\\n\\end{tabular*}\n\n' +
      '\\begin{tikzcd}\nA \\arrow[r] & B\n\\end{tikzcd}\n\n\\begin{empheq}{align}\na &= b\n\\end{empheq}\n\n' +
      '\\begin{spacing}{1.5}\nThe lamp burns.\n\\end{spacing}\n\n\\begin{adjustwidth}{1cm}{2cm}\nThe boat comes.\n\\end{adjustwidth}\n\n' +
      '\\begin{algorithm}\n\\caption{How it works.}\nno prose\n\\end{algorithm}\n',
    [
      'cell | Oil',
      'cell | Lamp',
      'cell | Pier',
      'cell | Boat',
      'paragraph | The lamp burns.',
      'paragraph | The boat comes.',
      'note | How it works.',
    ],
  ));

test('LaTeX: slides', () =>
  check(
    'latex',
    '\\begin{frame}<1->[fragile]{The title}{A subtitle}\n\\begin{itemize}[<+->]\n' +
      '\\item<1-> The first \\textbf<2>{bold} item \\only<2>{shown late}.\n\\item<2->[x] Another \\alert<3>{item}\\pause\n' +
      '\\end{itemize}\n\\end{frame}\n',
    [
      'heading | The title',
      'heading | A subtitle',
      'listItem | The first bold item shown late.',
      'listItem | Another item',
    ],
  ));

test('LaTeX: macros that the document defines are read by what they do with their arguments', async () => {
  const definitions =
    '\\documentclass{article}\n\\newcommand{\\code}[1]{\\texttt{#1}}\n\\newcommand{\\gref}[2]{\\hyperref[#1]{#2}}\n' +
    '\\newcommand\\term[1]{\\emph{#1}\\index{#1}}\n\\newcommandx{\\hidden}[2][1=x]{\\label{#2}}\n\\def\\pair#1#2{\\textcolor{#1}{#2}}\n' +
    '\\NewDocumentCommand{\\say}{O{red} m}{\\textcolor{#1}{#2}}\n\\newcommand{\\nothing}{\\vspace{1em}}\n' +
    '\\newcommand{\\aside}[1]{\\footnote{#1}}\n\\begin{document}\n';
  const text =
    'Use \\code{x+y} and \\gref{here}{the section} with \\term{harbor light}. \\hidden[a]{b} A \\pair{red}{warm} word, ' +
    '\\say[blue]{a cold one} and \\nothing more\\aside{A note.}.\n';
  await check('latex', definitions + text, [
    'paragraph | Use code and the section with harbor light. | A warm word, a cold one and more.',
    'note | A note.',
  ]);
  const document = new ProseDocument(await proseLanguage('latex'), `${definitions}Some \\term{words}.`);
  assert.equal(listing(document.blocks()), 'paragraph | Some words.');
  const start = definitions.indexOf('\\emph{#1}');
  document.update({ start, end: start + '\\emph{#1}'.length, text: '' });
  assert.equal(listing(document.blocks()), 'paragraph | Some.');
});

test('LaTeX: a macro without arguments is a word after an opening mark, too', () =>
  check(
    'latex',
    'Some tools (\\eg, linters) and others (\\ie{} parsers) read it; the lamp (\\ours) burns. It is family\\us{}income.',
    [
      'paragraph | Some tools (it, linters) and others (it parsers) read it; the lamp (it) burns. | It is family income.',
    ],
  ));

test('LaTeX: what is switched off is no prose', async () => {
  await check('latex', '\\iffalse\nThis is switched off.\n\\fi\n\nThe lamp burns. \\ifdraft Draft words.\\fi', [
    'paragraph | The lamp burns. | Draft words.',
  ]);
  await check('latex', 'It \\iffalse hides \\ifx\\a\\b more\\fi, still \\else shows\\fi.', ['paragraph | It shows.']);
});

test('LaTeX: code of all kinds', async () => {
  await check('latex', 'Use \\verbatiminput{notes} in the middle of all of it.', [
    'paragraph | Use in the middle of all of it.',
  ]);
  const short =
    '\\MakeShortVerb{\\|}\n\nHe wrote |\\begin{document}| and |x_y|.\n\nThen \\cs|\\end{document}| ends it.\n\nMore.';
  await check('latex', short, [
    'paragraph | He wrote code and code.',
    'paragraph | Then code ends it.',
    'paragraph | More.',
  ]);
  await check('latex', '\\documentclass{ltxdoc}\n\\begin{document}\nThe package |times| is here.', [
    'paragraph | The package code is here.',
  ]);
});

test('LaTeX: mathematics', async () => {
  await check(
    'latex',
    'So\n$$\nf = \\begin{cases} 1 & \\text{if } x \\\\ 2 & \\text{else}\n\\end{cases}\n$$\nholds for CO$_2$.',
    ['paragraph | So it holds for CO2.'],
  );
  await check('latex', 'The $n$th lamp costs $x$$y$, as%\n\\[ x \\]\nshows.', [
    'paragraph | The nth lamp costs it, as it shows.',
  ]);
});

test('LaTeX: accents over line ends', () =>
  check('latex', 'The word \\v{c\no} stands.', ['paragraph | The word č o stands.']));

test('LaTeX: tables, displays and paragraphs of any length', async () => {
  const rows = Array.from({ length: 600 }, (_, i) => `Lamp ${i} & It shines over the harbor.`);
  await check('latex', `\\begin{tabular}{ll}\n${rows.join(' \\\\\n')}\n\\end{tabular}\n\nMore.`, [
    ...rows.flatMap((_, i) => [`cell | Lamp ${i}`, 'cell | It shines over the harbor.']),
    'paragraph | More.',
  ]);
  await check('latex', `\\begin{align}\n${'x &= y + z \\\\\n'.repeat(2000)}\\end{align}\nMore.`, ['paragraph | More.']);
  const long = 'The keeper climbs the stairs every morning.\n'.repeat(40);
  const blocks = await read('latex', `${long}We find\n\\begin{equation}\n  r = h,\n\\end{equation}\nwhere it is high.`);
  assert.match(blocks, / \| We find it, where it is high\.$/);
});

test('plain text: items and underlined titles are blocks of their own', () =>
  check(
    'plaintext',
    'The choices are:\n\n- one thing\n- another\n  thing\n\n1. Trim the lamp\n2. Ring the bell\n\nThe Lamp\n========\nIt burns\r\nin\r\n1990. It ends.\n',
    [
      'paragraph | The choices are:',
      'listItem | one thing',
      'listItem | another thing',
      'listItem | Trim the lamp',
      'listItem | Ring the bell',
      'heading | The Lamp',
      'paragraph | It burns in 1990. | It ends.',
    ],
  ));

test('a stand-in after an abbreviation has no capital', () =>
  check('markdown', 'In the case of e.g. `f()` it holds, i.e. `g()` burns.', [
    'paragraph | In the case of e.g. code it holds, i.e. code burns.',
  ]));

test('sentences end at full stops that end no abbreviation, initial or number', async () => {
  for (const sentences of [
    ['The device does test E.', 'Set the switch to stop.', 'This is plan B.', 'It failed.', 'Vitamin C.', 'It helps.'],
    ['They climbed Mt. Everest.', 'We saw Gov. Brown, Sen. Lee and Rep. Fox in Ft. Worth.', 'The U.S. Army came.'],
    ['He lives in the U.S.', 'The lamp burns.', 'John F. Kennedy spoke to D. E. Knuth.'],
    ['On 5 Mar. 2020 it came.', 'See No. 5 and e.g. Code.', 'See § 3.', 'The law holds.'],
    ['§ 3. Definitions hold.', 'Wait for it. 🎉', 'Then go.'],
  ])
    await check('plaintext', sentences.join(' '), [['paragraph', ...sentences].join(' | ')]);
});

test('Markdown: mathematics over a line’s end in HTML', () =>
  check('markdown', '<p>So \\[\nx\n\\] holds.</p>', ['paragraph | So it holds.']));

test('Markdown: a line may end as on old Macs', () =>
  check('markdown', '# The lamp\rIt burns.', ['heading | The lamp', 'paragraph | It burns.']));

test('Markdown: titles among attributes, abbreviations, comments of kramdown, verse and insertions', () =>
  check(
    'markdown',
    '::: {.callout-note title="At the pier"}\nShips pass.\n:::\n\n*[HTML]: Hyper Text\n\n{::comment}\nhidden\n{:/comment}\n\n' +
      '| The lamp is lit\n| and burns\n\nHe ^^wrote^^ it.\n\n| a\n|---\n| b\n',
    [
      'heading | At the pier',
      'paragraph | Ships pass.',
      'paragraph | The lamp is lit and burns',
      'paragraph | He wrote it.',
      'cell | a',
      'cell | b',
    ],
  ));

test('LaTeX: spaces that only end the name of a letter, and captions among options', () =>
  check(
    'latex',
    'A na\\"\\i ve \\o re, as \\citeauthor*{doe} says\\nocite{*}.\n\n\\begin{longtblr}[caption={The oils}]{ll}\nOil & Gas\n\\end{longtblr}',
    ['paragraph | A naïve øre, as it says.', 'heading | The oils', 'cell | Oil', 'cell | Gas'],
  ));

test('AsciiDoc: tables in other notations, and terms in several levels', () =>
  check('asciidoc', 'Lamp::\n  It burns.\nOil:::\n  It smells.\n\n!===\n!a !b\n!===\n\n,===\nc,d\n,===\n', [
    'listItem | Lamp',
    'listItem | It burns.',
    'listItem | Oil',
    'listItem | It smells.',
    'cell | a',
    'cell | b',
    'cell | c',
    'cell | d',
  ]));

test('Typst: a call that another chunk began has content', () =>
  check('typst', '#text(f("")[\n\nThe lamp burns.\n\nAgain. ])', [
    'paragraph | The lamp burns.',
    'paragraph | Again.',
  ]));

test('commit messages: trailers under other lines are no prose', () =>
  check('git-commit', 'Light the lamp\n\nBREAKING CHANGE: It is gone.\nCo-authored-by: A <a@example.com>\n', [
    'heading | Light the lamp',
    'paragraph | BREAKING CHANGE: It is gone.',
  ]));
