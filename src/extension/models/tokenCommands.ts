import * as vscode from 'vscode';
import type { HubConnection } from './hubConnection';
import type { HubTokens } from './hubTokens';

/** Asks for a Hugging Face token and keeps it for the endpoint in use; true when one was given. */
export async function setToken(hub: HubConnection, tokens: HubTokens): Promise<boolean> {
  const { endpoint } = hub;
  const typed = await vscode.window.showInputBox({
    title: 'Hugging Face token',
    prompt: `For private models and those with conditions. It is kept in the secret storage and sent to ${endpoint} alone.`,
    placeHolder: 'hf_…, from huggingface.co/settings/tokens; reading is enough',
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (/\s/.test(value.trim()) ? 'A token has no white space.' : undefined),
  });
  const token = typed?.trim() ?? '';
  if (token === '') return false;
  await tokens.set(endpoint, token);
  void vscode.window.showInformationMessage(`The token is kept for ${endpoint}.`);
  return true;
}

/** Forgets the token for the endpoint in use. One in the environment variable HF_TOKEN still counts. */
export async function removeToken(hub: HubConnection, tokens: HubTokens): Promise<void> {
  const { endpoint } = hub;
  const isKept = (await tokens.get(endpoint)) !== undefined;
  await tokens.remove(endpoint);
  const done = isKept ? `The token for ${endpoint} is removed.` : `No token is kept for ${endpoint}.`;
  void vscode.window.showInformationMessage(done);
}
