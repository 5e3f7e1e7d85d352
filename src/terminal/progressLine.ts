import { progressText } from '../hub/progressText';
import type { TransferProgress } from '../hub/transferProgress';
import type { EngineProgress } from '../protocol/engineApi';
import { showProgress } from './terminal';

/** Shows how far a download, an import or a check is. */
export function showTransfer(progress: TransferProgress): void {
  showProgress([progress.file, progressText(progress)].filter(Boolean).join('  '));
}

/** Shows what the engine is doing. */
export function showEngine({ message, done, total }: EngineProgress): void {
  showProgress(total === 0 ? message : `${message} ${Math.floor((100 * done) / total)} %`);
}
