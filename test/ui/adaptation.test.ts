import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Workbench } from './workbench';

const seen = ['stone', 'river', 'garden', 'window', 'letter', 'engine', 'bridge', 'candle', 'mirror', 'ladder'];
const people = ['warden', 'baker', 'miller', 'pilgrim', 'tailor', 'falconer', 'weaver', 'mason', 'sexton'];
const paragraphs = Array.from(
  { length: 600 },
  (_, i) =>
    `Verily the ${seen[i % 10]} of house ${i} was seen by the ${people[(i * 7) % 9]} of the ${seen[(i * 3) % 10]}.`,
);
let workbench: Workbench;

before(async () => {
  workbench = await Workbench.open('chronicle.md', `# Chronicle\n\n${paragraphs.join('\n\n')}\n`);
  await workbench.openModels();
});
after(() => workbench?.close());

const dialog = () => workbench.page.getByRole('dialog').filter({ hasText: 'Adapt the bundled model to your writing?' });
const progress = () => workbench.notification('Adapting to your writing');

/** Which model fills masks, as the Models view has it. */
const isUsed = (name: string) =>
  workbench.until(`${name} fills masks`, async () =>
    ((await workbench.treeRow('Fill-mask').getAttribute('aria-label')) ?? '').includes(name),
  );

async function adapt(): Promise<void> {
  await workbench.command('DeBERTa: Adapt to My Writing');
  await dialog().getByText('A tenth is held out').waitFor();
}

test('nothing begins without consent, and a canceled adaptation changes nothing', async () => {
  await adapt();
  await workbench.screenshot('adapt-asked');
  await dialog().getByRole('button', { name: 'Cancel' }).click();
  assert.equal(await progress().count(), 0);

  await adapt();
  await dialog().getByRole('button', { name: 'Adapt' }).click();
  await progress()
    .getByText(/loss \d/)
    .waitFor();
  await workbench.screenshot('adapt-running');
  await progress().getByRole('button', { name: 'Cancel' }).click();
  await progress().waitFor({ state: 'detached' });
  await isUsed('bundled');
});

test('the adapted model predicts the prose better, is used, and Undo goes back', async () => {
  await adapt();
  await dialog().getByRole('button', { name: 'Adapt' }).click();
  const told = workbench.notification('The model is adapted to your writing');
  await told.waitFor();
  await isUsed('my-writing');
  await workbench.screenshot('adapt-report');
  const losses = /held-out words ([\d.]+) before, ([\d.]+) after/.exec((await told.textContent()) ?? '');
  assert.ok(Number(losses?.[2]) < Number(losses?.[1]), losses?.[0]);
  await told.getByRole('button', { name: 'Undo' }).click();
  await isUsed('bundled');
  await workbench.treeRow('my-writing').waitFor();
  await workbench.settled();
  await workbench.screenshot('adapt-undone');
});
