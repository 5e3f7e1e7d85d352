import path from 'node:path';
import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { commandIds } from '../../../editor/ids';
import type { Problems } from '../../../editor/problems';
import type { ProseDocuments } from '../../../editor/proseDocuments';
import { offsetsOf } from '../../../editor/ranges';
import { showBriefly, showInformation } from '../../../editor/ui/notifications';
import { ask, pick, type PickItem } from '../../../editor/ui/picks';
import { nearestText } from '../../../prose/proseBlock';
import { withoutSpace, type TextRange } from '../../../protocol/text';
import { RequestError } from '../../../protocol/errors';
import { entityLabelsIn, withEntity } from '../../training/core/entityLines';
import { holdsEntities } from '../../training/core/readLabeledData';
import { chooseLabelFile } from './chooseLabelFile';
import { LabelFile } from './labelFile';

/** Optional argument of “Label Selection as Entity…”: what is given is not asked for. */
export interface EntityArgument {
  readonly file?: vscode.Uri;
  readonly label?: string;
}

/** A sentence, and what of it is selected. */
interface Selected {
  readonly text: string;
  readonly range: TextRange;
}

interface LabelItem extends PickItem {
  readonly run: () => Promise<string | undefined> | string | undefined;
}

/** “Label Selection as Entity…”: what is selected gets a label, in a file that “Train Classifier…” learns from. */
export class EntityLabeling implements vscode.Disposable {
  /** Where the labels of this window go, once it was asked. */
  #file: LabelFile | undefined;
  readonly #command: vscode.Disposable;

  constructor(
    private readonly problems: Problems,
    private readonly prose: ProseDocuments,
  ) {
    this.#command = vscode.commands.registerCommand(commandIds.labelEntity, (argument?: EntityArgument) =>
      this.label(argument),
    );
  }

  dispose(): void {
    this.#command.dispose();
  }

  async label(argument: EntityArgument = {}): Promise<void> {
    try {
      const editor = vscode.window.activeTextEditor;
      const selected = editor && (await this.#selected(editor));
      if (selected === undefined) {
        void showInformation(plain`Select a name, or other words of one sentence, to give them a label.`);
        return;
      }
      const file = await this.#fileOf(argument);
      if (file === undefined) return;
      const chosen = await labelOf(argument, selected, await file.contents());
      if (chosen === undefined) return;
      await this.#change(file, selected, chosen.label, vscode.workspace.asRelativePath(editor!.document.uri));
    } catch (error) {
      await this.problems.notify(error);
    }
  }

  async #change(file: LabelFile, { text, range }: Selected, label: string | undefined, source: string): Promise<void> {
    await file.edit((contents) => withEntity(contents, { text, source }, range, label));
    const [words, name] = [text.slice(range.start, range.end), path.posix.basename(file.uri.path)];
    showBriefly(
      label === undefined ? plain`“${words}” has no label now.` : plain`“${words}” is ${label} in ${name}.`,
      'tag',
    );
  }

  /** The selection in the sentence that a model reads, without white space at its ends. */
  async #selected({ document, selection }: vscode.TextEditor): Promise<Selected | undefined> {
    const { start, end } = withoutSpace(document.getText(), offsetsOf(document, selection));
    const sentence = start < end ? await this.prose.read(document).sentenceAt(start) : undefined;
    if (sentence === undefined) return undefined;
    const { block, range, text } = sentence;
    const [first, last] = [nearestText(block, start) - range.start, nearestText(block, end) - range.start];
    if (first < 0 || last > text.length) return undefined;
    const words = withoutSpace(text, { start: first, end: last });
    return words.start < words.end ? { text, range: words } : undefined;
  }

  async #fileOf({ file: given }: EntityArgument): Promise<LabelFile | undefined> {
    if (given === undefined && this.#file !== undefined) return this.#file;
    const uri =
      given ?? (await chooseLabelFile('entities.jsonl', 'A file of JSON lines, a text with its entities each'));
    if (uri === undefined) return undefined;
    const file = new LabelFile(uri);
    const contents = await file.contents();
    if (contents.trim() !== '' && !holdsEntities(contents)) {
      throw new RequestError(
        plain`"${path.posix.basename(uri.path)}" holds labels of whole texts. Choose another file for those of their parts.`,
      );
    }
    return (this.#file = file);
  }
}

/** The label that is chosen, `label` undefined to take away the one there is; undefined if dismissed. */
async function labelOf(
  argument: EntityArgument,
  { text, range }: Selected,
  contents: string,
): Promise<{ readonly label?: string } | undefined> {
  if (argument.label !== undefined) return { label: argument.label };
  const { labels, own } = entityLabelsIn(contents, text);
  const present = own.find(({ start, end }) => start === range.start && end === range.end);
  const words = text.slice(range.start, range.end);
  const title = `Label of “${words}”`;
  const added: LabelItem = {
    icon: 'add',
    label: 'New label…',
    run: async () => (await ask({ title, prompt: 'A name such as PERSON or PRODUCT' }))?.trim() || undefined,
  };
  const removed: LabelItem = { icon: 'trash', label: `Remove the label ${present?.label ?? ''}`, run: () => undefined };
  const items: LabelItem[] = [
    ...labels.map((label) => ({ icon: 'tag', label, run: () => label })),
    added,
    ...(present === undefined ? [] : [removed]),
  ];
  const chosen = labels.length === 0 ? added : await pick(items, { title });
  if (chosen === removed) return {};
  const label = await chosen?.run();
  return label === undefined ? undefined : { label };
}
