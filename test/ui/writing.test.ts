import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Workbench } from './workbench';

const text = '# Notes\n\nIt is one of important problems in science.\n\nThe music was loud and everyone was happy.\n';
let workbench: Workbench;

before(async () => {
  workbench = await Workbench.open('notes.md', text);
});
after(() => workbench?.close());

test('a word is suggested in mid-sentence, accepted with Tab and saved', async () => {
  await workbench.caretBehind('It is one of ');
  assert.match(await workbench.typeUntilSuggested('the '), /^most ?$/);
  await workbench.screenshot('suggestion');
  await workbench.page.keyboard.press('Tab');
  assert.equal(await workbench.save(text), text.replace('one of important', 'one of the most important'));
  await workbench.screenshot('suggestion-accepted');
});

test('the palette classifies the selected sentence', async () => {
  await workbench.caretBehind('everyone was happy.');
  await workbench.page.keyboard.press('Shift+Home');
  await workbench.command('DeBERTa: Classify Selection');
  const labels = workbench.page.locator('.quick-input-widget', { hasText: 'which labels?' }).locator('input.input');
  await labels.waitFor({ timeout: 60_000 });
  await labels.fill('positive, negative');
  await workbench.page.keyboard.press('Enter');
  const rows = workbench.quickPickRows.filter({ hasText: /\d %/ });
  await rows.first().waitFor({ timeout: 30_000 });
  const shown = (await rows.allTextContents()).map((row) => /(positive|negative)\D*([\d.]+) %/.exec(row));
  await workbench.screenshot('classification');
  assert.deepEqual(shown.map((row) => row?.[1]).sort(), ['negative', 'positive']);
  const percents = shown.map((row) => Number(row?.[2]));
  assert.ok(Math.abs(percents.reduce((sum, percent) => sum + percent, 0) - 100) <= 0.2, percents.join(' + '));
  await workbench.page.keyboard.press('Escape');
});

test('the attention panel shows three terms of the layer and head that are chosen, in every kind of theme', async () => {
  await workbench.caretBehind('everyone was happy.');
  await workbench.command('DeBERTa: Inspect Attention');
  const panel = workbench.webview;
  await panel.getByRole('img', { name: /^c2c/ }).waitFor({ timeout: 60_000 });
  assert.deepEqual(await panel.locator('figcaption strong').allTextContents(), ['c2c', 'c2p', 'p2c', 'probabilities']);
  const policy = await panel.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  assert.match(policy ?? '', /^default-src 'none'/);
  const difference = /probabilities\| = (\S+):/.exec((await panel.locator('.checksum').textContent()) ?? '')?.[1];
  assert.ok(Number(difference) < 1e-5, `the terms miss the probabilities by ${difference}`);

  const picture = () =>
    panel.getByRole('img', { name: /^c2p/ }).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const choices = [
    { layer: 2, head: 0 },
    { layer: 2, head: 1 },
  ];
  for (const { layer, head } of choices) {
    const before = await picture();
    await panel.getByLabel('Layer').selectOption({ index: layer });
    await panel.getByLabel('Head').selectOption({ index: head });
    await workbench.until(`layer ${layer}, head ${head}`, async () => (await picture()) !== before);
    assert.equal(
      await panel.getByLabel('Layer').evaluate((select) => (select as HTMLSelectElement).selectedIndex),
      layer,
    );
    assert.equal(
      await panel.getByLabel('Head').evaluate((select) => (select as HTMLSelectElement).selectedIndex),
      head,
    );
  }
  const themes = [
    ['vscode-dark', 'Dark Modern'],
    ['vscode-light', 'Light Modern'],
    ['vscode-high-contrast', 'Dark High Contrast'],
  ] as const;
  for (const [kind, theme] of themes) {
    await workbench.colorTheme(theme);
    await panel.locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor({ timeout: 15_000 });
    await workbench.screenshot(`attention-${kind}`);
  }
});
