import * as vscode from 'vscode';
import { plainText } from '../../base/plainText';

/** The extension's log, a line for each entry. VS Code keeps its level, which the writer sets. */
export class Log implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('DeBERTa', { log: true });

  trace(line: string): void {
    this.#channel.trace(plainText(line));
  }

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
