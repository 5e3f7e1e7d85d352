import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { isConfirmed, showInformation, withNotification } from '../../../editor/ui/notifications';
import { plain, type PlainText } from '../../../base/plainText';
import { TrainingProcess } from '../../../client/trainingProcess';
import { countWords, gatherSentences, proseChunks } from '../core/proseChunks';
import { adaptJob } from '../core/trainingPlan';
import { withClaim } from '../../../hub/store/folderClaim';
import type { EngineApi } from '../../../protocol/engineApi';
import { Canceled } from '../../../protocol/errors';
import type { AdaptJob, AdaptReport, TrainingProgress } from '../../../protocol/training';
import { adaptationOptions, adaptationTexts } from '../../../protocol/trainingDefaults';
import { filesIn, unitsOf } from '../../../editor/sources';
import { commandIds } from '../../../editor/ids';
import type { ModelServices } from '../../../editor/modelServices';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { slowProgress } from '../../../editor/slowProgress';

/** Where the adapted model goes in the store. */
export const adaptedId = 'local/my-writing';

/** Less prose teaches no style. */
const minWords = 2000;
const priority = 10;

/** Optional argument of “Adapt to My Writing…”, for key bindings and tests. */
export interface AdaptArgument {
  /** Takes the prose of these files and folders, without asking. */
  readonly from?: readonly vscode.Uri[];
}

/**
 * “Adapt to My Writing…”: trains the model that fills masks further on the workspace's prose. The better of both models
 * is used; the other one stays, so that going back is a choice in the Models view.
 */
export class Adaptation implements vscode.Disposable {
  #process: TrainingProcess<AdaptJob> | undefined;
  readonly #command: vscode.Disposable;
  /** How the last one went, for tests in a running editor. */
  last: AdaptReport | undefined;

  constructor(
    private readonly places: { readonly serverPath: string; readonly folder: string },
    private readonly engine: EngineApi,
    private readonly tools: ModelServices,
    private readonly problems: Problems,
    private readonly prose: ProseDocuments,
  ) {
    this.#command = vscode.commands.registerCommand(commandIds.adaptToWriting, (argument?: AdaptArgument) =>
      this.adapt(argument),
    );
  }

  dispose(): void {
    this.#process?.cancel();
    this.#command.dispose();
  }

  /** Resolves when the adapted model is in use, or it is clear that nothing changes. */
  async adapt({ from }: AdaptArgument = {}): Promise<void> {
    if (this.#process !== undefined) {
      void showInformation(plain`The model is already being adapted.`);
      return;
    }
    try {
      const roots = from ?? vscode.workspace.workspaceFolders?.map(({ uri }) => uri) ?? [];
      const { texts, files } = await slowProgress(plain`Reading your prose`, (signal) =>
        gather(this.prose, roots, signal),
      );
      const words = countWords(texts);
      if (words < minWords) {
        void showInformation(
          plain`There are ${words} words of prose here, and at least ${minWords} are needed. Open a folder with more of your writing.`,
        );
        return;
      }
      if (from === undefined && !(await this.#isWanted(words, files))) return;
      const { folder } = this.places;
      await withClaim(`${folder}.claim`, adaptedId, async () => {
        try {
          await this.#run(texts);
        } finally {
          this.#process = undefined;
          await rm(folder, { recursive: true, force: true });
        }
      });
    } catch (error) {
      if (!(error instanceof Canceled)) await this.problems.notify(error);
    }
  }

  async #isWanted(words: number, files: number): Promise<boolean> {
    const used = this.tools.settings.modelName('fill-mask');
    const name = used === 'bundled' ? 'the bundled model' : used;
    const stays =
      used === adaptedId
        ? 'It then replaces this one, which was adapted earlier.'
        : 'The current model is kept, and you can go back to it at any time.';
    const places = `${files.toLocaleString()} ${files === 1 ? 'file' : 'files'}`;
    const detail = plain`It is trained further on ${words.toLocaleString()} words of prose in ${places} of this workspace, on this machine, in the background. A tenth is held out: the adapted model is used only if it predicts that better. ${stays}`;
    return isConfirmed(plain`Adapt ${name} to your writing?`, 'Adapt', { detail });
  }

  async #run(texts: readonly string[]): Promise<void> {
    const { settings } = this.tools;
    const { model } = await settings.modelFor('fill-mask');
    const { hiddenSize } = await this.engine.describe({ model });
    const options = adaptationOptions(hiddenSize);
    const out = this.places.folder;
    await rm(out, { recursive: true, force: true });
    const job = adaptJob(texts, adaptationTexts.heldOut, { model, out, options, threads: settings.threads });
    const report = await this.#train(job);
    this.last = report;
    const losses = `${report.before.toFixed(2)} before, ${report.after.toFixed(2)} after`;
    if (!report.isBetter) {
      const same = plain`The model did not get better at your writing (loss of held-out words ${losses}), so nothing changes.`;
      void showInformation(same);
      return;
    }
    const before = settings.modelChoice('fill-mask').value;
    await this.tools.library.import(out, adaptedId, {});
    await settings.useModel('fill-mask', adaptedId);
    void this.#notify(plain`The model is adapted to your writing: loss of held-out words ${losses}.`, before);
  }

  async #train(job: AdaptJob): Promise<AdaptReport> {
    return withNotification(plain`Adapting to your writing`, (report, token) => {
      let shown = 0;
      const onProgress = (news: TrainingProgress) => {
        if (news.kind !== 'step') return;
        const percent = (100 * news.step) / news.steps;
        report({ increment: percent - shown, message: describe(news.loss, news.millisecondsLeft) });
        shown = percent;
      };
      const process = new TrainingProcess(job, {
        serverPath: this.places.serverPath,
        priority,
        onProgress,
        onStderr: (line) => this.tools.log.info(line),
      });
      this.#process = process;
      token.onCancellationRequested(() => process.cancel());
      return process.result;
    });
  }

  async #notify(message: PlainText, before: string): Promise<void> {
    const undo = 'Undo';
    // Going back to a model of the same id would change nothing: that one was replaced.
    const actions = before === adaptedId ? [] : [undo];
    if ((await showInformation(message, ...actions)) === undo) await this.tools.settings.useModel('fill-mask', before);
  }
}

function describe(loss: number, millisecondsLeft: number): string {
  return `loss ${loss.toFixed(2)}, ${Math.ceil(millisecondsLeft / 60_000)} min left`;
}

async function gather(prose: ProseDocuments, roots: readonly vscode.Uri[], signal: AbortSignal) {
  const sources = await filesIn(roots, signal);
  const follow = { began: () => signal.throwIfAborted() };
  const sentences = await gatherSentences(unitsOf(prose, sources, 'sentence', follow), ({ source }) => source.name);
  return { texts: proseChunks(sentences, adaptationTexts.characters), files: sources.length };
}
