import { ask } from '../../../editor/ui/picks';
import { showError, showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { canCarryToken, type HubToken } from '../../../hub/download/hubAccess';
import type * as vscode from 'vscode';

/**
 * Hugging Face tokens, kept in VS Code's secret storage, which is the system's key chain where there is one. Each
 * belongs to the origin that it was given for, so that one for huggingface.co is not sent to a mirror that is set
 * later.
 */
export class HubTokens {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  async get(endpoint: string): Promise<HubToken | undefined> {
    const value = await this.secrets.get(keyOf(endpoint));
    return value === undefined ? undefined : { value, origin: new URL(endpoint).origin };
  }

  async set(endpoint: string, token: string): Promise<void> {
    await this.secrets.store(keyOf(endpoint), token);
  }

  async remove(endpoint: string): Promise<void> {
    await this.secrets.delete(keyOf(endpoint));
  }
}

function keyOf(endpoint: string): string {
  return `huggingFaceToken:${new URL(endpoint).origin}`;
}

interface Endpoint {
  readonly endpoint: string;
}

/** Asks for a token and stores it for the endpoint; true if given. @throws DownloadError if that is not a Hub's */
export async function setToken({ endpoint }: Endpoint, tokens: HubTokens): Promise<boolean> {
  if (!canCarryToken(new URL(endpoint))) {
    void showError(
      plain`A token for ${endpoint} could be read by anyone on the way. Set deberta.hub.endpoint to its https address first.`,
    );
    return false;
  }
  const typed = await ask({
    title: 'Hugging Face token',
    prompt: `For private models and those with conditions. Stored in VS Code's secret storage and sent only to ${endpoint}.`,
    placeHolder: 'hf_…, from huggingface.co/settings/tokens; read access is enough',
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (/\s/.test(value.trim()) ? 'A token contains no spaces.' : undefined),
  });
  const token = typed?.trim() ?? '';
  if (token === '') return false;
  await tokens.set(endpoint, token);
  void showInformation(plain`Token saved for ${endpoint}.`);
  return true;
}

/** Forgets the token for the endpoint in use. One in the environment variable HF_TOKEN still counts. */
export async function removeToken({ endpoint }: Endpoint, tokens: HubTokens): Promise<void> {
  const isKept = (await tokens.get(endpoint)) !== undefined;
  await tokens.remove(endpoint);
  const done = isKept ? plain`Token for ${endpoint} removed.` : plain`No token is saved for ${endpoint}.`;
  void showInformation(done);
}
