import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ProseDocument } from '../src/prose/proseDocument';
import { proseLanguage } from '../src/prose/proseLanguages';
import { row } from './measure';

const fixtures = path.join(__dirname, '../test/prose/fixtures');
const samples: readonly (readonly [language: string, file: string, from: string, to: string])[] = [
  ['markdown', 'markdown.md', '# The', ''],
  ['latex', 'latex.tex', '\\section', '\\end{document}'],
  ['restructuredtext', 'restructuredText.rst', '.. A', ''],
  ['asciidoc', 'asciiDoc.adoc', '== A', ''],
  ['typst', '../cases/typst-document.typ', '= The', ''],
  ['org', '../cases/org-document.org', '* TODO', '* COMMENT'],
  ['plaintext', 'plainText.txt', 'Plain', ''],
];
const sizes = [10_000, 200_000, 1_000_000];
const keystrokes = 600;
const warmUp = 100;
const sentence = 'Words are typed here one after the other until they fill a line or two. ';

/** Milliseconds of a keystroke in mid-document (the change, and the block at the caret), and of reading everything. */
async function main(): Promise<void> {
  console.log(row('', 'bytes', 'p50', 'p99', 'open', 'all'));
  for (const [id, file, from, to] of samples) {
    const language = await proseLanguage(id);
    const sample = readFileSync(path.join(fixtures, file), 'utf8');
    const unit = `${sample.slice(sample.indexOf(from), to === '' ? undefined : sample.indexOf(to))}\n\n`;
    for (const size of sizes) {
      const text = unit.repeat(Math.ceil(size / unit.length));
      const opened = performance.now();
      const document = new ProseDocument(language, text);
      const open = performance.now() - opened;
      const times = typed(document, text.indexOf(' and ', text.length / 2)).toSorted((a, b) => a - b);
      const started = performance.now();
      new ProseDocument(language, text).blocks();
      const all = performance.now() - started;
      const quantile = (share: number) => times[Math.floor(times.length * share)] ?? NaN;
      console.log(row(id, String(size), quantile(0.5), quantile(0.99), open, all));
    }
  }
}

/** Types sentences at an offset; milliseconds of each key except the first ones, which JavaScript compiles. */
function typed(document: ProseDocument, at: number): number[] {
  return Array.from({ length: keystrokes }, (_, index) => {
    const started = performance.now();
    document.update({ start: at + index, end: at + index, text: sentence[index % sentence.length]! });
    void document.blockAt(at + index + 1)?.sentences;
    return performance.now() - started;
  }).slice(warmUp);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
