import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createEngine } from '../src/engine/engine';
import { ProseDocument } from '../src/prose/proseDocument';
import type { ProseBlock } from '../src/prose/proseBlock';
import { proseLanguage } from '../src/prose/proseLanguages';
import type { TextRange } from '../src/protocol/text';
import { row } from './measure';

const root = path.join(__dirname, '..');
const model = path.join(root, 'models/bundled');
const words = ['it', 'this', 'that', 'these', 'one', 'code', 'data', 'X'];
const maximumPlaces = Number(process.argv[2] ?? 300);

/** A sentence with code in it and, on one side of the code, a word that the model is asked for. */
interface Place {
  readonly before: string;
  readonly code: string;
  readonly after: string;
  /** The word asked for, in `before` or in `after`. */
  readonly side: 'before' | 'after';
  readonly word: TextRange;
}

/**
 * Which word in the place of code tells a masked model most about its neighbors: mean log-probability of the word
 * before and the word behind the code, in the sentences of the README files of the installed packages. With the code as
 * it stands and with nothing in its place for comparison.
 */
async function main(): Promise<void> {
  const places = (await placesIn(readmeFiles())).slice(0, maximumPlaces);
  const cacheDirectory = mkdtempSync(path.join(os.tmpdir(), 'stand-ins-'));
  const engine = createEngine({ cacheDirectory, provider: 'cpu', threads: 0 });
  const score = async (text: string, mask: TextRange): Promise<number | undefined> => {
    const { ids, ranges } = await engine.tokenize({ model, text });
    const at = ranges.findIndex(({ start, end }) => end === mask.end && start >= mask.start - 1 && start < end);
    const id = ids[at];
    if (id === undefined || text.slice(ranges[at]?.start, mask.end).trim() !== text.slice(mask.start, mask.end))
      return undefined;
    const [prediction] = await engine.fillMask({ model, text, masks: [mask], topK: 1, targetIds: [id] });
    return prediction?.candidates[0]?.logProbability;
  };
  console.log(`${places.length} words beside code`);
  console.log(row('in its place', 'before', 'behind', 'both'));
  for (const [name, wordOf] of variants()) {
    const sums = { before: { sum: 0, count: 0 }, after: { sum: 0, count: 0 } };
    for (const place of places) {
      const { text, mask } = placed(place, wordOf(place.code));
      const value = await score(text, mask);
      if (value === undefined) continue;
      sums[place.side].sum += value;
      sums[place.side].count++;
    }
    const mean = ({ sum, count }: { sum: number; count: number }) => sum / count;
    const both = { sum: sums.before.sum + sums.after.sum, count: sums.before.count + sums.after.count };
    console.log(row(name, mean(sums.before), mean(sums.after), mean(both)));
  }
  await engine.dispose();
  rmSync(cacheDirectory, { recursive: true });
}

function variants(): readonly (readonly [name: string, wordOf: (code: string) => string])[] {
  return [...words.map((word) => [word, () => word] as const), ['(nothing)', () => ''], ['(the code)', (code) => code]];
}

function placed(
  { before, after, side, word }: Place,
  standIn: string,
): { readonly text: string; readonly mask: TextRange } {
  const lead = standIn === '' ? before.trimEnd() : before + standIn;
  const shift = side === 'before' ? 0 : lead.length;
  return { text: lead + after, mask: { start: word.start + shift, end: word.end + shift } };
}

function readmeFiles(): string[] {
  const folder = path.join(root, 'node_modules');
  const names = readdirSync(folder).filter((name) => !name.startsWith('.') && !name.startsWith('@'));
  return names.flatMap((name) => {
    const file = readdirSync(path.join(folder, name)).find((entry) => /^readme\.md$/i.test(entry));
    return file === undefined ? [] : [path.join(folder, name, file)];
  });
}

async function placesIn(files: readonly string[]): Promise<Place[]> {
  const markdown = await proseLanguage('markdown');
  return files.flatMap((file) => {
    const source = readFileSync(file, 'utf8');
    const blocks = new ProseDocument(markdown, source)
      .blocks()
      .filter(({ kind }) => kind === 'paragraph' || kind === 'listItem');
    // A few of each file, so that no package's style counts for all.
    return blocks.flatMap((block) => placesOf(block, source)).slice(0, 6);
  });
}

function placesOf(block: ProseBlock, source: string): Place[] {
  return block.pieces.flatMap(({ kind, text, source: range }): Place[] => {
    const sentence = block.sentences.find(({ start, end }) => start <= text.start && text.end <= end);
    if (kind !== 'standIn' || sentence === undefined || !source.startsWith('`', range.start)) return [];
    const before = block.text.slice(sentence.start, text.start);
    const after = block.text.slice(text.end, sentence.end);
    if (`${before} ${after}`.split(/\s+/).length < 6) return [];
    const code = source.slice(range.start, range.end).replaceAll('`', '');
    const previous = /([a-z]+) $/i.exec(before);
    const next = /^ ([a-z]+)(?![\w-])/i.exec(after);
    const place = { before, code, after };
    return [
      ...(previous === null
        ? []
        : [{ ...place, side: 'before' as const, word: { start: previous.index, end: before.length - 1 } }]),
      ...(next === null ? [] : [{ ...place, side: 'after' as const, word: { start: 1, end: next[0].length } }]),
    ];
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
