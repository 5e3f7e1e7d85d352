import assert from 'node:assert/strict';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import type { EngineApi, ModelRequest } from '../../../../src/protocol/engineApi';
import {
  ask,
  maxPassages,
  requireAskModels,
  type AskModels,
  type AskResult,
} from '../../../../src/features/answers/core/ask';
import type { PlacedUnit } from '../../../../src/prose/documentUnits';
import { PassageIndex } from '../../../../src/retrieval/passageIndex';
import { passagesOf } from '../../../../src/retrieval/passages';
import { readerCheckpoint, rerankerCheckpoint } from '../../../engine/answers/askCheckpoints';
import { bundledModel, testEngine } from '../../../engine/testEngine';
import { readProse } from '../../../prose/readProse';

const { engine, cacheDirectory } = testEngine();
const question = 'When is the report due?';
const filler =
  'The minister opened the bridge over the river with a long speech, and the band played on until the night. ';
/** Passages of one paragraph each. */
const paragraphs = [
  'The report is due when it is due, says the *report*.',
  'The report came in **May** with the spring.',
  'The report is certainly long, certainly longer than the bridge.',
  'Others say **June** for the report.',
].map((text) => `${filler.repeat(2)}${text}`);
const text = paragraphs.join('\n\n');

let reader: ModelRequest;
let reranker: ModelRequest;
before(async () => {
  reader = { model: await readerCheckpoint(path.join(cacheDirectory, 'reader')) };
  reranker = { model: await rerankerCheckpoint(path.join(cacheDirectory, 'reranker')) };
});

async function indexed(content: string) {
  const index = new PassageIndex();
  const passages: PlacedUnit[] = [];
  for await (const passage of passagesOf(await readProse(content, 'markdown'))) passages.push(passage);
  await index.set('a', '', passages);
  return index.find(question, maxPassages);
}

type Results = readonly AskResult<PlacedUnit>[];

async function lists(models: AskModels, content = text, asked: Parameters<typeof ask>[0] = engine): Promise<Results[]> {
  const found: Results[] = [];
  for await (const list of ask(asked, question, await indexed(content), models)) found.push(list);
  return found;
}

const last = async (...given: Parameters<typeof lists>) => (await lists(...given)).at(-1)!;
/** Which paragraphs the results are, by their lines. */
const numbers = (results: Results) => results.map(({ passage }) => (passage.line - 1) / 2);

describe('the order', () => {
  test('without a model is that of the words', async () => {
    const [results, ...more] = await lists({});
    assert.deepEqual([numbers(results!)[0], results!.length, more], [0, 4, []]);
    for (const { foundBy, answer } of results!) assert.deepEqual([foundBy, answer], ['words', undefined]);
    assert.ok(results!.every(({ score }, i) => i === 0 || score <= results![i - 1]!.score));
  });

  test('with a reranker is that of its scores', async () => {
    const results = await last({ reranker });
    assert.deepEqual([numbers(results)[0], results[0]!.foundBy], [2, 'reranker']);
    const texts = results.map(({ passage }) => ({ text: question, textPair: passage.text }));
    const { texts: scored } = await engine.classify({ ...reranker, texts });
    for (const [i, { scores }] of scored.entries()) assert.ok(Math.abs(scores[0]! - results[i]!.score) < 1e-5);
  });

  test('with a reader begins with the answers, each at its place in the document', async () => {
    const results = await last({ reader });
    const [first, second, ...rest] = results;
    assert.deepEqual(
      [first, second].map((one) => [one!.foundBy, one!.answer!.text, one!.answer!.line]),
      [
        ['reader', 'June', 7],
        ['reader', 'May', 3],
      ],
    );
    for (const { answer } of [first!, second!]) assert.equal(text.slice(answer!.start, answer!.end), answer!.text);
    assert.ok(first!.score > 0.9 && second!.score < first!.score);
    assert.deepEqual(
      rest.map(({ foundBy }) => foundBy),
      ['words', 'words'],
    );
    assert.equal(numbers(rest)[0], 0, 'and goes on in the order of the words');
  });

  test('with both has the answers first, and then the passages as they were ranked', async () => {
    const stages = await lists({ reader, reranker });
    assert.equal(numbers(stages[0]!)[0], 0, 'first by words');
    assert.equal(numbers(stages[1]!)[0], 2, 'then by the reranker');
    assert.deepEqual(numbers(stages.at(-1)!).slice(0, 3), [3, 1, 2]);
  });
});

test('nothing is asked where no passage is found', async () => {
  assert.deepEqual(await lists({ reader, reranker }, 'Bonjour.'), [[], []]);
});

test('many passages are asked about in requests that hold the engine up for a moment only', async () => {
  const many = Array.from({ length: 80 }, (_, i) => `The report number ${i} says so. ${filler.repeat(2)}`).join('\n\n');
  const sizes: number[] = [];
  const counting: Pick<EngineApi, 'classify' | 'answerQuestion'> = {
    classify: (request, options) => {
      sizes.push(request.texts.length);
      return engine.classify(request, options);
    },
    answerQuestion: (request, options) => {
      sizes.push(request.passages.length);
      return engine.answerQuestion(request, options);
    },
  };
  await lists({ reranker }, many, counting);
  assert.equal(
    sizes.reduce((sum, size) => sum + size),
    maxPassages,
  );
  assert.ok(sizes[0]! < 5 && sizes.length > 2);
  sizes.length = 0;
  await lists({ reranker, reader }, many, counting);
  assert.equal(
    sizes.reduce((sum, size) => sum + size),
    maxPassages + 20,
    'the best of them are read',
  );
});

test('asking can be canceled between requests', async () => {
  const controller = new AbortController();
  const run = async () => {
    const found = await indexed(text);
    for await (const list of ask(engine, question, found, { reader }, { signal: controller.signal })) {
      assert.equal(list.length, 4);
      controller.abort();
    }
  };
  await assert.rejects(run(), { name: 'AbortError' });
});

test('a model that cannot do its part is named, with what to use', async () => {
  const bundled = { model: bundledModel };
  await requireAskModels(engine, { reader, reranker });
  await assert.rejects(
    requireAskModels(engine, { reader: bundled }),
    /cannot find answers .* Use a model for question answering/,
  );
  await assert.rejects(requireAskModels(engine, { reader: reranker }), /Use a model for question answering/);
  await assert.rejects(
    requireAskModels(engine, { reranker: bundled }),
    /cannot classify texts.* Use a model with one score/,
  );
});
