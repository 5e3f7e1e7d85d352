import { formatBytes } from '../hub/diskSpace';
import type { EngineProgress } from '../protocol/engineApi';
import type { TransferProgress } from '../hub/transferProgress';

const verbs: Readonly<Record<TransferProgress['phase'], string>> = {
  listing: 'Asking for the list of files',
  transferring: '',
  checking: 'Checking ',
  reading: 'Reading what the model can do',
};

/** Shows progress on one line of standard error, where that is a terminal. */
export class ProgressLine {
  #shown = false;

  readonly show = ({ phase, file = '', done, total, bytesPerSecond }: TransferProgress): void => {
    if (!process.stderr.isTTY) return;
    const percent = total === 0 ? '' : ` ${Math.floor((100 * done) / total)} % of ${formatBytes(total)}`;
    const speed = bytesPerSecond === undefined ? '' : `, ${formatBytes(bytesPerSecond)}/s`;
    const isCounted = phase === 'transferring' || phase === 'checking';
    this.#write(`${verbs[phase]}${isCounted ? `${file}${percent}${speed}` : '…'}`);
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
