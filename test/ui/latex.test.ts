import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Workbench } from './workbench';

const gap = 'It is one of important problems in science, see~\\cite{knuth}.';
const rest = 'This is one of the important problems in art.';
const text = [
  '\\documentclass{article}\n\\begin{document}',
  gap,
  '\\begin{verbatim}\nIt is one of important problems in code.\n\\end{verbatim}',
  rest,
  '\\end{document}\n',
].join('\n\n');
let workbench: Workbench;

before(async () => {
  workbench = await Workbench.open('paper.tex', text);
});
after(() => workbench?.close());

/** What is suggested once the space before “important” is typed again. */
async function suggestedAnew(): Promise<string> {
  await workbench.goTo(4, 1);
  await workbench.caretBehind('This is one of the ');
  await workbench.typeSpaceAnew();
  return workbench.ghostTextSoon();
}

test('LaTeX: prose gets words, which are accepted by the word too; verbatim text gets none', async () => {
  await workbench.caretBehind('It is one of ');
  assert.match(await workbench.typeUntilSuggested('the '), /^most ?$/);
  await workbench.screenshot('latex-suggestion');
  await workbench.page.keyboard.press('Control+ArrowRight');
  const line = workbench.editor.locator('.view-line', { hasText: 'problems in science' });
  await workbench.until('the word is accepted', async () => /of.the.most/.test((await line.textContent()) ?? ''));
  await workbench.command('DeBERTa: Show Suggestion Counts');
  const counts = workbench.notification('suggestions shown');
  await counts.waitFor();
  assert.match((await counts.textContent()) ?? '', /\b1 accepted/);
  await counts.getByText('Delete').click();
  await workbench.goTo(7, 'It is one of '.length + 1);
  await workbench.page.keyboard.type('the ');
  assert.equal(await workbench.ghostTextSoon(), '', 'a suggestion in verbatim text');
});

test('other words come with Alt+], and in a list with their probabilities', async () => {
  const first = await suggestedAnew();
  assert.notEqual(first, '');
  await workbench.page.keyboard.press('Alt+]');
  await workbench.until('another word shows', async () => {
    const now = (await workbench.ghostText.textContent()) ?? '';
    return now !== '' && now.trim() !== first.trim();
  });
  await workbench.screenshot('latex-alternative');
  await workbench.page.keyboard.press('Escape');
  await workbench.command('DeBERTa: Choose a Word');
  const rows = workbench.quickPickRows.filter({ hasText: /\d %/ });
  await rows.first().waitFor();
  assert.ok((await rows.count()) >= 3);
  await workbench.screenshot('latex-choose-word');
  await workbench.page.keyboard.press('Escape');
});

test('suggestions rest for a while, and in a file', async () => {
  await workbench.command('DeBERTa: Snooze Suggestions');
  await workbench.quickPickRows.filter({ hasText: '5 minutes' }).first().click();
  assert.equal(await suggestedAnew(), '', 'a suggestion during a snooze');
  await workbench.screenshot('latex-snooze');
  await workbench.command('DeBERTa: Snooze Suggestions');
  assert.notEqual(await suggestedAnew(), '', 'no suggestion after the snooze');
  await workbench.command('DeBERTa: Toggle Suggestions in This File');
  assert.equal(await suggestedAnew(), '', 'a suggestion in a file without');
});
