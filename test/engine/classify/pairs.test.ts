import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { RequestError } from '../../../src/protocol/errors';
import { testEngine } from '../testEngine';

const { engine } = testEngine();
/** Models for multiple choice and rerankers, and what Transformers computes with them; make.py beside them. */
const fixtures = path.join(__dirname, '../../fixtures/pairs');
const tokenizer = path.join(__dirname, '../../fixtures/gliclass/tokenizer.json');
const models = mkdtempSync(path.join(tmpdir(), 'pairs-'));
after(() => rmSync(models, { recursive: true }));

function modelOf(name: string): string {
  const folder = path.join(models, name);
  cpSync(path.join(fixtures, name), folder, { recursive: true });
  cpSync(tokenizer, path.join(folder, 'tokenizer.json'));
  return folder;
}

function expectedOf<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(fixtures, name, 'expected.json'), 'utf8')) as T;
}

function close(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) < 1e-4, `${actual.join()} ≠ ${expected.join()}`),
  );
}

const order = (scores: readonly number[]) => scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);

interface Question {
  readonly prompt: string;
  readonly choices: readonly string[];
  readonly logits: readonly number[];
  readonly scores: readonly number[];
}

describe('multiple choice', () => {
  for (const name of ['choice-1', 'choice-2']) {
    test(`${name}: logits and scores are those of Transformers, for all questions together and one by one`, async () => {
      const model = modelOf(name);
      const questions = expectedOf<Question[]>(name);
      const together = await engine.scoreChoices({ model, questions });
      assert.equal(together.length, questions.length);
      for (const [i, question] of questions.entries()) {
        const [alone] = await engine.scoreChoices({ model, questions: [question] });
        for (const found of [together[i]!, alone!]) {
          close(found.logits, question.logits);
          close(found.scores, question.scores);
          assert.deepEqual(order(found.scores), order(question.scores));
        }
      }
    });
  }

  test('a long prompt is read in windows with each choice', async () => {
    const model = modelOf('choice-1');
    const [question] = expectedOf<Question[]>('choice-1');
    const prompt = Array.from({ length: 20 }, () => question!.prompt).join(' ');
    const questions = [{ ...question!, prompt }];
    const [all] = await engine.scoreChoices({ model, questions });
    const [one] = await engine.scoreChoices({ model, questions, maxWindows: 1 });
    assert.ok(all!.windows > 1 && !all!.truncated && one!.truncated);
    assert.notDeepEqual(all!.logits, one!.logits);
  });

  test('a model for it is never a classifier', async () => {
    const model = modelOf('choice-1');
    const { heads, zeroShot, labels } = await engine.describe({ model });
    assert.deepEqual([heads, zeroShot, labels], [['choice'], undefined, []]);
    const own = { labels: ['a', 'b'], template: '{label}' };
    for (const request of [{}, { own }]) {
      await assert.rejects(
        engine.classify({ model, texts: [{ text: 'a' }], ...request }),
        /is a model for multiple choice: it cannot classify texts, but it can choose among answers\./,
      );
    }
  });

  test('what cannot be chosen from is refused', async () => {
    const model = modelOf('choice-2');
    const refused = (prompt: string, choices: readonly string[], message: RegExp) =>
      assert.rejects(
        engine.scoreChoices({ model, questions: [{ prompt, choices }] }),
        (error) => error instanceof RequestError && message.test(error.message),
      );
    await refused('a', ['b'], /Give 2 to 1000 choices to choose from, not 1\./);
    await refused('a', ['b', ' '], /A choice is empty\./);
    await refused('a b c d e f g h', ['b', 'the river '.repeat(60)], /A choice has \d+ tokens; .* takes 128 for it/);
    await assert.rejects(
      engine.scoreChoices({ model: modelOf('reranker-identity'), questions: [{ prompt: 'a', choices: ['b', 'c'] }] }),
      /is a text classifier: it cannot choose among answers, but it can classify texts\. Use a model for multiple/,
    );
  });
});

interface Ranking {
  readonly query: string;
  readonly passages: readonly string[];
  readonly logits: readonly number[];
  readonly scores: readonly number[];
}

describe('scores of pairs', () => {
  for (const name of ['sigmoid', 'older-sigmoid', 'identity', 'unnamed']) {
    test(`with the activation that the files name: ${name}`, async () => {
      const model = modelOf(`reranker-${name}`);
      const { query, passages, logits, scores } = expectedOf<Ranking>(`reranker-${name}`);
      const texts = passages.map((textPair) => ({ text: query, textPair }));
      const found = (await engine.classify({ model, texts })).texts;
      close(
        found.flatMap((one) => one.logits),
        logits,
      );
      close(
        found.flatMap((one) => one.scores),
        scores,
      );
      assert.deepEqual(order(found.map((one) => one.scores[0]!)), order(scores));
    });
  }

  test('of a pair, the longer text is read in windows; its score is their mean, or that of the best', async () => {
    const model = modelOf('reranker-identity');
    const { query, passages } = expectedOf<Ranking>('reranker-identity');
    const passage = Array.from({ length: 6 }, () => passages.join(' ')).join(' ');
    const score = async (text: string, textPair: string, maxWindows: number, bestWindow = false) => {
      const { texts } = await engine.classify({ model, texts: [{ text, textPair }], maxWindows, bestWindow });
      return texts[0]!;
    };
    const first = await score(query, passage, 1);
    const both = await score(query, passage, 2);
    const best = await score(query, passage, 2, true);
    assert.deepEqual([first.windows, both.windows, both.truncated], [1, 2, true]);
    const second = 2 * both.scores[0]! - first.scores[0]!;
    assert.ok(Math.abs(second - first.scores[0]!) > 1e-3, 'the windows differ');
    close(best.scores, [Math.max(first.scores[0]!, second)]);
    assert.equal((await score(passage, query, 3)).windows, 3);
    await assert.rejects(score(passage, passage, 3), /The shorter text has \d+ tokens; .* takes 128 for both/);
  });
});
