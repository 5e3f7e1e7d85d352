import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sentencesIn } from '../../src/prose/documentUnits';
import { markdownLanguage } from '../../src/prose/markdown/markdownLanguage';
import { ProseDocument } from '../../src/prose/proseDocument';
import { answerTo, type ProsePortion } from '../../src/prose/proseQuestions';
import { asData } from './check';

/** All portions of an answer, of a chunk each: any reading takes longer than a portion may. */
function portions<T>(ask: (start: number) => ProsePortion<T>): (readonly T[])[] {
  const list: (readonly T[])[] = [];
  for (let from: number | undefined = 0; from !== undefined;) {
    const { found, next }: ProsePortion<T> = ask(from);
    list.push(found);
    from = next;
  }
  return list;
}

test('the portions of a long answer have everything once', (t) => {
  let time = 0;
  t.mock.method(performance, 'now', () => (time += 1000));
  const text = 'A *paragraph*. Two sentences.\n\n- An item.\n\n'.repeat(500) + 'The end.';
  const document = new ProseDocument(markdownLanguage, text);
  for (const end of [text.length, 15_000]) {
    const blocks = portions((start) => answerTo(document, 'blocks', { start, end }));
    assert.ok(blocks.length > 3, `${blocks.length} portions`);
    assert.deepEqual(asData(blocks.flat()), asData(document.blocks({ start: 0, end })));
    const sentences = portions((start) => answerTo(document, 'sentences', { start, end }));
    assert.deepEqual(sentences.flat(), sentencesIn(document.blocks(), { start: 0, end }));
  }
});
