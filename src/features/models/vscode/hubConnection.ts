import { hubAddress, hubEnvironment } from '../../../hub/download/hubAccess';
import { ModelDownloads } from '../../../hub/download/modelDownloads';
import type { ModelStore } from '../../../hub/store/modelStore';
import { Network } from '../../../hub/download/network';
import type { Settings } from '../../../editor/settings';
import type { HubTokens } from './hubTokens';

/**
 * The Hub as the settings, the environment and the kept token have it. Nothing is asked of it but by a user's command.
 * Its `fetch` is that of the extension host, which goes through the proxy of VS Code's settings and trusts the system's
 * certificates.
 */
export class HubConnection {
  #made: { readonly endpoint: string; readonly downloads: ModelDownloads } | undefined;

  constructor(
    private readonly store: ModelStore,
    private readonly settings: Settings,
    private readonly tokens: HubTokens,
    private readonly variables: NodeJS.ProcessEnv,
  ) {}

  /** `deberta.hub.endpoint`, `HF_ENDPOINT` or huggingface.co. @throws DownloadError when that is not a Hub's address */
  get endpoint(): string {
    return hubAddress(this.settings.hubEndpoint || hubEnvironment(this.variables).endpoint);
  }

  /** Downloads from the endpoint; one object per endpoint, so that a model is downloaded once. @throws DownloadError */
  get downloads(): ModelDownloads {
    const { endpoint } = this;
    if (this.#made?.endpoint !== endpoint) this.#made = { endpoint, downloads: this.#connect(endpoint) };
    return this.#made.downloads;
  }

  page(repository: string): string {
    return `${this.endpoint}/${repository}`;
  }

  #connect(endpoint: string): ModelDownloads {
    const { cache, offline, token } = hubEnvironment(this.variables);
    const network = new Network({
      endpoint,
      // A token that was given for this Hub goes before that of the environment, which is for huggingface.co.
      token: async () => (await this.tokens.get(endpoint)) ?? token(),
      offline,
      log: this.store.requests,
      proxyHint: 'Behind a proxy? Set http.proxy',
    });
    return new ModelDownloads(this.store, network, cache);
  }
}
