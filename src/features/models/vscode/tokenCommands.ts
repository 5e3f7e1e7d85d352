import { ask } from '../../../editor/ui/picks';
import { showError, showInformation } from '../../../editor/ui/notifications';
import { plain } from '../../../base/plainText';
import { canCarryToken } from '../../../hub/hubToken';
import type { HubConnection } from './hubConnection';
import type { HubTokens } from './hubTokens';

/** Asks for a Hugging Face token and saves it for the endpoint in use; true when one was given. @throws DownloadError when that is no address of a Hub */
export async function setToken(hub: HubConnection, tokens: HubTokens): Promise<boolean> {
  const { endpoint } = hub;
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
export async function removeToken(hub: HubConnection, tokens: HubTokens): Promise<void> {
  const { endpoint } = hub;
  const isKept = (await tokens.get(endpoint)) !== undefined;
  await tokens.remove(endpoint);
  const done = isKept ? plain`Token for ${endpoint} removed.` : plain`No token is saved for ${endpoint}.`;
  void showInformation(done);
}
