import fc from 'fast-check';

/** By VS Code's language id: words that backtrack, marks that never close, nesting without end. Each is repeated. */
const parts: Readonly<Record<string, readonly string[]>> = {
  markdown: (
    '[·![·![[·[a](b·[a](b "·[a][b·](·[a](<·*a ·*a_·*a _b ·**a_ ·*abcd _efg ·~~a·`a ``·`a` *a*> ```\n·<a ·a <!-- ·a <b c="·a <?·<code>·<A·' +
    '&a·&#1;·{{·{%·{/*·$a ·$a\n·$ $$ ·$$\n·$\n--- ) {/*·> ·>>·> - ·- ·-\t·* ·1. ·- 1. ·- > a\n  ·- a\n·- \n·\n    ·| ·|a·a|b\n-|-\n·|-|\n·' +
    'a\n===\n·[a]: b\n·[^a]: ·[^a]·a\n·\n·<!--·<div>\n·~~~·http://·a@b.·www.a·:::·\\·\t·\r·' +
    '[[a ·[[·[[a]]·{{< a >}}·{{< a·{% a·{% raw %}·{#a ·==a ·%%·^[a ·@a1 ·[@a ·\\(a ·\\begin{a}·\\a{b}·!!! a\n    ·=== "a"\n    ·> [!a] b\n·:::a[b]\n·' +
    ':   a\n·+-+\n|a|\n·-- --\na\n·---\na\n-- --\n·:a:·[a]{.b}·{a="·++a·~a·(@a) '
  ).split('·'),
  latex: (
    '{·}·{ ·{a. B ·\\a{·{\\[·{\\(·\\[·\\({·{$·$·$$·$ $$ ·{$}$·{\\[}\\]·\\text{$·\\begin{a}·\\end{a}·\\begin{a}\\end{b}·\\begin{a}{·' +
    '\\begin{align}\n·\\begin{equation}{·\\begin{·\\begin{verbatim}·\\begin{tabular}{l}a & ·\\begin{quote}\\footnote{·\\footnote{a ·' +
    "\\emph{a ·\\section{·\\verb·\\verb|·\\lstinline{·\\mint·[·\\item[·\\a[·\\cite[·%·a%\n·\\'{·#·^{·--·\\def\\a#1{ $\\mbox{·" +
    '\\newcommand\\a·\\foo ·a. ·\n·\r'
  ).split('·'),
  restructuredtext: (
    'a·a.·-a, ·A. ·`·``a·`a <·*·**a·*a `b ·*a**·|a·:a·:a:`·`a`:b:·a:·::a·_·_`a·[a·.. a:: ·.. |a·.. note::\n\n   ·+-·+-+\n·== ==\na b\n·' +
    '::\n·a::\n\n  ·- ·- a\n  ·a\n    b\n·a\n=\n·--a=b, ·:a b: ·\\·xivlcdm·!·>>> ·\n·\r'
  ).split('·'),
  asciidoc: (
    '[·[[·[a]*·<<·<<a,·*·**a·*a _b ·*a_b·`a·"`·\'`a·#·+·+++·a:·a:b[·link:·image:a[·footnote:[[·kbd:[·stem:[\\·pass:a,·{a·{a}[·{a}b·((·' +
    '(((a·^a·~·&a·--a·|·2+|·|===\n|a |·\\·a::\n·a:: ·** ·. ·.a\n·:a: b \\\n·[source]\n--\n·a\n=\n·\n·\r'
  ).split('·'),
  html: '<·<a·<a ·<!--·<!---->·</a>·<p>·<p>a</p>·<b>·<code>·<pre>·<script>·</script>·<svg>·<table><tr>·&·&amp;·<a b="·<li>a\n'.split(
    '·',
  ),
  org: (
    '*·*a ·*a* ·/a ·=a ·~·_·+a·_a *b ·[[·[[a][·[[a]]·[fn:·[fn::·[fn:: [·[cite:·<<·<<<a·<2020-01-01 ·\\(·\\[·$·$a ·$a\n·\\a{·_{·^{a·{{{·{{{a(·' +
    '@@a:·src_a{·call_a(·a@·file:·:·| ·|·- ·- a :: ·1. ·* a\n·** COMMENT a\n·:a:\n·#+begin_src\n·#+begin_a\n·\\begin{a}\n·#·[1/·a\n\n'
  ).split('·'),
  typst: (
    '[·]·#[·#[a]·#(·#{·#a(·#a[·#a[b]·#a(b)[·#a.b·#a.b(c).·#footnote[·#footnote[a] ·#table([a], [b])·(·)·$·$a ·$a$·`·```·```\n·/*·/* */·//·"·#a("·' +
    '#a(title: "·#a(title: [·#let a = [·#let a = (\n·#if a [b] else ·#for a in b {·#show: a => [·@a·@a[·@a.·<a>·<·a@b·https://·\\·\\u{1}·*a·_·---·~·= a\n·- a·- a\n·' +
    '/ a: ·/ ·#context ·#import "a": b\n·;·a\n\n·#a[\n\n'
  ).split('·'),
  jupyter: '[·{·"·"a·"\\·"a":·{"cells":[·{"cells":[{"source":["·{"cells":[{"source":[·,·}·]'.split('·'),
  'git-commit': '#\n·# -- >8\n·a: b\n·A-b: c\n·a(·- a\n\n'.split('·'),
  mdx: '<A ·<A>\n·</A>·{·{a}·{`·{"·<>·<A b={·export const a = {\n·import a\n'.split('·'),
  plaintext: 'a·. ·- ·a.·1. ·a@·a@b.·http://·http://.·www..·A. ·Dr. ·a\n ·\n·\r·(·"'.split('·'),
};
const length = 10_000;
const mixesOfEach = 8;
const seed = 1;

/** What took most of the time once, and is repeated far more often. */
const slowest: readonly (readonly [language: string, part: string])[] = [
  ['markdown', '- '],
  ['markdown', '-\t'],
  ['markdown', '*a_'],
  ['markdown', '$a\n'],
  ['latex', '{a. B '],
  ['latex', '{\\['],
  ['latex', '\\begin{align}'],
  ['plaintext', '\r'],
];
const greatLength = 100_000;

/** Texts that no one writes, with their languages: each part again and again, and some of several parts in a row. */
export const hostileTexts: readonly (readonly [language: string, text: string])[] = [
  ...Object.entries(parts).flatMap(([language, alone]) => {
    const mixes = fc.array(fc.constantFrom(...alone), { minLength: 2, maxLength: 4 });
    const mixed = fc.sample(mixes, { numRuns: mixesOfEach, seed }).map((mix) => mix.join(''));
    return [...alone, ...mixed].map((part) => [language, repeated(part, length)] as const);
  }),
  ...slowest.map(([language, part]) => [language, repeated(part, greatLength)] as const),
];

function repeated(part: string, length: number): string {
  return part.repeat(length / part.length) + '!';
}
