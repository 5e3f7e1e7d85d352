import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzReader } from './fuzz';
import { fuzzedReaders } from './readers';

/** `npm run fuzz` tries many more. */
const inputs = 60;

for (const reader of fuzzedReaders) {
  test(`${reader.name}: spoiled files open or are refused in a sentence`, async () => {
    const { opened, refused } = await fuzzReader(reader, inputs, 20_201_203);
    assert.equal(opened + refused, inputs);
    assert.ok(refused > 0, 'no damage was noticed');
  });
}

test('no spoiled file makes a reader ask for much memory', () => {
  const megabytes = process.resourceUsage().maxRSS / 1024;
  assert.ok(megabytes < 1024, `${megabytes.toFixed(0)} MB at the peak`);
});
