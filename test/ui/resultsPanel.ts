import type { Locator } from 'playwright-core';
import { Workbench } from './workbench';

const text = [
  '# Weekend',
  'The band played *two* songs in the old hall. Everybody sang along until midnight.',
  'The server was restarted because the program read the wrong file.',
  'In the morning the river was high, and the water stood in the cellar.',
  '```\nnever classified\n```',
  'He wrote a song about the sea.',
  '',
].join('\n\n');

/** A workbench with a document of six sentences, and its Classification panel. */
export class ResultsPanel {
  /** Sentences of the document. */
  readonly sentences = 6;

  private constructor(readonly workbench: Workbench) {}

  static async open(): Promise<ResultsPanel> {
    const workbench = await Workbench.open('weekend.md', text, {
      settings: {
        'files.simpleDialog.enable': true,
        'deberta.classify.labelSets': { mood: { labels: ['glad', 'sad'], template: '{text} It was {label}.' } },
      },
    });
    // The palette lists the commands of an extension once it is there.
    await workbench.page.locator('.statusbar', { hasText: 'DeBERTa' }).waitFor();
    return new ResultsPanel(workbench);
  }

  get rows(): Locator {
    return this.workbench.page.locator('.part.panel .pane-body .monaco-list-row');
  }

  /** What the panel says above the results. */
  get message(): Locator {
    return this.workbench.page.locator('.part.panel .pane-body .message');
  }

  row(text: string): Locator {
    return this.rows.filter({ hasText: text }).first();
  }

  /** The text of lines, with plain spaces. */
  async texts(lines: Locator): Promise<string[]> {
    return (await lines.allTextContents()).map((one) => one.replace(/[\u00a0\u2007]/g, ' '));
  }

  /** Chooses the row of the open list that holds `text`. */
  async choose(text: string): Promise<void> {
    await this.workbench.quickPickRows.filter({ hasText: text }).first().click();
  }
}
