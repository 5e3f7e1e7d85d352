import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestSentence } from '../../../../src/features/answers/core/nearestSentence';
import type { PlacedUnit } from '../../../../src/prose/documentUnits';
import { passagesOf } from '../../../../src/retrieval/passages';
import { readProse } from '../../../prose/readProse';

test('a question leads to the sentence of a passage that shares its rarest words', async () => {
  const text =
    'The minister opened the bridge. When the *report* is read, all is done.\nThe report is **due** in June. It rained.\n';
  const { value: passage } = (await passagesOf(await readProse(text, 'markdown')).next()) as { value: PlacedUnit };
  const sentence = (question: string) => {
    const { start, end, line, text: found } = nearestSentence(question, passage);
    return [found, text.slice(start, end), line];
  };
  assert.deepEqual(sentence('When is the report due?'), [
    'The report is due in June.',
    'The report is **due** in June.',
    2,
  ]);
  assert.deepEqual(sentence('Who opened it?').at(0), 'The minister opened the bridge.');
  assert.deepEqual(sentence('xyzzy').at(0), passage.text, 'nothing is shared: the whole passage');
});
