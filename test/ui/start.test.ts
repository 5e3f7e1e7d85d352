import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { root, runCommand } from '../../scripts/lib/command';

test('npm start packs the extension and brings up a workbench that answers', async () => {
  const script = path.join(root, 'scripts/start.ts');
  const { code, output } = await runCommand(process.execPath, [...process.execArgv, script, '--check']);
  assert.equal(code, 0, output);
  assert.match(output, /The workbench answers\.$/m);
});
