import * as vscode from 'vscode';
import { plain } from '../../../base/plainText';
import { RequestError } from '../../../protocol/errors';
import { type LabelLine, labelsIn, withLabel } from '../../training/core/labelLines';
import { maxDataBytes } from '../../../prose/labeledTexts';
import { readWhole, writeWhole } from '../../../editor/wholeFiles';

/** A file of labeled texts, read again before each change, so nothing of others is lost. Changes run one at a time. */
export class LabelFile {
  #last: Promise<unknown> = Promise.resolve();

  constructor(readonly uri: vscode.Uri) {}

  /** Labels by `textKey`. */
  async read(): Promise<ReadonlyMap<string, string>> {
    return labelsIn(await this.contents());
  }

  /** Changes a text's label, or removes it if there is no `line`. Resolves with all labels once they are saved. */
  async change(text: string, line: LabelLine | undefined): Promise<ReadonlyMap<string, string>> {
    return labelsIn(await this.edit((contents) => withLabel(contents, text, line)));
  }

  /** Changes what the file holds. Resolves with that once it is saved. */
  edit(change: (contents: string) => string): Promise<string> {
    const next = this.#last.then(async () => {
      const contents = change(await this.contents());
      await writeWhole(this.uri, new TextEncoder().encode(contents));
      return contents;
    });
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Empty if there is no such file yet. @throws when it exists and cannot be read */
  async contents(): Promise<string> {
    try {
      return decoded(await readWhole(this.uri, maxDataBytes, 'refuse'), this.uri.fsPath);
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
