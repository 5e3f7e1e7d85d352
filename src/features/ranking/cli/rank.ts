import { gather } from '../../../base/gather';
import { plain, sentences } from '../../../base/plainText';
import { inability } from '../../../protocol/abilities';
import type { ModelDescription } from '../../../protocol/engineApi';
import { RequestError } from '../../../protocol/errors';
import { choice, number, text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { print, printJson } from '../../../terminal/terminal';
import { readableFiles, textUnits, unitNames, type TextUnit } from '../../../terminal/textUnits';

const formats = ['text', 'json'] as const;

/** Passages of a request: enough to batch them by length. */
const group = { items: 64, size: 20_000, sizeOf: ({ text: passage }: TextUnit) => passage.length };

/** A part of a file, and how well it goes with the query. */
interface RankedPassage {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly score: number;
}

/** `rank`: the parts of files that go best with a query, by a model that gives a pair of texts one score. */
export const rank: Command = {
  takes: 'MODEL [FILES…]',
  does: 'the texts that go best with a query, best first',
  options: {
    query: ['Q', 'what the texts are compared with'],
    text: ['TEXT', 'a text, in place of files or lines of standard input'],
    top: ['N', 'texts to print; otherwise 10'],
    unit: [unitNames.join('|'), 'what of a file is ranked; otherwise sentence'],
    format: [formats.join('|'), 'JSON has an object per text'],
    json: 'short for --format json',
  },
  example: 'mixedbread-ai/mxbai-rerank-xsmall-v1 --query "When is it due?" notes.md',
  async run({ given, engine, model, json }) {
    const query = text(given, 'query');
    const top = number(given, 'top', 10, 1, 100_000);
    const format = choice(given, 'format', formats, json ? 'json' : 'text');
    await readableFiles(given);
    requireOneScore(await engine.describe({ model }));
    let best: RankedPassage[] = [];
    for await (const units of gather(textUnits(given), group)) {
      const texts = units.map((unit) => ({ text: query, textPair: unit.text }));
      // A long passage is as good as its best part.
      const { texts: scored } = await engine.classify({ model, texts, bestWindow: true });
      const passages = units.map((unit, i) => passageOf(unit, scored[i]!.scores[0]!));
      best = [...best, ...passages].sort((a, b) => b.score - a.score).slice(0, top);
    }
    for (const one of best) {
      if (format === 'json') printJson(one);
      else print(`${one.score.toFixed(3)}  ${one.file === '' ? '' : `${one.file}:${one.line}: `}${one.text}`);
    }
  },
};

/** @throws RequestError for a model that doesn't give a pair of texts one score */
function requireOneScore(description: ModelDescription): void {
  const { name, heads, labels } = description;
  if (heads.includes('classify') && labels.length === 1) return;
  const remedy = plain`Use a model with one score, such as a reranker.`;
  if (!heads.includes('classify')) throw new RequestError(sentences(inability(description, 'classify'), remedy));
  throw new RequestError(
    sentences(plain`${name} gives ${labels.length} labels, by which texts cannot be put in order.`, remedy),
  );
}

function passageOf({ file, line, start, end, text: passage }: TextUnit, score: number): RankedPassage {
  return { file, line, start, end, text: passage, score };
}
