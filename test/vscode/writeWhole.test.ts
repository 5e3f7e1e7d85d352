import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { writeWhole } from '../../src/editor/wholeFiles';
import { LabelFile } from '../../src/features/labeling/vscode/labelFile';

suite('files in a workspace', () => {
  let folder: string;
  const at = (name: string) => path.join(folder, name);

  setup(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deberta-write-'))));
  teardown(() => fs.rmSync(folder, { recursive: true }));

  test('a link that a workspace planted leads no write elsewhere, and a file keeps its permissions', async function () {
    if (process.platform === 'win32') this.skip();
    fs.writeFileSync(at('victim'), 'mine');
    fs.writeFileSync(at('labels.jsonl'), '', { mode: 0o600 });
    fs.symlinkSync(at('victim'), at('labels.jsonl.incomplete'));
    await writeWhole(vscode.Uri.file(at('labels.jsonl')), Buffer.from('whole'));
    assert.equal(fs.readFileSync(at('victim'), 'utf8'), 'mine');
    assert.equal(fs.readFileSync(at('labels.jsonl'), 'utf8'), 'whole');
    assert.equal(fs.lstatSync(at('labels.jsonl')).mode & 0o777, 0o600);
    assert.deepEqual(fs.readdirSync(folder).sort(), ['labels.jsonl', 'labels.jsonl.incomplete', 'victim']);
  });

  test('labels are not written through a link or to text of another encoding', async function () {
    if (process.platform === 'win32') this.skip();
    fs.writeFileSync(at('secret'), 'key');
    fs.symlinkSync(at('secret'), at('link.jsonl'));
    fs.writeFileSync(at('latin.jsonl'), Buffer.from([0x63, 0x61, 0x66, 0xe9]));
    const line = { text: 'One.', label: 'x' };
    const label = (name: string) => new LabelFile(vscode.Uri.file(at(name))).change('One.', line);
    await assert.rejects(label('link.jsonl'), /is a link/);
    await assert.rejects(label('latin.jsonl'), /not UTF-8/);
    assert.equal(fs.readFileSync(at('secret'), 'utf8'), 'key');
  });
});
