import * as vscode from 'vscode';
import { plainText } from '../../base/plainText';

/** The extension's log, a line for each entry. */
export class Log implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('DeBERTa', { log: true });

  info(line: string): void {
    this.#channel.info(plainText(line));
  }

  error(line: string): void {
    this.#channel.error(plainText(line));
  }

  show(): void {
    this.#channel.show();
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
