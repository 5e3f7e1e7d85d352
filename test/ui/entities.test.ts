import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { writeKnownEntities } from '../engine/knownEntities';
import { Workbench } from './workbench';

const letter = [
  '# To Ada Lovelace',
  '',
  'Write **Ada** Lovelace and Bob in Rome.',
  'Bob is at ada@example.com.',
  '',
  '`Rome` is code.',
  '',
].join('\n');
const model = fs.mkdtempSync(path.join(os.tmpdir(), 'deberta-known-'));
let workbench: Workbench;
const beside = (name: string) => path.join(path.dirname(workbench.file), name);
const row = (text: string): Locator =>
  workbench.page.locator('.part.panel .pane-body .monaco-list-row').filter({ hasText: text }).first();

before(async () => {
  const tags = { Ada: 'B-PER', Lovelace: 'I-PER', Bob: 'B-PER', Rome: 'B-LOC', 'ada@example.com': 'B-EMAIL' };
  await writeKnownEntities(model, tags, ['Bob']);
  workbench = await Workbench.open('letter.md', letter, {
    settings: { 'files.simpleDialog.enable': true },
    workspaceSettings: { 'deberta.entities.model': model },
  });
  await workbench.page.locator('.statusbar', { hasText: 'DeBERTa' }).waitFor();
});
after(async () => {
  await workbench?.close();
  fs.rmSync(model, { recursive: true });
});

test('palette → entities, marked and listed in four themes → export', async () => {
  await workbench.command('DeBERTa: Find Entities…');
  await workbench.quickPickRows.filter({ hasText: 'Document' }).first().click();
  await row('ada@example.com').waitFor();
  // What a screen reader says.
  for (const name of [/^PER: 2 entities, 4 places/, /^Ada Lovelace: \d+\.\d %, 2 places/, /^LOC: 1 entity, 1 place/])
    await workbench.page.getByRole('treeitem', { name }).first().waitFor();
  await row('Bob').click();
  for (const theme of ['Light Modern', 'Dark High Contrast', 'Light High Contrast', 'Dark Modern']) {
    await workbench.colorTheme(theme);
    await workbench.settled();
    await workbench.screenshot(`entities-${theme.toLowerCase().replaceAll(' ', '-')}`);
  }
  await workbench.command('DeBERTa: Export Results…');
  await workbench.saveAs('entities.json', beside('found.json'));
  const read = () => fs.existsSync(beside('found.json')) && fs.readFileSync(beside('found.json'), 'utf8');
  await workbench.until('the export is there', () => Promise.resolve(read() !== false));
  const { results } = JSON.parse(read() || '') as { results: { entities: { label: string; text: string }[] }[] };
  assert.deepEqual(
    results.flatMap(({ entities }) => entities.map(({ label, text }) => `${label} ${text}`)),
    ['PER Ada Lovelace', 'PER Ada Lovelace', 'PER Bob', 'LOC Rome', 'PER Bob', 'EMAIL ada@example.com'],
  );
});

test('a place of an entity is explained', async () => {
  const place = workbench.page.getByRole('treeitem', { name: /, line \d+, / }).first();
  if (!(await place.isVisible())) await row('Bob').locator('.monaco-tl-twistie').click();
  await workbench.why(place, /^Why is “.+” marked as “PER”\?$/, 'entities-why');
});

test('an entity is ignored from its row, and shown again', async () => {
  await row('Bob').click({ button: 'right' });
  await workbench.page.locator('.context-view').getByText('Ignore in This Workspace').first().waitFor();
  await workbench.screenshot('entities-ignore');
  await workbench.page.locator('.context-view').getByText('Ignore in This Workspace').first().click();
  await row('Bob').waitFor({ state: 'detached' });
  await workbench.command('DeBERTa: Show Ignored Entities…');
  await workbench.quickPickRows.filter({ hasText: 'Bob' }).first().click();
  await row('Bob').waitFor();
});

test('entities are replaced in a copy that is shown beside the document, and put back with the key', async () => {
  await workbench.command('DeBERTa: Replace Entities…');
  await workbench.quickPickRows.filter({ hasText: 'Numbered tags' }).first().click();
  await workbench.page.getByText('[PER 1]').first().waitFor();
  await workbench.settled();
  await workbench.screenshot('entities-replaced');
  await workbench.page.getByRole('button', { name: 'Save Copy…' }).first().click();
  await workbench.saveAs('letter.copy.md');
  await workbench.page.getByRole('button', { name: 'Keep the Key…' }).first().click();
  await workbench.screenshot('entities-key');
  await workbench.saveAs('letter.copy.md.key.json');
  await workbench.until('the key is there', () => Promise.resolve(fs.existsSync(beside('letter.copy.md.key.json'))));
  const copy = fs.readFileSync(beside('letter.copy.md'), 'utf8');
  assert.equal(
    copy,
    '# To [PER 1]\n\nWrite **[PER 1]** and [PER 2] in [LOC 1].\n[PER 2] is at [EMAIL 1].\n\n`Rome` is code.\n',
  );
});
