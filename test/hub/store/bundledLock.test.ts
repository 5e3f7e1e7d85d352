import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { hashFile } from '../../../src/hub/store/contentHash';
import { readLock } from '../../../src/hub/store/modelLock';
import { describeFolder } from '../repositories';

const bundled = path.join(__dirname, '../../../models/bundled');

test('the lock file of the bundled model is of these weights, and says how precisions compare (npm run lock-bundled)', async () => {
  const lock = await readLock(bundled);
  assert.ok(lock);
  const weights = lock.files.find((file) => file.path === 'model.safetensors');
  assert.ok(weights);
  for (const { path: name, size, sha256 } of lock.files) {
    const found = await hashFile(path.join(bundled, name));
    assert.deepEqual([name, found.size, found.sha256], [name, size, sha256]);
  }
  const { heads, weightsFormat } = await describeFolder(bundled);
  assert.deepEqual([lock.abilities, lock.weightsFormat], [heads, weightsFormat]);
  assert.ok(lock.comparisons?.fp16 && lock.comparisons.int8);
});
