import * as vscode from 'vscode';
import { plain, sentences } from '../../../base/plainText';
import { showError } from '../../../editor/ui/notifications';
import type { Log } from '../../../editor/ui/log';
import { AccessRefused } from '../../../hub/refusal';
import { Cancelled, messageOf } from '../../../protocol/errors';

/** What can be done about a failure. */
export interface Remedies {
  readonly retry: () => unknown;
  /** Asks for a token; true when one was given. */
  readonly setToken: () => Promise<boolean>;
}

/** Tells why something with models failed, with buttons for what helps. A cancelled one is no failure. */
export async function tellHubProblem(error: unknown, log: Log, { retry, setToken }: Remedies): Promise<void> {
  if (error instanceof Cancelled) return;
  const message = messageOf(error);
  log.error(message);
  const isRefused = error instanceof AccessRefused;
  const shown = !isRefused
    ? message
    : error.need === 'conditions'
      ? sentences(error.reason, plain`Accept them on its page, then set a token of the same account.`)
      : error.reason;
  const actions: Record<string, () => unknown> = isRefused
    ? {
        [error.need === 'conditions' ? 'Open Conditions' : 'Open Page']: () =>
          vscode.env.openExternal(vscode.Uri.parse(error.page)),
        'Set Token…': async () => (await setToken()) && retry(),
        'Try Again': retry,
      }
    : { 'Try Again': retry, 'Show Log': () => log.show() };
  const choice = await showError(shown, ...Object.keys(actions));
  if (choice !== undefined) await actions[choice]?.();
}
