import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Workbench } from './workbench';

const gap = 'It is one of important problems in science.';
const text = [
  '# Notes',
  gap,
  'If you want to know more about the project, see the manual.',
  'The results were very good in all of the tests.',
  'If you ___ to know ___ about it, read the manual.',
  '```',
  gap.replace('science', 'code'),
  '```',
  '',
].join('\n\n');
let workbench: Workbench;

before(async () => {
  workbench = await Workbench.open('words.md', text);
});
after(() => workbench?.close());

test('mid-sentence: after Escape the sentence stays quiet until the caret leaves it', async () => {
  await workbench.caretBehind('It is one of ');
  await workbench.typeUntilSuggested('the ');
  await workbench.screenshot('words-mid-sentence');
  await workbench.page.keyboard.press('Escape');
  await workbench.ghostText.waitFor({ state: 'hidden' });
  await workbench.typeSpaceAnew();
  assert.equal(await workbench.ghostTextSoon(), '', 'a suggestion in a quiet sentence');
  await workbench.screenshot('words-quiet');
  await workbench.goTo(5, 1);
  await workbench.goTo(3, 'It is one of the '.length + 1);
  await workbench.typeSpaceAnew();
  assert.notEqual(await workbench.ghostTextSoon(), '', 'no suggestion after coming back');
  await workbench.page.keyboard.press('Escape');
  for (let i = 0; i < 'the '.length; i++) await workbench.page.keyboard.press('Backspace');
});

test('a word that is begun is completed, and accepting counts', async () => {
  await workbench.caretBehind('If you want to know more about the ');
  await workbench.page.keyboard.press('Control+Delete');
  const completion = await workbench.typeUntilSuggested('proj');
  assert.match(completion, /^\p{L}+ ?$/u);
  await workbench.screenshot('words-prefix');
  await workbench.page.keyboard.press('Tab');
  await workbench.command('DeBERTa: Show Suggestion Counts');
  const toast = workbench.page.locator('.notification-toast', { hasText: 'suggestions shown' });
  const message = toast.locator('.notification-list-item-message');
  await message.waitFor();
  assert.match((await message.textContent()) ?? '', /[1-9]\d* accepted.* [1-9]\d* dismissed/);
  await workbench.screenshot('words-counts');
  await toast.getByText('Delete').click();
});

test('a code block stays silent', async () => {
  await workbench.goTo(13, 'It is one of '.length + 1);
  await workbench.page.keyboard.type('the ');
  assert.equal(await workbench.ghostTextSoon(), '');
});

test('a word is replaced from a short list that begins with it, and from the quick fixes', async () => {
  await workbench.goTo(7, 'The results were very go'.length + 1);
  await workbench.command('DeBERTa: Replace Word');
  const rows = workbench.quickPickRows;
  await rows.filter({ hasText: 'now' }).waitFor();
  await workbench.screenshot('words-replace');
  const labels = await rows.locator('.label-name').allTextContents();
  assert.equal(labels[0], 'good');
  assert.ok(labels.length >= 2 && labels.length <= 7, labels.join());
  const chosen = labels[1]!;
  await workbench.page.keyboard.press('Enter');
  const line = workbench.editor.locator('.view-line', { hasText: 'The results were' });
  await workbench.until('the word is replaced', async () => ((await line.textContent()) ?? '').includes(chosen));
  await workbench.page.keyboard.press('Control+.');
  const action = workbench.page.locator('.action-widget', { hasText: 'Replace with' });
  await action.waitFor();
  await workbench.screenshot('words-actions');
  await workbench.page.keyboard.press('Escape');
});

test('where no word fits there is a message instead of an empty list', async () => {
  await workbench.goTo(5, 'If you want to know more about the project, see the man'.length + 1);
  await workbench.command('DeBERTa: Choose a Word');
  const toasts = workbench.page.locator('.notification-toast');
  await toasts.filter({ hasText: 'No word that fits here begins with “man”.' }).waitFor();
  await workbench.command('DeBERTa: Replace Word');
  await toasts.filter({ hasText: 'No good alternative to “manual” here.' }).waitFor();
  await workbench.screenshot('words-none');
  await workbench.command('Notifications: Clear All Notifications');
});

test('blanks are filled together', async () => {
  await workbench.goTo(9, 'If you ___ to know ___ about'.length + 1);
  await workbench.command('DeBERTa: Fill Blanks');
  const rows = workbench.quickPickRows.filter({ hasText: /\p{L}+ · \p{L}+/u });
  await rows.first().waitFor();
  await workbench.screenshot('words-blanks');
  await workbench.page.keyboard.press('Enter');
  const line = workbench.editor.locator('.view-line', { hasText: 'about it, read the manual' });
  await workbench.until('both blanks are filled', async () => !((await line.textContent()) ?? '_').includes('_'));
});
