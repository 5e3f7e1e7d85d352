import assert from 'node:assert/strict';
import path from 'node:path';
import workerThreads, { Worker, type WorkerOptions } from 'node:worker_threads';
import * as vscode from 'vscode';
import { commandIds } from '../../src/editor/ids';
import { activeExtension, showText } from './editor';

const dist = path.join(__dirname, '../../dist');
const mark = 'A sentence without end';

/** Runs the extension's prose thread with a reader of LaTeX that never comes to the end of a text with the mark. */
const program = `
  const { latexLanguage } = require(${JSON.stringify(path.join(dist, 'latexLanguage.js'))});
  const { blocksOf } = latexLanguage;
  latexLanguage.blocksOf = (chunk, ...rest) => {
    while (chunk.includes(${JSON.stringify(mark)}));
    return blocksOf(chunk, ...rest);
  };
  require(${JSON.stringify(path.join(dist, 'proseThread.js'))});
`;

let threads = 0;

/** Replaces Node's class, so that the extension, which has no hook for it, starts this program. */
class EndlessReader extends Worker {
  constructor(file: string | URL, options?: WorkerOptions) {
    const isProse = path.basename(file.toString()) === 'proseThread.js';
    super(isProse ? program : file, isProse ? { ...options, eval: true } : options);
    if (isProse) threads++;
  }
}
Object.assign(workerThreads, { Worker: EndlessReader });

suite('a text whose reader never ends', () => {
  test('stops nothing, and is plain text from then on, with one message', async () => {
    const extension = await activeExtension();
    const { window } = vscode;
    const { showWarningMessage } = window;
    const warnings: string[] = [];
    window.showWarningMessage = (message: string) => {
      warnings.push(message);
      return Promise.resolve(undefined);
    };
    let turns = 0;
    const counting = setInterval(() => turns++, 20);
    try {
      const classify = async () => {
        await vscode.commands.executeCommand(commandIds.classifySelection, { labels: ['music', 'water'] });
        return extension.lastClassification();
      };
      const readElsewhere = async () => {
        await showText('\\emph{Another} page| is read as ever.', 'latex');
        assert.ok(await classify());
      };
      await readElsewhere();
      const editor = await showText(`${mark} \\emph{|is} here.`, 'latex');
      const [before, started] = [turns, threads];
      const reading = classify();
      const end = editor.document.positionAt(editor.document.getText().length);
      assert.ok(await editor.edit((edit) => edit.insert(end, ' It is a long one.')));
      assert.ok(await reading);
      assert.ok(turns - before > 10, `the extension host had ${turns - before} turns meanwhile`);
      assert.ok(await classify());
      await readElsewhere();
      assert.equal(threads, started + 1, 'the thread is replaced once');
      assert.deepEqual(
        warnings.map((warning) => warning.replace(/“.*?”/, '“…”')),
        [
          '“…” could not be read as latex: it took more than 2 seconds. It is treated as plain text. Close and reopen it to try again.',
        ],
      );
    } finally {
      clearInterval(counting);
      window.showWarningMessage = showWarningMessage;
    }
  });
});
