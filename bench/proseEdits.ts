import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { languageOfFile } from '../src/prose/fileLanguages';
import type { ProseBlock } from '../src/prose/proseBlock';
import { ProseDocument } from '../src/prose/proseDocument';
import type { ProseLanguage } from '../src/prose/proseLanguage';
import { proseLanguage } from '../src/prose/proseLanguages';
import { asData, checkBlocks } from '../test/prose/check';
import { snippets } from '../test/prose/snippets';
import { row } from './measure';

const folders = ['../test/prose/fixtures', '../test/prose/cases'].map((folder) => path.join(__dirname, folder));
const variants: readonly (readonly [name: string, of: (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['CRLF, BOM', (text) => `\ufeff${text.replace(/\r?\n/g, '\r\n')}`],
];

/** A document that is longer is read after every second edit, third edit and so on. */
const checkedCharacters = 2000;

/** Something typed, or a stretch of the document that is copied, in the place of something else. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(150)),
  typed: fc.option(fc.constantFrom(...snippets), { freq: 2 }),
  copied: fc.record({ from: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(200) }),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

/**
 * Edits documents at random and compares what is read with reading from scratch, after each edit unless a document is
 * long: `npx tsx bench/proseEdits.ts [EDITS [SEED [FILES…]]]`. Without files it takes the samples and cases of the
 * tests. Ends with an error at the first difference.
 */
async function main(): Promise<void> {
  const [count = '500', seed = '1', ...named] = process.argv.slice(2);
  const files = named.length > 0 ? named : folders.flatMap(documentsIn);
  const edits = fc.sample(edit, { numRuns: Number(count), seed: Number(seed) });
  const totals = new Map<string, { files: number; edits: number; milliseconds: number }>();
  for (const file of files) {
    const id = languageOfFile(file);
    const language = await proseLanguage(id);
    const total = totals.get(id) ?? { files: 0, edits: 0, milliseconds: 0 };
    totals.set(id, { ...total, files: total.files + 1 });
    for (const [name, variant] of variants) {
      const started = performance.now();
      const wrong = firstDifference(language, variant(readFileSync(file, 'utf8')), edits);
      if (wrong !== undefined)
        throw new Error(`${file} (${name}) is read wrongly after edit ${wrong} with seed ${seed}.`);
      const sum = totals.get(id)!;
      sum.edits += edits.length;
      sum.milliseconds += performance.now() - started;
    }
  }
  console.log(row('', 'files', 'edits', 'ms/edit'));
  for (const [id, { files, edits, milliseconds }] of totals)
    console.log(row(id, String(files), String(edits), milliseconds / edits));
}

function documentsIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => !name.endsWith('.expected'));
  return names.map((name) => path.join(folder, name));
}

/** The index of the first edit after which the document differs from one that is read from scratch. */
function firstDifference(language: ProseLanguage, initial: string, edits: readonly Edit[]): number | undefined {
  let text = initial;
  const document = new ProseDocument(language, text);
  for (const [index, { at, remove, typed, copied }] of edits.entries()) {
    const start = Math.floor(at * text.length);
    const end = Math.min(text.length, start + remove);
    const from = Math.floor(copied.from * initial.length);
    const inserted = typed ?? initial.slice(from, from + copied.length);
    text = text.slice(0, start) + inserted + text.slice(end);
    document.update({ start, end, text: inserted });
    const blocks = document.blocks();
    if (index % Math.ceil(text.length / checkedCharacters) !== 0) continue;
    const anew = new ProseDocument(language, text).blocks();
    if (!isSound(text, anew) || !isDeepStrictEqual(asData(blocks), asData(anew))) return index;
  }
  return undefined;
}

function isSound(text: string, blocks: readonly ProseBlock[]): boolean {
  try {
    checkBlocks(text, blocks);
    return true;
  } catch {
    return false;
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
