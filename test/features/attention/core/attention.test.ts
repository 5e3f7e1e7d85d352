import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { checksum, type quantities, quantityMatrices } from '../../../../src/features/attention/core/quantities';
import { shapleyShares } from '../../../../src/features/attention/core/shapleyShares';
import {
  byTerm,
  coalitionsOf,
  coalitionsOfRows,
  renormalized,
} from '../../../../src/features/attention/core/coalitions';
import { headSummaries, strongestHeads } from '../../../../src/features/attention/core/overviewSummary';
import { positionCurve } from '../../../../src/features/attention/core/positionCurve';
import { merge, pieces, words } from '../../../../src/features/attention/core/units';
import { SafetensorsFile } from '../../../../src/engine/checkpoint/safetensors';
import {
  type AttentionTerm,
  type AttentionTrace,
  type TracedTokens,
  attentionTerms,
} from '../../../../src/protocol/attentionTrace';

const reference = path.join(__dirname, '../../../fixtures/reference');
const families = ['v1-emd', 'v1-c2p-only-types', 'v2-conv', 'v3-small-like', 'v3-unshared-projected'];

function tracedOf(n: number): TracedTokens {
  const ranges = Array.from({ length: n }, () => ({ start: 0, end: 0 }));
  const tokens = ranges.map((_, index) => `${index}`);
  return { tokens, ranges, sequence: tokens.map(() => 0), window: { first: 0, total: n } };
}

function traceOf(terms: AttentionTrace['terms'], probabilities = softmaxOf(terms, attentionTerms)): AttentionTrace {
  const n = Math.sqrt(terms.c2c.length);
  return { ...tracedOf(n), layer: 0, head: 0, layers: 1, heads: 1, terms, probabilities };
}

/** Written down from the definition, a row at a time in double precision: the quantities' own code is not used. */
function softmaxOf(terms: AttentionTrace['terms'], kept: readonly AttentionTerm[]): Float32Array {
  const n = Math.sqrt(terms.c2c.length);
  const rows = Array.from({ length: n }, (_, row) => {
    const scores = Array.from({ length: n }, (_, column) =>
      kept.reduce((sum, term) => sum + terms[term][row * n + column]!, 0),
    );
    const most = Math.max(...scores);
    const weights = scores.map((score) => Math.exp(score - most));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  });
  return Float32Array.from(rows.flat());
}

/** The mean contribution over the six orders, each written out. */
function shapleyByOrders(terms: AttentionTrace['terms'], term: AttentionTerm): Float32Array {
  const orders = attentionTerms.flatMap((a) =>
    attentionTerms.filter((b) => b !== a).map((b) => [a, b, attentionTerms.find((c) => c !== a && c !== b)!]),
  );
  assert.equal(orders.length, 6);
  const contributions = orders.map((order) => {
    const before = order.slice(0, order.indexOf(term));
    const [less, more] = [softmaxOf(terms, before), softmaxOf(terms, [...before, term])];
    return more.map((value, cell) => value - less[cell]!);
  });
  return terms.c2c.map((_, cell) => contributions.reduce((sum, one) => sum + one[cell]!, 0) / 6);
}

function checkClose(actual: ArrayLike<number>, expected: ArrayLike<number>, bound: number, what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (let at = 0; at < actual.length; at++)
    assert.ok(Math.abs(actual[at]! - expected[at]!) <= bound, `${what}[${at}]: ${actual[at]} for ${expected[at]}`);
}

for (const family of families) {
  test(`${family}: every quantity of the authors’ terms`, async () => {
    const file = await SafetensorsFile.open(path.join(reference, family, 'mlm/expected.safetensors'));
    const [, heads = 0, n = 0] = file.info('trace.probs.1').shape;
    const of = async (name: string) =>
      file.has(`trace.${name}.1`) ? file.readFloat32(`trace.${name}.1`) : new Float32Array(2 * heads * n * n);
    const all = { c2c: await of('c2c'), c2p: await of('c2p'), p2c: await of('p2c') };
    const probs = await of('probs');
    const masks = [...(await file.readInt64('attention_mask'))].slice(0, n);
    assert.ok(!masks.includes(0n), 'the first row has no padding');
    for (let head = 0; head < heads; head++) {
      const cut = (matrix: Float32Array) => matrix.slice(head * n * n, (head + 1) * n * n);
      const terms = byTerm((term) => cut(all[term]));
      const trace = traceOf(terms, cut(probs));
      const { scores, probabilities } = checksum(trace)!;
      assert.ok(scores < 1e-5 && probabilities < 1e-6, `${scores}, ${probabilities}`);
      const coalitions = coalitionsOf(trace);
      const counted = trace.tokens.map(() => true);
      const matrices = (quantity: (typeof quantities)[number]) =>
        quantityMatrices(quantity, terms, coalitions, counted).terms;
      for (const term of attentionTerms) {
        const others = attentionTerms.filter((other) => other !== term);
        checkClose(matrices('shares')[term], shapleyByOrders(terms, term), 1e-6, `share of ${term}`);
        checkClose(matrices('probabilities')[term], softmaxOf(terms, [term]), 1e-6, `${term} alone`);
        const without = softmaxOf(terms, others);
        checkClose(
          matrices('leftOut')[term],
          trace.probabilities.map((p, at) => p - without[at]!),
          2e-6,
          `without ${term}`,
        );
        const centered = matrices('scores')[term];
        const rowMean = (row: number) => terms[term].subarray(row * n, row * n + n).reduce((a, b) => a + b, 0) / n;
        checkClose(
          centered,
          terms[term].map((value, cell) => value - rowMean(Math.floor(cell / n))),
          1e-5,
          term,
        );
      }
    }
    await file.close();
  });
}

/** Random terms of 2 to 6 tokens. */
const anyTerms = fc.integer({ min: 2, max: 6 }).chain((n) => {
  const matrix = fc
    .array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: n * n, maxLength: n * n })
    .map((values) => Float32Array.from(values));
  return fc.record({ c2c: matrix, c2p: matrix, p2c: matrix });
});

test('shares sum to the probability minus the uniform one, also among some tokens only', () => {
  fc.assert(
    fc.property(anyTerms, fc.infiniteStream(fc.boolean()), (terms, random) => {
      const trace = traceOf(terms);
      const counted = trace.tokens.map((_, index) => index === 0 || random.next().value === true);
      for (const coalitions of [coalitionsOf(trace), renormalized(coalitionsOf(trace), counted)]) {
        const shares = shapleyShares(coalitions);
        const sum = shares.c2c.map((value, cell) => value + shares.c2p[cell]! + shares.p2c[cell]!);
        checkClose(
          sum,
          coalitions.all.map((value, cell) => value - coalitions.none[cell]!),
          1e-6,
          'sum',
        );
      }
    }),
  );
});

test('a term that is zero has no share, and the probabilities do not change without it', () => {
  fc.assert(
    fc.property(anyTerms, (random) => {
      const terms = { ...random, p2c: new Float32Array(random.c2c.length) };
      const coalitions = coalitionsOf(traceOf(terms));
      checkClose(shapleyShares(coalitions).p2c, terms.p2c, 1e-6, 'share');
      checkClose(coalitions.without.p2c, coalitions.all, 1e-6, 'without');
    }),
  );
});

test('renormalized rows are what a softmax over the counted tokens gives', () => {
  fc.assert(
    fc.property(anyTerms, (terms) => {
      const trace = traceOf(terms);
      const n = trace.tokens.length;
      const counted = trace.tokens.map((_, column) => column !== 0);
      const { all } = renormalized(coalitionsOf(trace), counted);
      for (let row = 0; row < n; row++) {
        const scores = Array.from({ length: n - 1 }, (_, at) =>
          attentionTerms.reduce((sum, term) => sum + terms[term][row * n + at + 1]!, 0),
        );
        const weights = scores.map((score) => Math.exp(score - Math.max(...scores)));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        assert.equal(all[row * n], 0);
        // Where nearly all mass was on the token left out, what float32 has kept of the rest is not exact.
        const mass = 1 - trace.probabilities[row * n]!;
        if (mass > 1e-3)
          checkClose(
            all.subarray(row * n + 1, row * n + n),
            weights.map((w) => w / total),
            1e-3,
            'row',
          );
      }
    }),
  );
});

test('words keep the mass of every row; one piece a word changes nothing', () => {
  fc.assert(
    fc.property(anyTerms, fc.infiniteStream(fc.boolean()), (terms, random) => {
      const { probabilities, tokens } = traceOf(terms);
      const n = tokens.length;
      const groups: number[][] = [];
      for (let index = 0; index < n; index++)
        if (index > 0 && random.next().value === true) groups.at(-1)!.push(index);
        else groups.push([index]);
      const units = groups.map((group) => ({ tokens: group, label: '', special: false, sequence: 0 }));
      const merged = merge(probabilities, n, units, units, 'sum');
      for (let row = 0; row < units.length; row++) {
        const mass = merged
          .subarray(row * units.length, (row + 1) * units.length)
          .reduce((sum, value) => sum + value, 0);
        assert.ok(Math.abs(mass - 1) < 1e-6, `${mass}`);
      }
      const single = tokens.map((_, index) => ({ ...units[0]!, tokens: [index] }));
      assert.deepEqual(merge(probabilities, n, single, single, 'mean'), probabilities);
    }),
  );
});

test('scores merge by their mean, probabilities by the sum over keys and the mean over queries', () => {
  const matrix = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  const unit = (...tokens: number[]) => ({ tokens, label: '', special: false, sequence: 0 });
  const units = [unit(0), unit(1, 2)];
  assert.deepEqual([...merge(matrix, 3, units, units, 'sum')], [1, 5, 5.5, 14]);
  assert.deepEqual([...merge(matrix, 3, units, units, 'mean')], [1, 2.5, 5.5, 7]);
  assert.deepEqual([...merge(matrix, 3, [unit(1)], [unit(0), unit(2)], 'sum')], [4, 6]);
});

test('pieces and words read as the text, texts of a pair apart', () => {
  const traced: TracedTokens = {
    tokens: ['[CLS]', '▁un', 'der', '▁here', '.', '[SEP]', 'ab', 'c', '[SEP]'],
    ranges: [
      [0, 0],
      [0, 2],
      [2, 5],
      [5, 10],
      [10, 11],
      [11, 11],
      [0, 2],
      [2, 3],
      [3, 3],
    ].map(([start = 0, end = 0]) => ({ start, end })),
    sequence: [0, 0, 0, 0, 0, 0, 1, 1, 1],
    window: { first: 0, total: 6 },
  };
  const texts = ['under here.', 'abc'];
  const labels = (units: readonly { readonly label: string }[]) => units.map(({ label }) => label);
  assert.deepEqual(labels(pieces(traced, texts)), '[CLS] un +der here . [SEP] ab +c [SEP]'.split(' '));
  assert.deepEqual(labels(words(traced, texts)), '[CLS] under here . [SEP] abc [SEP]'.split(' '));
  assert.deepEqual(
    words(traced, texts).map(({ tokens }) => tokens.length),
    [1, 2, 1, 1, 1, 2, 1],
  );
  assert.deepEqual(
    words(traced, texts).map(({ special }) => special),
    [true, false, false, false, true, false, true],
  );
});

test('the position curve is the mean and spread of each diagonal', () => {
  const { distances, mean, deviation, pairs } = positionCurve(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 12), 3);
  assert.deepEqual(distances, [-2, -1, 0, 1, 2]);
  assert.deepEqual([...mean], [3, 4, 6, 6, 7]);
  assert.deepEqual(pairs, [1, 2, 3, 2, 1]);
  checkClose(deviation, [0, 2, Math.sqrt((25 + 1 + 36) / 3), 2, 0], 1e-12, 'deviation');
});

test('a mask’s row has the same quantities as a row of a matrix', () => {
  const terms = byTerm((term) => Float32Array.of(term === 'c2c' ? 1 : 0, 2, term === 'p2c' ? -1 : 3));
  const probabilities = Float32Array.of(0.1, 0.2, 0.7);
  const row = coalitionsOfRows(terms, probabilities, 3);
  const whole = coalitionsOf({
    ...traceOf(byTerm((term) => Float32Array.from([0, 0, 0].flatMap(() => [...terms[term]])))),
    probabilities: Float32Array.from([0, 0, 0].flatMap(() => [...probabilities])),
  });
  checkClose(shapleyShares(row).c2p, shapleyShares(whole).c2p.subarray(0, 3), 1e-7, 'share');
});

test('the checksum finds a missing term and fails for NaN', () => {
  const terms = byTerm(() => Float32Array.of(1, -1, 0.5, 2));
  const right = traceOf(terms);
  assert.ok(checksum(right)!.scores < 1e-6 && checksum(right)!.probabilities < 1e-7);
  const missing = checksum({ ...right, terms: { ...terms, p2c: new Float32Array(4) } })!;
  assert.ok(missing.scores > 0.5 && missing.probabilities > 0.03);
  const none = checksum({ ...right, probabilities: new Float32Array(4).fill(NaN) })!;
  assert.deepEqual(none, { scores: Infinity, probabilities: Infinity });
  assert.equal(checksum({ ...right, head: 'mean' }), undefined);
});

test('the overview ranks heads by a term, and measures spread against looking everywhere', () => {
  const overview = {
    ...tracedOf(4),
    layers: 1,
    heads: 2,
    varianceShares: Float32Array.of(0.75, 0.25, 0, 0.1, 0.2, 0.7),
    entropy: Float32Array.of(0, 0, 0, 0, ...Array<number>(4).fill(Math.log(4))),
  };
  const summaries = headSummaries(overview);
  assert.deepEqual(
    summaries.map(({ dominant }) => dominant),
    ['c2c', 'p2c'],
  );
  checkClose(
    summaries.map(({ spread }) => spread),
    [0, 1],
    1e-6,
    'spread',
  );
  assert.deepEqual(
    strongestHeads(summaries, 'p2c', 1).map(({ head }) => head),
    [1],
  );
});
