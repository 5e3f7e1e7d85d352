import type * as vscode from 'vscode';
import type { HubToken } from '../../../hub/hubToken';

/**
 * Hugging Face tokens, kept in VS Code's secret storage, which is the system's key chain where there is one. Each belongs to the origin that
 * it was given for, so that one for huggingface.co is not sent to a mirror that is set later.
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
