import * as vscode from 'vscode';

/** Asks before something is deleted that nothing brings back; true when the user wants it. */
export async function isDeletionConfirmed(question: string, action = 'Delete', detail?: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, action)) === action;
}
