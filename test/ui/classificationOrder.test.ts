import { after, before, test } from 'node:test';
import { ResultsPanel } from './resultsPanel';
import type { Workbench } from './workbench';

let panel: ResultsPanel;
let workbench: Workbench;

before(async () => {
  panel = await ResultsPanel.open();
  workbench = panel.workbench;
  await workbench.command('DeBERTa: Classify…');
  await panel.choose('Document, sentence by sentence');
  await panel.choose('mood');
  await panel.row('The band played').waitFor();
  // All lines are in sight.
  await workbench.command('View: Toggle Maximized Panel');
  await panel.row('He wrote a song').waitFor();
});
after(() => workbench?.close());

const lines = () => panel.rows.filter({ hasText: /The|In the|He|Every|Weekend/ });

test('sorted by confidence, filtered by text and by label', async () => {
  await workbench.command('DeBERTa: Sort Results…');
  await panel.choose('Most confident first');
  const scores = async () => (await panel.texts(lines())).map((line) => Number(/(\d+\.\d) %/.exec(line)?.[1]));
  await workbench.until('the surest is first', async () => {
    const shown = await scores();
    return shown.length === panel.sentences && shown.every((score, i) => i === 0 || score <= shown[i - 1]!);
  });
  await workbench.screenshot('classify-surest');
  await workbench.command('DeBERTa: Filter Results…');
  await workbench.answer('Show only texts that contain', 'song');
  await workbench.until('two sentences are left', async () => (await lines().count()) === 2);
  await workbench.screenshot('classify-filtered');
  await workbench.command('DeBERTa: Clear Filter');
  await workbench.until('all are back', async () => (await lines().count()) === panel.sentences);
  const [counted] = await panel.texts(panel.row('glad'));
  const count = Number(/(\d+)\s*$/.exec(counted ?? '')?.[1]);
  await panel.row('glad').click();
  await workbench.until('only the label’s sentences are left', async () => (await lines().count()) === count);
  await workbench.screenshot('classify-one-label');
});
