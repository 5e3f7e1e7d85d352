import * as vscode from 'vscode';
import { plainText, type PlainText } from '../../base/plainText';

/** Shows a notification with buttons; resolves with the one that was pressed. */
export function showInformation<T extends string | vscode.MessageItem>(
  message: PlainText,
  ...actions: readonly T[]
): Thenable<T | undefined> {
  return vscode.window.showInformationMessage(
    plainText(message),
    ...(actions as readonly vscode.MessageItem[]),
  ) as Thenable<T | undefined>;
}

/** As `showInformation`, for what the user should look at. */
export function showWarning(message: PlainText, ...actions: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(plainText(message), ...actions);
}

/** As `showInformation`, for what failed. */
export function showError(message: PlainText, ...actions: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(plainText(message), ...actions);
}

/** Asks in a dialog whether to do what `action` says; with a warning where something is lost by it. */
export async function isConfirmed(
  question: PlainText,
  action: string,
  { detail, isLoss = false }: { readonly detail?: PlainText; readonly isLoss?: boolean } = {},
): Promise<boolean> {
  const options = { modal: true, detail: detail && plainText(detail) };
  const chosen = isLoss
    ? await vscode.window.showWarningMessage(plainText(question), options, action)
    : await vscode.window.showInformationMessage(plainText(question), options, action);
  return chosen === action;
}

/** Shows a few words in the status bar for some seconds. */
export function showBriefly(message: PlainText, icon?: string, milliseconds = 2000): void {
  vscode.window.setStatusBarMessage(withIcon(icon, message), milliseconds);
}

export interface ProgressReport {
  readonly message?: string;
  /** Percent since the last report. */
  readonly increment?: number;
}

/** Shows a notification while `work` runs, which the user can cancel. */
export function withNotification<R>(
  title: PlainText,
  work: (report: (progress: ProgressReport) => void, token: vscode.CancellationToken) => Thenable<R>,
): Thenable<R> {
  const options = { location: vscode.ProgressLocation.Notification, title: plainText(title), cancellable: true };
  return vscode.window.withProgress(options, (progress, token) =>
    work(({ message = '', increment }) => progress.report({ message: plainText(message), increment }), token),
  );
}

/** Shows in a view that `work` is running. */
export function whileBusy<R>(viewId: string, work: () => Thenable<R>): Thenable<R> {
  return vscode.window.withProgress({ location: { viewId } }, work);
}

/** A text after an icon of VS Code's, where `$(name)` would make another one. */
export function withIcon(icon: string | undefined, text: string): string {
  const label = plainText(text).replaceAll('$(', '$ (');
  return icon === undefined ? label : `$(${icon}) ${label}`;
}
