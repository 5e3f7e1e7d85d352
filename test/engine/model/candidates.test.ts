import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { LoadedModel } from '../../../src/engine/loadedModel';
import type { CandidateSearch } from '../../../src/engine/model/heads/candidates';
import { floats, integers } from '../../../src/engine/runtime/session';
import { int64 } from '../../../src/engine/batch/inputTensors';

const cacheDirectory = mkdtempSync(path.join(os.tmpdir(), 'candidates-'));
after(() => rmSync(cacheDirectory, { recursive: true }));

const lines = JSON.parse(readFileSync(path.join(__dirname, '../../fixtures/bundled-expected.json'), 'utf8')) as {
  readonly text: string;
  readonly input_ids: readonly number[];
  readonly masked_positions: readonly number[];
}[];

test('the search on 8-bit numbers finds the same words with the same logits, probabilities to 1 %', async () => {
  const directory = path.join(__dirname, '../../../models/bundled');
  const model = await LoadedModel.open(directory, { cacheDirectory, provider: 'cpu', threads: 1 });
  const find = async (line: (typeof lines)[number], search: CandidateSearch) => {
    const masks = line.masked_positions.length;
    const result = await model.graphs({}).run(
      { kind: 'fill', padded: false, vocabulary: { size: 16001, mask: 16000 }, search },
      {
        input_ids: int64(line.input_ids, [1, line.input_ids.length]),
        masked_positions: int64(
          line.masked_positions.flatMap((column) => [0, column]),
          [masks, 2],
        ),
        candidate_count: int64([100], [1]),
        target_ids: int64([], [0]),
      },
    );
    return Array.from({ length: masks }, (_, mask) => ({
      ids: [...integers(result, 'candidate_ids').data.subarray(mask * 100, mask * 100 + 20)],
      logits: [...floats(result, 'candidate_logits').data.subarray(mask * 100, mask * 100 + 20)],
      logNormalizer: floats(result, 'log_normalizer').data[mask]!,
    }));
  };
  for (const line of lines) {
    const exact = await find(line, 'exact');
    const quantized = await find(line, 'quantized');
    exact.forEach((want, mask) => {
      const got = quantized[mask]!;
      assert.deepEqual(got.ids, want.ids, line.text);
      got.logits.forEach((logit, i) => assert.ok(Math.abs(logit - want.logits[i]!) < 1e-4));
      const error = Math.abs(got.logNormalizer - want.logNormalizer);
      assert.ok(error < 0.01, `${line.text}: log normalizer off by ${error}`);
    });
  }
  await model.close();
});
