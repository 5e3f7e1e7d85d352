import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rhythm } from '../../bench/typing/rhythm';
import { readGrayText, watchGrayText } from '../../scripts/vscode-host/grayText';
import { Workbench } from './workbench';

const company = [
  'The Vexlora Bridge Works opened in spring.',
  'We visited the Vexlora Bridge Works today.',
  'Most people like the Vexlora Bridge Works.',
  'She left the Vexlora Bridge Works early.',
  'Nobody knows the Vexlora Bridge Works better.',
  'He wrote about the Vexlora Bridge Works twice.',
].join(' ');
const text =
  '# Notes\n\nIt is one of important problems in science.\n\nThe music was loud and everyone was happy.\n\n' +
  'If you want to more about the project, see the documentation.\n\n' +
  `${company}\n`;
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
  await labels.waitFor();
  await labels.fill('positive, negative');
  await workbench.page.keyboard.press('Enter');
  const rows = workbench.quickPickRows.filter({ hasText: /\d %/ });
  await rows.first().waitFor();
  const shown = (await rows.allTextContents()).map((row) => /(positive|negative)\D*([\d.]+) %/.exec(row));
  await workbench.screenshot('classification');
  assert.deepEqual(shown.map((row) => row?.[1]).sort(), ['negative', 'positive']);
  const percents = shown.map((row) => Number(row?.[2]));
  assert.ok(Math.abs(percents.reduce((sum, percent) => sum + percent, 0) - 100) <= 0.2, percents.join(' + '));
  await workbench.page.keyboard.press('Escape');
});

test('the writer’s own names come back, several words at once, and are accepted word by word', async () => {
  const { page } = workbench;
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\nLater I saw the Vexlora');
  assert.match(await workbench.typeUntilSuggested(' '), /^Bridge Works/);
  await workbench.screenshot('suggestion-own-words');
  await page.keyboard.press('Control+ArrowRight');
  await workbench.ghostText.filter({ hasText: /^\sWorks$/ }).waitFor();
  await page.keyboard.press('Tab');
  const before = text.replace('one of important', 'one of the most important');
  assert.match(await workbench.save(before), /Later I saw the Vexlora Bridge Works/);
});

test('a suggestion stays in place while what is typed fits', async () => {
  const { page } = workbench;
  await workbench.caretBehind('If you want to');
  assert.equal(await workbench.typeUntilSuggested(' '), 'learn');
  await watchGrayText(page);
  await page.keyboard.type('le', { delay: 300 });
  await workbench.ghostText.filter({ hasText: /^arn$/ }).waitFor();
  const { repaints } = await readGrayText(page);
  assert.deepEqual(
    repaints.map(({ gray }) => gray),
    ['learn'],
  );
  for (let key = 0; key < 3; key++) await page.keyboard.press('Backspace');
});

test('a word in which a suggestion was typed over gets no other unless it is asked for', async () => {
  await workbench.caretBehind('If you want to');
  assert.equal(await workbench.typeUntilSuggested(' '), 'learn');
  await workbench.page.keyboard.type('un');
  assert.equal(await workbench.ghostTextSoon(), '');
  await workbench.page.keyboard.press('Alt+\\');
  await workbench.ghostText.filter({ hasText: 'derstand' }).waitFor();
});

test('whoever types on sees gray text at most once a word', async () => {
  const { page } = workbench;
  await workbench.caretBehind('everyone was happy.');
  await watchGrayText(page);
  const gaps = rhythm(70);
  for (const key of ' They have been working on it for a long time, and they hope that it will be finished next week.') {
    await page.keyboard.type(key);
    await page.waitForTimeout(gaps.next().value);
  }
  const { repaints } = await readGrayText(page);
  const words = repaints.map(({ line }) => line.replace(/\S+$/, ''));
  assert.deepEqual(words, [...new Set(words)]);
});
