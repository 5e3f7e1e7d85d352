import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { root } from '../../scripts/lib/command';
import { HubServer, token } from '../hub/hubServer';
import { familyRepositories } from '../hub/families';
import { Workbench } from './workbench';

const base = 'deberta-base';
const small = 'deberta-v3-small';
let hub: HubServer;
let workbench: Workbench;

/** The bundled model in the place of a published one: large enough to be watched while it comes. */
function bundled() {
  const read = (name: string) => readFileSync(path.join(root, 'models/bundled', name));
  const names = ['README.md', 'config.json', 'model.safetensors', 'spm.model', 'tokenizer_config.json'];
  return {
    commit: '0d1b43ccf21b5acd9f4e5f7b077fa698f05cf195',
    license: 'mit',
    files: Object.fromEntries(names.map((name) => [name, read(name)])),
  };
}

before(async () => {
  const tiny = familyRepositories().find(({ id }) => id === 'tiny/v3-small-like-discriminator');
  assert.ok(tiny);
  const { repository } = tiny;
  hub = await HubServer.start({
    [`microsoft/${base}`]: bundled(),
    [`microsoft/${small}`]: repository,
    'someone/gated': { ...repository, isGated: true },
    'someone/private': { ...repository, isPrivate: true },
  });
  workbench = await Workbench.open('notes.md', '# Notes\n\nIt is one of important problems in science.\n', {
    // A workspace that nobody trusts, which wants its own model to be loaded.
    workspaceSettings: { 'deberta.model': 'planted' },
    settings: {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
    },
    env: {
      HF_ENDPOINT: hub.endpoint,
      HF_HOME: path.join(root, '.cache/no-hugging-face'),
      HF_TOKEN: '',
      HF_HUB_OFFLINE: '',
    },
  });
});
after(async () => {
  await workbench?.close();
  await hub?.stop();
});

const themes = {
  light: 'Light Modern',
  'high-contrast': 'Dark High Contrast',
  'high-contrast-light': 'Light High Contrast',
  dark: 'Dark Modern',
};

/** Pictures in themes; leaves the dark one. */
async function pictures(name: string, kinds: readonly (keyof typeof themes)[] = ['light']): Promise<void> {
  for (const kind of [...kinds, 'dark'] as const) {
    await workbench.colorTheme(themes[kind]);
    await workbench.settled();
    await workbench.screenshot(`${name}-${kind}`);
  }
}

test('a model that an untrusted workspace names is not used, and a notification says so', async () => {
  const told = workbench.notification(/This workspace names a model .*deberta\.model.* not loaded/);
  await told.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
  await workbench.settled();
  await workbench.screenshot('models-untrusted');
  await workbench.command('Notifications: Clear All Notifications');
});

test('the view shows what is in use, welcomes, and asks nothing of the network', async () => {
  await workbench.openModels();
  assert.match((await workbench.treeRow('Fill-mask').textContent()) ?? '', /bundled/);
  await workbench.page.locator('.part.sidebar', { hasText: 'Download a Model' }).waitFor();
  await workbench.treeRow('DeBERTa base').waitFor();
  await pictures('models-empty');
  assert.deepEqual(hub.seen, []);
});

test('a command without a model says what it needs, and lists models to choose and to download', async () => {
  const { quickPickRows } = workbench;
  const told = workbench.notification(
    'No model is chosen for finding entities. Choose a token classifier or a GLiNER.',
  );
  await workbench.command('DeBERTa: Find Entities…');
  await told.getByRole('button', { name: 'What Is Needed' }).waitFor();
  await workbench.settled();
  await workbench.screenshot('models-needed');
  await told.getByRole('button', { name: 'What Is Needed' }).click();
  await quickPickRows.filter({ hasText: 'urchade/gliner_small-v2.1' }).waitFor();
  await workbench.screenshot('models-needed-list');
  await workbench.page.keyboard.press('Escape');
  await workbench.command('DeBERTa: Find Entities…');
  await told.getByRole('button', { name: 'Choose a Model' }).click();
  await quickPickRows.filter({ hasText: 'Needs a token classifier or a GLiNER' }).waitFor();
  await workbench.page.keyboard.press('Escape');
  await workbench.command('Notifications: Clear All Notifications');
  assert.deepEqual(hub.seen, []);
});

test('a model is downloaded with progress, measured, and used with one click', async () => {
  hub.pause = 25;
  await workbench.rowAction('DeBERTa base', 'Download');
  const progress = workbench.notification(/Downloading microsoft\/deberta-base/);
  await workbench.until('progress with speed', async () =>
    /\d % of [\d.]+ MB, .*B\/s/.test((await progress.textContent()) ?? ''),
  );
  await workbench.until('progress in the view', async () =>
    /% of/.test((await workbench.treeRow(base).textContent()) ?? ''),
  );
  await workbench.settled();
  await workbench.screenshot('models-progress');
  hub.pause = 0;
  await workbench.notification(/Measuring precisions: .*%/).waitFor();
  await workbench.screenshot('models-measuring');
  const ready = workbench.notification(/deberta-base is ready for fill-mask/);
  await ready.waitFor();
  await workbench.settled();
  await workbench.screenshot('models-ready');
  await ready.getByRole('button', { name: 'Use for Fill-mask' }).click();
  await workbench.until('it is in use', async () =>
    /microsoft\/deberta-base/.test((await workbench.treeRow('Fill-mask').textContent()) ?? ''),
  );
  await workbench.treeRow(base).click();
  await workbench.treeRow('License').waitFor();
  await pictures('models-installed', ['light', 'high-contrast', 'high-contrast-light']);
  await workbench.treeRow(base).click();
});

test('a download that a reload interrupts is shown as interrupted, and resumes', async () => {
  hub.pause = 250;
  await workbench.downloadModel(`microsoft/${small}`);
  await workbench.until(
    'the weights have begun',
    async () => (hub.contents('pytorch_model.bin')[0]?.sent ?? 0) > 30_000,
  );
  await workbench.page.reload();
  // The view is still open.
  await workbench.treeRow(small).waitFor();
  await workbench.until('it is interrupted', async () =>
    /interrupted at \d+ %/.test((await workbench.treeRow(small).textContent()) ?? ''),
  );
  await workbench.settled();
  await workbench.screenshot('models-interrupted');
  hub.pause = 0;
  hub.seen.length = 0;
  await workbench.rowAction(small, 'Download');
  const ready = workbench.notification(/deberta-v3-small is ready for odd words/);
  await ready.waitFor();
  assert.match((await ready.textContent()) ?? '', /PyTorch pickle, read without running anything in it/);
  assert.match(hub.contents('pytorch_model.bin')[0]?.headers.range ?? '', /^bytes=\d+-$/);
  await ready.getByRole('button', { name: 'Use for Odd words' }).click();
});

test('a gated model says what to do, and a private one is downloaded with a token that goes to the Hub alone', async () => {
  await workbench.downloadModel('someone/gated');
  const gated = workbench.notification(/available to those who accept its conditions/);
  await gated.getByRole('button', { name: 'Open Conditions' }).waitFor();
  await workbench.settled();
  await workbench.screenshot('models-gated');
  await workbench.page.keyboard.press('Escape');

  await workbench.downloadModel('someone/private');
  const refused = workbench.notification(/someone\/private .* or it is private/);
  await refused.getByRole('button', { name: 'Set Token…' }).click();
  hub.seen.length = 0;
  await workbench.page.locator('.quick-input-widget input[type="password"]').waitFor();
  await workbench.answer('Hugging Face token', token);
  await workbench.notification(/someone\/private is ready/).waitFor();
  const authorization = (isHub: boolean) =>
    new Set(hub.seen.filter(({ kind }) => (kind !== 'blob') === isHub).map(({ headers }) => headers.authorization));
  assert.deepEqual(authorization(true), new Set([`Bearer ${token}`]));
  assert.deepEqual(authorization(false), new Set([undefined]));
  assert.ok(hub.seen.some(({ kind }) => kind === 'blob'));
});

test('a model is checked, exported, removed and imported again', async () => {
  const { page } = workbench;
  const named = (text: string) => (rows: Locator) =>
    rows.filter({ has: page.locator('.label-name', { hasText: text }) });
  const id = `microsoft/${small}`;
  await workbench.commandWith('DeBERTa: Choose Precision', named(id));
  await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'as fp32' }).first().waitFor();
  await workbench.settled();
  await workbench.screenshot('models-precision');
  await workbench.commandWith('DeBERTa: Choose Precision', named(id));
  await named('fp16')(workbench.quickPickRows).first().click();
  await workbench.until('fp16', async () => /fp16/.test((await workbench.treeRow(small).textContent()) ?? ''));

  await workbench.commandWith('DeBERTa: Verify Model', named(id));
  await workbench.notification(/deberta-v3-small verified/).waitFor();

  const folder = path.dirname(path.dirname(workbench.file));
  await workbench.commandWith('DeBERTa: Export Model as Bundle', named(id));
  await workbench.chooseFolder(folder, 'Export Here');
  await workbench.notification(/deberta-v3-small exported/).waitFor();

  await workbench.rowAction(small, 'Remove Model');
  await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Remove' }).waitFor();
  await workbench.screenshot('models-remove');
  await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Remove' }).click();
  await workbench.treeRow(small).waitFor({ state: 'detached' });
  await workbench.until('another model stands in', async () =>
    /as fill-mask/.test((await workbench.treeRow('Odd words').textContent()) ?? ''),
  );

  await workbench.command('DeBERTa: Import Model from Folder or Bundle');
  await workbench.chooseFolder(path.join(folder, 'microsoft--deberta-v3-small'), 'Import');
  await workbench.notification(/deberta-v3-small is ready/).waitFor();
  await workbench.until('fp16 again', async () => /fp16/.test((await workbench.treeRow(small).textContent()) ?? ''));
});

test('every request ever made is listed, without a token', async () => {
  await workbench.command('DeBERTa: Show Network Requests');
  const text = workbench.page.locator('.part.editor .editor-instance .view-lines').first();
  await workbench.until('the list', async () =>
    /network requests ever made/.test(((await text.textContent()) ?? '').replace(/\u00a0/g, ' ')),
  );
  await workbench.settled();
  await workbench.screenshot('models-requests');
  assert.doesNotMatch((await text.textContent()) ?? '', new RegExp(`${token}|Signature`));
});
