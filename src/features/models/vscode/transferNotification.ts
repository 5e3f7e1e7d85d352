import { withNotification } from '../../../editor/ui/notifications';
import type { PlainText } from '../../../base/plainText';
import { progressText, type TransferOptions } from '../../../hub/store/transferProgress';
import type { EngineProgress } from '../../../protocol/engineApi';
import { abortSignalOf } from '../../../base/cancellation';

/** Runs a transfer under a notification that shows how far and how fast it is, and cancels it. */
export async function transferNotification<T>(
  title: PlainText,
  work: (options: TransferOptions) => Promise<T>,
): Promise<T> {
  return notified(title, (signal, report) =>
    work({ signal, onProgress: (progress) => report(progressText(progress), progress.done, progress.total) }),
  );
}

/** Runs long work of the engine under a notification. */
export async function engineNotification<T>(
  title: PlainText,
  work: (options: { signal: AbortSignal; onProgress: (progress: EngineProgress) => void }) => Promise<T>,
): Promise<T> {
  return notified(title, (signal, report) =>
    work({
      signal,
      onProgress: ({ message, done, total }) => {
        const percent = total > 0 ? `, ${Math.floor((100 * done) / total)} %` : '';
        report(`${message}${percent}`, 0, 0);
      },
    }),
  );
}

type Report = (message: string, done: number, total: number) => void;

async function notified<T>(title: PlainText, work: (signal: AbortSignal, report: Report) => Promise<T>): Promise<T> {
  return withNotification(title, (show, token) => {
    let shown = 0;
    return work(abortSignalOf(token), (message, done, total) => {
      const percent = total > 0 ? (100 * done) / total : shown;
      // VS Code counts increments; the bar stays where it is while a later part is checked or read.
      show({ message, increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    });
  });
}
