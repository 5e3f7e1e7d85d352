import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Answer } from '../../../src/protocol/answers';
import { testEngine } from '../testEngine';

/** What Transformers 4.57 answers with small random checkpoints; made by test/fixtures/heads/make.py. */
interface Expected {
  readonly questions: readonly string[];
  readonly contexts: readonly string[];
  readonly asked: readonly {
    readonly question: number;
    readonly context: number;
    readonly options: {
      readonly top_k?: number;
      readonly align_to_words?: boolean;
      readonly max_answer_len?: number;
      readonly handle_impossible_answer?: boolean;
    };
    readonly answers: readonly Answer[];
  }[];
}

const heads = path.join(__dirname, '../../fixtures/heads');
const { engine } = testEngine();

describe('as Transformers’ pipeline', () => {
  for (const name of ['v1-1', 'v1-2', 'v3-1', 'v3-2']) {
    test(name, async () => {
      const model = path.join(heads, name);
      const expected = JSON.parse(readFileSync(path.join(model, 'answers.json'), 'utf8')) as Expected;
      for (const { question, context, options, answers } of expected.asked) {
        const topK = options.top_k ?? 1;
        const [found] = await engine.answerQuestion({
          model,
          question: expected.questions[question]!,
          passages: [expected.contexts[context]!],
          topK,
          maxAnswerTokens: options.max_answer_len,
          wholeWords: options.align_to_words,
        });
        const none = { start: 0, end: 0, score: found!.noAnswer };
        const all = [...found!.answers, ...(options.handle_impossible_answer === true ? [none] : [])];
        const best = all.sort((a, b) => b.score - a.score).slice(0, topK);
        const about = `${question} of ${context} with ${JSON.stringify(options)}`;
        const places = (list: readonly Answer[]) => list.map(({ start, end }) => [start, end]);
        assert.deepEqual(places(best), places(answers), about);
        best.forEach(({ score }, i) => assert.ok(Math.abs(score - answers[i]!.score) < 1e-4, about));
      }
    });
  }
});

test('many passages of all lengths, each answered by itself', async () => {
  const model = path.join(heads, 'v3-1');
  const question = 'Who wrote the letter?';
  const long = 'Ada Lovelace wrote to Charles Babbage from London in 1843. '.repeat(40);
  const passages = ['Ada wrote it.', '', '   ', long, 'a'];
  const together = await engine.answerQuestion({ model, question, passages, topK: 3 });
  for (const [i, passage] of passages.entries()) {
    const [alone] = await engine.answerQuestion({ model, question, passages: [passage], topK: 3 });
    const places = (list: readonly Answer[]) => list.map(({ start, end }) => [start, end]);
    assert.deepEqual(places(together[i]!.answers), places(alone!.answers));
  }
  assert.deepEqual([together[1]!.answers, together[2]!.answers], [[], []]);
  assert.equal(together[3]!.answers.length, 3);
});

test('what cannot be asked is refused in a sentence', async () => {
  const model = path.join(heads, 'v3-1');
  const ask = (request: object) =>
    engine.answerQuestion({ model, question: 'Who?', passages: ['Ada wrote it.'], ...request });
  await assert.rejects(ask({ question: ' ' }), /The question is empty/);
  await assert.rejects(ask({ question: 'Who wrote it '.repeat(40) }), /leaves no room for a text/);
  await assert.rejects(ask({ topK: 0 }), /0 answers were requested. Choose 1 to 100/);
  await assert.rejects(ask({ maxAnswerTokens: 1000 }), /1000 tokens of an answer/);
  const other = path.join(heads, '../reference/v2-conv/rtd');
  await assert.rejects(ask({ model: other }), /cannot find answers in a text, but it can find odd words/);
});
