import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gaussLegendre } from '../../../src/base/quadrature';
import {
  explanationMethods,
  type ExplainedAnswer,
  type Explanation,
  type ExplanationBaseline,
} from '../../../src/protocol/explanations';
import { glinerFolder } from '../entities/glinerFixture';
import { bundledModel, testEngine } from '../testEngine';

const { engine } = testEngine();
const fixtures = path.join(__dirname, '../../fixtures/explanations');

/** What captum and PyTorch find (test/fixtures/explanations/make.py and answers.py). */
interface Expected {
  readonly baseline: ExplanationBaseline;
  readonly value: number;
  readonly baselineValue: number;
  readonly words: readonly string[];
  readonly occlusion: readonly number[];
  readonly inputXgradient: readonly number[];
  /** By steps. */
  readonly integratedGradients: Readonly<Record<string, readonly number[]>>;
  /** [layers, heads, 3]. */
  readonly terms?: readonly (readonly (readonly number[])[])[];
  /** Terms as above, and whole heads, [layers, heads]; only of the first one. */
  readonly effects?: { readonly terms: NonNullable<Expected['terms']>; readonly whole: readonly (readonly number[])[] };
}

const contributions = ({ words }: Explanation) => words.map(({ contribution }) => contribution);

function assertClose(found: readonly number[], expected: readonly number[], what: string): void {
  assert.equal(found.length, expected.length, what);
  const largest = Math.max(1, ...expected.map(Math.abs));
  found.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) < 1e-4 * largest, `${what}: ${value} for ${expected[i]}`),
  );
}

async function assertExplained(model: string, of: ExplainedAnswer, expected: Expected): Promise<void> {
  const { baseline, terms } = expected;
  for (const method of explanationMethods) {
    const found = await engine.explain({ model, of, baseline, method });
    assert.deepEqual(
      found.words.map((word) => word.text),
      expected.words,
    );
    assertClose([found.value, found.baselineValue], [expected.value, expected.baselineValue], 'answers');
    const wanted = method === 'integratedGradients' ? expected[method][found.steps!]! : expected[method];
    assertClose(contributions(found), wanted, `${method} of ${found.answer}`);
    if (method !== 'occlusion' && terms !== undefined)
      assertClose([...found.terms!.values], terms.flat(2), `terms of ${found.answer}`);
  }
}

function expectedIn<T>(...file: string[]): readonly (T & Expected)[] {
  return JSON.parse(fs.readFileSync(path.join(fixtures, ...file), 'utf8')) as readonly (T & Expected)[];
}

for (const family of ['v1', 'v3']) {
  test(`the words and heads of an answer by a ${family} classifier count as captum and PyTorch say`, async () => {
    type Labeled = { readonly text: string; readonly textPair: string | null; readonly answer: string };
    const model = path.join(fixtures, family);
    const all = expectedIn<Labeled>(family, 'explanations.json');
    for (const { text, textPair, answer, effects, ...expected } of all) {
      const of = { kind: 'label', text, textPair: textPair ?? undefined, answer } as const;
      await assertExplained(model, of, expected);
      if (effects === undefined) continue;
      const found = await engine.headEffects({ model, of });
      assertClose([...found.terms], effects.terms.flat(2), `without a term of a head, ${answer}`);
      assertClose([...found.whole], effects.whole.flat(), `without a head, ${answer}`);
    }
  });
}

for (const { model, of, ...expected } of expectedIn<{ model: string; of: ExplainedAnswer }>('answers.json')) {
  const against = 'against' in of && of.against !== undefined ? ' against another' : '';
  const own = of.kind === 'label' ? `, ${of.own!.multiLabel === true ? 'independent' : 'one of several'}` : '';
  test(`words count for an answer as PyTorch says: ${of.kind}${own}${against}, ${model}`, () =>
    assertExplained(path.join(fixtures, '..', model), of, expected));
}

test('integrated gradients add up to the answer, whatever is masked and compared', async () => {
  const text = 'The band played two songs in the old hall and everybody sang along until midnight.';
  for (const word of ['played', 'old', 'midnight']) {
    const start = text.indexOf(word);
    const mask = { start, end: start + word.length };
    for (const baseline of ['mask', 'padding', 'zero'] as const) {
      const found = await engine.explain({ model: bundledModel, of: { kind: 'word', text, mask }, baseline });
      const change = found.value - found.baselineValue;
      assert.ok(Math.abs(found.residual) <= Math.max(1e-3, 0.01 * Math.abs(change)), `${word}: ${found.residual}`);
      const sum = contributions(found).reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(change - sum - found.residual) < 1e-4);
      assert.ok(!found.words.some((one) => one.start === start), 'the masked word explains nothing');
    }
  }
});

test('what is explained is the log-odds of the probability that is shown', async () => {
  const text = 'They have been working on it for a [MASK] time.';
  const start = text.indexOf('[MASK]');
  const mask = { start, end: start + 6 };
  const [prediction] = await engine.fillMask({ model: bundledModel, text, masks: [mask], topK: 2 });
  const [first, second] = prediction!.candidates;
  const found = await engine.explain({ model: bundledModel, of: { kind: 'word', text, mask } });
  assert.equal(found.answer, first!.text);
  const probability = Math.exp(first!.logProbability);
  assert.ok(Math.abs(found.value - Math.log(probability / (1 - probability))) < 1e-3);

  const of = { kind: 'word', text, mask, answer: first!.text, against: second!.text } as const;
  const compared = await engine.explain({ model: bundledModel, of });
  assert.equal(compared.measure, 'logitDifference');
  assert.ok(Math.abs(compared.value - (first!.logit - second!.logit)) < 1e-3);
});

test('what cannot be explained is refused with what to do', async () => {
  const model = path.join(fixtures, 'v3');
  const explain = (of: object, how?: object) =>
    engine.explain({ model, of: { kind: 'label', text: 'Ada wrote.', ...of }, ...how });
  await assert.rejects(explain({ answer: 'blame' }), /no label “blame”.*praise, question, news/);
  await assert.rejects(explain({ answer: 'news', against: 'news' }), /another label/);
  await assert.rejects(
    explain({ own: { labels: ['fine'], template: 'It is {label}.' }, answer: 'fine' }),
    /cannot compare labels/,
  );
  const place = { kind: 'entity', text: 'Ada wrote.', entity: { start: 0, end: 3 } } as const;
  const tags = path.join(fixtures, '../heads/v3-1');
  await assert.rejects(
    engine.explain({ model: tags, of: { ...place, answer: 'PER', against: 'PER' } }),
    /“PER” with another label/,
  );
  await assert.rejects(engine.explain({ model: glinerFolder('span-1'), of: place }), /at least one label/);
  await assert.rejects(explain({ text: 'Ada wrote. '.repeat(100) }), /at most 512/);
  await assert.rejects(explain({}, { method: 'inputXgradient', baseline: 'zero' }), /another baseline/);
  const mask = { start: 0, end: 3 };
  await assert.rejects(explain({ kind: 'word', mask }), /cannot fill masks/);
  await assert.rejects(
    engine.explain({
      model: bundledModel,
      of: { kind: 'word', text: 'Ada wrote.', mask, answer: 'unbelievablestuff' },
    }),
    /one token/,
  );
});

test('Gauss–Legendre quadrature is exact for polynomials', () => {
  const { points, weights } = gaussLegendre(8);
  for (let power = 0; power < 16; power++) {
    const integral = points.reduce((sum, x, i) => sum + weights[i]! * x ** power, 0);
    assert.ok(Math.abs(integral - 1 / (power + 1)) < 1e-14);
  }
});
