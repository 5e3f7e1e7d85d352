import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Workbench } from './workbench';

const odd = 'If you want to table more about the \\emph{project}, see the documentation.';
const alsoOdd = 'They have been working on it for a window time.';
let workbench: Workbench;

before(async () => {
  workbench = await Workbench.open('odd.tex', `${odd}\n\n${alsoOdd}\n`);
});
after(() => workbench?.close());

const squiggles = () => workbench.page.locator('.part.editor .squiggly-info');
const actions = () => workbench.page.locator('.action-widget');

/** Opens the quick fixes at a word and chooses one of them. */
async function quickFix(word: string, title: string, screenshot?: string): Promise<void> {
  await workbench.caretBehind(word);
  await workbench.page.keyboard.press('Control+.');
  await actions().getByText(title).first().waitFor();
  if (screenshot !== undefined) await workbench.screenshot(screenshot);
  const titles = await actions().locator('.monaco-list-row.action').allTextContents();
  const index = titles.findIndex((one) => one.includes(title));
  for (let row = 0; row < index; row++) await workbench.page.keyboard.press('ArrowDown');
  await workbench.page.keyboard.press('Enter');
  await actions().first().waitFor({ state: 'hidden' });
}

const odds = (count: number) =>
  workbench.until(`${count} odd words are marked`, async () => (await squiggles().count()) === count);

test('odd words are marked when wanted, replaced by quick fixes, and ignored by word, file and workspace', async () => {
  assert.equal(await squiggles().count(), 0);
  await workbench.command('DeBERTa: Toggle Odd-Word Highlighting');
  await squiggles().first().waitFor();
  await odds(2);
  await workbench.settled();
  await quickFix('want to tab', 'Ignore “table”', 'odd-words');
  await workbench.screenshot('odd-words-ignored');
  await odds(1);
  await quickFix('for a win', 'Turn off odd-word highlighting in this file');
  await odds(0);
  await workbench.command('DeBERTa: Toggle Odd-Word Highlighting');
  await workbench.command('DeBERTa: Toggle Odd-Word Highlighting');
  await odds(1);
  await quickFix('for a win', 'Replace with');
  await odds(0);
  await workbench.page.keyboard.press('Control+z');
  await odds(1);
  await quickFix('for a win', 'Turn off odd-word highlighting in this workspace');
  await odds(0);
  const settings = path.join(path.dirname(workbench.file), '.vscode/settings.json');
  assert.equal(
    (JSON.parse(fs.readFileSync(settings, 'utf8')) as Record<string, unknown>)['deberta.oddWords.enabled'],
    false,
  );
});
