import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { root } from '../../scripts/lib/command';
import { familyRepositories } from '../hub/families';
import { HubServer, type Repository } from '../hub/hubServer';
import { Workbench } from './workbench';

/** What VS Code would make a link of that runs a command, behind a sign that turns the direction of the text. */
const evil = '[Repair it now](command:vscode.open) \u202e$(bug)';
/** How it has to look. */
const harmless = '[Repair it now] (command:vscode.open) \\u202e$(bug)';

let hub: HubServer;
let workbench: Workbench;

/** A safetensors file whose one tensor has this name and type. */
function weights(name: string, dtype = 'F32'): Buffer {
  const header = Buffer.from(JSON.stringify({ [name]: { dtype, shape: [2], data_offsets: [0, 4] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(4)]);
}

function repositories(): Record<string, Repository> {
  const made = familyRepositories().find(({ id }) => id === 'tiny/v3-small-like-classifier');
  assert.ok(made);
  const { repository } = made;
  const files = Object.fromEntries(Object.entries(repository.files).filter(([name]) => name !== 'pytorch_model.bin'));
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const config = JSON.parse(files['config.json']!.toString()) as { id2label?: Record<string, string> };
  const changed = (more: Record<string, Buffer>) => ({ ...repository, files: { ...files, ...more } });
  const labels = Object.fromEntries(Object.keys(config.id2label ?? {}).map((id) => [id, `${evil} ${id}`]));
  return {
    'evil/type': changed({ 'config.json': json({ ...config, model_type: evil }), 'model.safetensors': weights('a') }),
    'evil/shard': changed({ 'model.safetensors.index.json': json({ weight_map: { a: `${evil}.safetensors` } }) }),
    'evil/tensor': changed({ 'model.safetensors': weights(evil) }),
    'evil/dtype': changed({ 'model.safetensors': weights('a', evil) }),
    'evil/labels': {
      ...repository,
      license: evil,
      files: {
        ...repository.files,
        'config.json': json({ ...config, id2label: labels }),
        'README.md': Buffer.from(`---\nlicense: ${JSON.stringify(evil)}\n---\n`),
      },
    },
  };
}

before(async () => {
  hub = await HubServer.start(repositories());
  workbench = await Workbench.open('notes.md', '# Notes\n\nThe river is deep. The hall was full.\n', {
    settings: { 'security.workspace.trust.enabled': false },
    env: { HF_ENDPOINT: hub.endpoint, HF_HOME: path.join(root, '.cache/no-hugging-face'), HF_TOKEN: '' },
  });
  const rows = Array.from({ length: 12 }, (_, i) => `text ${i},${i % 2 === 0 ? evil : 'other'}`);
  fs.writeFileSync(path.join(path.dirname(workbench.file), 'texts.csv'), `text,label\n${rows.join('\n')}\n`);
  await workbench.page.locator('.activitybar .action-label[aria-label^="DeBERTa"]').waitFor();
});
after(async () => {
  await workbench?.close();
  await hub?.stop();
});

/** Waits until foreign text is shown in `place`, as text and with no link or icon of its making. */
async function isShownAsText(place: Locator): Promise<void> {
  await place.waitFor();
  const text = ((await place.textContent()) ?? '').replaceAll('\u00a0', ' ');
  assert.ok(text.includes('[Repair it now] (command:') && text.includes('\\u202e'), `${text} for ${harmless}`);
  assert.equal(await place.locator('a[href], a[data-href]', { hasText: 'Repair' }).count(), 0, text);
  assert.equal(await place.locator('.codicon-bug').count(), 0, text);
}

for (const [id, what] of Object.entries({
  'evil/type': 'the type of a model',
  'evil/shard': 'the name of a file',
  'evil/tensor': 'the name of a tensor',
  'evil/dtype': 'the type of a tensor',
})) {
  test(`${what} in a repository is text in the notification`, async () => {
    await workbench.downloadModel(id);
    await isShownAsText(workbench.notification('Repair it now'));
    await workbench.settled();
    await workbench.screenshot(`foreign-${id.slice(5)}`);
    await workbench.command('Notifications: Clear All Notifications');
  });
}

test('labels of a model are text in trees and lists, and a malformed license is not shown', async () => {
  await workbench.downloadModel('evil/labels');
  const ready = workbench.notification('evil/labels is ready');
  await ready.getByRole('button', { name: 'Use for Classification' }).click();
  await workbench.openModels();
  await workbench.treeRow('labels').click();
  assert.match((await workbench.treeRow('License').textContent()) ?? '', /^License ?not given$/);
  await workbench.tab('notes.md').click();
  await workbench.command('DeBERTa: Classify Selection');
  await isShownAsText(workbench.quickPickRows.filter({ hasText: 'Repair' }).first());
  await workbench.page.keyboard.press('Escape');
  await workbench.command('DeBERTa: Classify…');
  await workbench.quickPickRows.filter({ hasText: 'Document, sentence by sentence' }).first().click();
  const own = workbench.quickPickRows.filter({ hasText: 'The model’s own labels' }).first();
  await isShownAsText(own);
  await own.click();
  await isShownAsText(workbench.page.locator('.part.panel .pane-body .monaco-list-row', { hasText: 'Repair' }).first());
  await workbench.settled();
  await workbench.screenshot('foreign-labels');
});

test('the labels of a table are text in the view of a training', async () => {
  await workbench.command('DeBERTa: Train Classifier…');
  await workbench.quickPickRows.filter({ hasText: 'texts.csv' }).click();
  await isShownAsText(workbench.webview.locator('body'));
  await workbench.settled();
  await workbench.screenshot('foreign-table');
});

test('the name of a workspace model’s tensor is text in an answer', async () => {
  const folder = path.join(path.dirname(workbench.file), 'model');
  fs.mkdirSync(folder);
  const { files } = repositories()['evil/tensor']!;
  for (const [name, bytes] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), bytes);
  fs.mkdirSync(path.join(folder, '../.vscode'), { recursive: true });
  fs.writeFileSync(path.join(folder, '../.vscode/settings.json'), JSON.stringify({ 'deberta.classify.model': folder }));
  await workbench.command('DeBERTa: Show Models');
  const inUse = workbench.treeRow('Classification');
  await workbench.until('the model is in use', async () => /model/.test((await inUse.textContent()) ?? ''));
  await workbench.tab('notes.md').click();
  await workbench.command('DeBERTa: Classify Selection');
  await isShownAsText(workbench.notification('Repair it now'));
  await workbench.screenshot('foreign-workspace');
});
