import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import { type LabelLine, labelsIn, withLabel } from '../../training/core/labelLines';
import { maxDataBytes } from '../../training/core/readLabeledTexts';
import { readWhole, writeWhole } from '../../../editor/wholeFiles';

/** A file of labeled texts, read again before each change, so that what others write there stays. One change after the other. */
export class LabelFile {
  #last: Promise<unknown> = Promise.resolve();

  constructor(readonly uri: vscode.Uri) {}

  /** Labels by `textKey`. */
  async read(): Promise<ReadonlyMap<string, string>> {
    return labelsIn(await this.#contents());
  }

  /** Changes the label of a text, and takes it away without a line. Resolves with all labels when they are on the disk. */
  change(text: string, line: LabelLine | undefined): Promise<ReadonlyMap<string, string>> {
    const next = this.#last.then(async () => {
      const contents = withLabel(await this.#contents(), text, line);
      await writeWhole(this.uri, new TextEncoder().encode(contents));
      return labelsIn(contents);
    });
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Empty where there is no such file yet. @throws when it is there and cannot be read */
  async #contents(): Promise<string> {
    try {
      const { type } = await vscode.workspace.fs.stat(this.uri);
      if ((type & vscode.FileType.SymbolicLink) !== 0) {
        throw new RequestError(plain`"${this.uri.fsPath}" is a link. Choose the file that it points to.`);
      }
      return decoded(await readWhole(this.uri, maxDataBytes), this.uri.fsPath);
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return '';
      throw error;
    }
  }
}

/** Other encodings are refused: written as UTF-8, their letters would be lost. */
function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new RequestError(plain`"${name}" is not UTF-8 text, so labels cannot be added to it. Save it as UTF-8.`);
  }
}
