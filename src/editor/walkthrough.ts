import * as vscode from 'vscode';
import { doneKey, type WalkthroughStep } from './ids';

/** Checks off a step of the walkthrough: what it shows has succeeded. */
export function checkOff(step: WalkthroughStep): void {
  void vscode.commands.executeCommand('setContext', doneKey(step), true);
}
