import { formatBytes } from './diskSpace';

/** How far a download, an import or a check has come. */
export interface TransferProgress {
  readonly phase: 'listing' | 'transferring' | 'checking' | 'reading';
  /** The file under way; absent while none is. */
  readonly file?: string;
  /** Bytes of all files of the model that are here, and of those that have to be. */
  readonly done: number;
  readonly total: number;
  /** Bytes from the network in the last seconds; absent until it is known. */
  readonly bytesPerSecond?: number;
  /** Why nothing arrives and when the next attempt is, e.g. "nothing arrived for 30 s, trying again in 2 s". */
  readonly trouble?: string;
}

export interface TransferOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TransferProgress) => void;
}

/** Reports at most ten times a second. */
const reportMilliseconds = 100;
/** Speed is measured over this time. */
const windowMilliseconds = 3000;

/** Adds up the bytes of several files and reports progress and speed. */
export class ProgressMeter {
  #phase: TransferProgress['phase'] = 'listing';
  #file: string | undefined;
  #before = 0;
  #position = 0;
  #total = 0;
  #arrived = 0;
  #samples: { readonly time: number; readonly arrived: number }[] = [];
  #reported = -Infinity;
  #trouble: string | undefined;

  constructor(private readonly onProgress: TransferOptions['onProgress']) {}

  enter(phase: TransferProgress['phase'], total = this.#total): void {
    this.#phase = phase;
    this.#total = total;
    this.#file = undefined;
    this.#trouble = undefined;
    this.#report(true);
  }

  /** Says why nothing comes for a while, in milliseconds; until something does. */
  readonly pause = ({ message }: Error, milliseconds: number): void => {
    this.#trouble = `${message}, trying again in ${Math.ceil(milliseconds / 1000)} s`;
    this.#report(true);
  };

  /** Begins a file; the ones before are whole. Returns what to call with the number of bytes that are done. */
  begin(file: string): (bytes: number) => void {
    this.#file = file;
    this.#position = 0;
    return (bytes) => this.advance(this.#position + bytes);
  }

  /** Bytes of the current file that are here; `arrived` of them came over the network just now. */
  advance(position: number, arrived = 0): void {
    this.#position = position;
    this.#arrived += arrived;
    if (arrived > 0) this.#trouble = undefined;
    this.#report(false);
  }

  end(size: number): void {
    this.#before += size;
    this.#position = 0;
    this.#report(true);
  }

  #report(always: boolean): void {
    const time = performance.now();
    if (!always && time - this.#reported < reportMilliseconds) return;
    this.#reported = time;
    this.#samples = this.#samples.filter((sample) => time - sample.time <= windowMilliseconds);
    this.#samples.push({ time, arrived: this.#arrived });
    const { time: since, arrived } = this.#samples[0] ?? { time, arrived: 0 };
    const isMeasured = this.#phase === 'transferring' && this.#arrived > 0 && time - since >= reportMilliseconds;
    this.onProgress?.({
      phase: this.#phase,
      file: this.#file,
      done: this.#before + this.#position,
      total: this.#total,
      bytesPerSecond: isMeasured ? ((this.#arrived - arrived) * 1000) / (time - since) : undefined,
      trouble: this.#trouble,
    });
  }
}

/** How far a transfer has come, in words, e.g. "43 % of 371 MB, 12 MB/s". */
export function progressText({ phase, done, total, bytesPerSecond, trouble }: TransferProgress): string {
  if (trouble !== undefined) return trouble;
  switch (phase) {
    case 'listing':
      return 'Getting the list of files…';
    case 'reading':
      return 'Reading the model…';
    case 'checking':
    case 'transferring': {
      const percent = total === 0 ? '' : `${Math.floor((100 * done) / total)} % of ${formatBytes(total)}`;
      const speed = bytesPerSecond === undefined ? '' : `, ${formatBytes(bytesPerSecond)}/s`;
      return `${phase === 'checking' ? 'Checked ' : ''}${percent}${speed}`;
    }
  }
}
