import { requireOneScore } from '../../../protocol/abilities';
import { choice, number, text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { bestParts, partFormats, printPart, type ScoredPart } from '../../../terminal/scoredParts';
import { readableFiles, textGroups, textOptions, unitNames, type TextUnit } from '../../../terminal/textUnits';

/** `rank`: the parts of files that go best with a query, by a model that gives a pair of texts one score. */
export const rank: Command = {
  takes: 'MODEL [FILES…]',
  does: 'the texts that go best with a query, best first',
  options: {
    ...textOptions,
    query: ['Q', 'what the texts are compared with'],
    top: ['N', 'texts to print; otherwise 10'],
    unit: [unitNames.join('|'), 'what of a file is ranked; otherwise sentence'],
    format: [partFormats.join('|'), 'JSON has an object per text'],
  },
  example: 'mixedbread-ai/mxbai-rerank-xsmall-v1 --query "When is it due?" notes.md',
  async run({ given, engine, model, json }) {
    const query = text(given, 'query');
    const top = number(given, 'top', 10, 1, 100_000);
    const format = choice(given, 'format', partFormats, json ? 'json' : 'text');
    await readableFiles(given);
    requireOneScore(await engine.describe({ model }));
    let best: readonly ScoredPart[] = [];
    for await (const units of textGroups(given)) {
      const texts = units.map((unit) => ({ text: query, textPair: unit.text }));
      // A long passage is as good as its best part.
      const { texts: scored } = await engine.classify({ model, texts, bestWindow: true });
      const passages = units.map((unit, i) => passageOf(unit, scored[i]!.scores[0]!));
      best = bestParts(best, passages, top);
    }
    for (const part of best) printPart(format, part);
  },
};

function passageOf({ file, line, start, end, text: passage }: TextUnit, score: number): ScoredPart {
  return { file, line, start, end, text: passage, score };
}
