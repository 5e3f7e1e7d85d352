import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { bound, loadFactor } from '../../scripts/lib/bounds';
import { activeExtension, showText } from './editor';

/** Asks for a suggestion and accepts what there is, until the text changes or it is in vain; returns the text. */
async function accepted(text: string, milliseconds: number, language?: string): Promise<string> {
  const { document } = await showText(text, language);
  const before = document.getText();
  const end = performance.now() + milliseconds;
  while (document.getText() === before && performance.now() < end) {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await wait(250);
    await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
  }
  return document.getText();
}

suite('suggestion', () => {
  suiteSetup(activeExtension);

  const fills: readonly [name: string, language: string, before: string, after: string][] = [
    [
      'fills a gap from both sides',
      'markdown',
      'It is one of the | important problems in science.',
      'It is one of the most important problems in science.',
    ],
    [
      'adds the space that is missing',
      'plaintext',
      'They have |working on it for a long time.',
      'They have been working on it for a long time.',
    ],
    [
      'completes a word',
      'latex',
      'If you want to le| more about the project, see the documentation.',
      'If you want to learn more about the project, see the documentation.',
    ],
  ];
  for (const [name, language, before, after] of fills) {
    test(`${name} (${language})`, async () => assert.equal(await accepted(before, bound(30_000), language), after));
  }

  test('stays silent in code', async () => {
    const sentence = (gap: string) => `It is one of the ${gap} important problems in science.`;
    const documentWith = (code: string, prose: string) => `\`\`\`\n${sentence(code)}\n\`\`\`\n\n${sentence(prose)}\n`;
    assert.equal(await accepted(documentWith('', '|'), bound(30_000)), documentWith('', 'most'));
    assert.equal(await accepted(documentWith('|', ''), 2000 * loadFactor()), documentWith('', ''));
  });
});
