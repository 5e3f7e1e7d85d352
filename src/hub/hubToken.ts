import { plain } from '../base/plainText';
import { DownloadError } from '../protocol/errors';
import { isLoopback } from './download/hubAccess';

/** A token, and the only origin that it is sent to. */
export interface HubToken {
  readonly value: string;
  /** E.g. `https://huggingface.co`. */
  readonly origin: string;
}

/** What becomes of the token in requests to an address: sent, or withheld because it is made for another Hub, or would travel unencrypted. */
export type TokenUse = 'none' | 'sent' | 'made for another Hub' | 'not over http';

/** Plain http is read by everybody on the way, unless it stays on this machine: a proxy is on the way too. */
export function canCarryToken(url: URL, environment: NodeJS.ProcessEnv = process.env): boolean {
  return url.protocol === 'https:' || (isLoopback(url) && !isProxied(url, environment));
}

/** Whether Node.js sends even what is for this machine through a proxy. */
function isProxied({ hostname }: URL, environment: NodeJS.ProcessEnv): boolean {
  const proxy = environment.http_proxy ?? environment.HTTP_PROXY ?? '';
  const exceptions = (environment.no_proxy ?? environment.NO_PROXY ?? '').split(/[\s,]+/);
  return !!environment.NODE_USE_ENV_PROXY && proxy !== '' && !exceptions.some((one) => one === '*' || one === hostname);
}

/** Whether a token goes to an address. */
export function tokenUse(token: HubToken | undefined, url: URL): TokenUse {
  if (token === undefined) return 'none';
  if (token.origin !== url.origin) return 'made for another Hub';
  return canCarryToken(url) ? 'sent' : 'not over http';
}

/** The header that carries a token. @throws DownloadError when no header can: the token is not repeated */
export function authorization({ value }: HubToken): string {
  if (/^[\x21-\x7e]{1,1000}$/.test(value)) return `Bearer ${value}`;
  throw new DownloadError(
    plain`The Hugging Face token contains characters that no token has, such as spaces or line breaks. Copy it again from https://huggingface.co/settings/tokens.`,
  );
}
