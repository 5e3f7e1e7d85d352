import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const folder = path.join(__dirname, 'fixtures');

test('test/fixtures/README.md says of each fixture how it is made', () => {
  const readme = fs.readFileSync(path.join(folder, 'README.md'), 'utf8');
  const names = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => name === 'reference' || /^(?!reference\/).*\.json$/.test(name));
  assert.ok(names.length > 8);
  assert.deepEqual(
    names.filter((name) => ![name, name.split('/')[0]].some((one) => readme.includes(`\`${one}\``))),
    [],
  );
});
