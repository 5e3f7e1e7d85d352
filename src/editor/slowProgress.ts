import { setTimeout as delay } from 'node:timers/promises';
import type { PlainText } from '../base/plainText';
import { withNotification } from './ui/notifications';

/** Most answers are there sooner; a notification for them would only flash. */
const patienceMilliseconds = 700;

/** Runs a task. If it takes long, a notification says what is going on and offers to cancel. */
export async function slowProgress<R>(title: PlainText, task: (signal: AbortSignal) => Promise<R>): Promise<R> {
  const controller = new AbortController();
  const running = task(controller.signal);
  const settled = running.then(
    () => true,
    () => true,
  );
  if (!(await Promise.race([settled, delay(patienceMilliseconds, false)]))) {
    await withNotification(title, (_, token) => {
      token.onCancellationRequested(() => controller.abort());
      return settled;
    });
  }
  return running;
}
