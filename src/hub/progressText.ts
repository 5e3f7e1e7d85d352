import { formatBytes } from './store/diskSpace';
import type { TransferProgress } from './store/transferProgress';

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
