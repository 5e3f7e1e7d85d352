import type { EngineProgress } from '../protocol/engineApi';
import { progressText } from '../hub/progressText';
import type { TransferProgress } from '../hub/transferProgress';

/** Shows progress on one line of standard error, where that is a terminal. */
export class ProgressLine {
  #shown = false;

  readonly show = (progress: TransferProgress): void => {
    if (!process.stderr.isTTY) return;
    this.#write([progress.file, progressText(progress)].filter(Boolean).join('  '));
  };

  readonly showEngine = ({ message, done, total }: EngineProgress): void => {
    if (!process.stderr.isTTY) return;
    this.#write(total === 0 ? message : `${message} ${Math.floor((100 * done) / total)} %`);
  };

  #write(line: string): void {
    process.stderr.write(`\r\x1b[K${line.slice(0, process.stderr.columns - 1)}`);
    this.#shown = true;
  }

  clear(): void {
    if (this.#shown) process.stderr.write('\r\x1b[K');
    this.#shown = false;
  }
}
