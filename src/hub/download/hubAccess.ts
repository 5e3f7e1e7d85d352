import os from 'node:os';
import path from 'node:path';
import { wholeFile } from '../../base/files';
import { plain } from '../../base/plainText';
import { DownloadError } from '../../protocol/errors';

/** The Hub that is asked when nothing else is set, and that tokens of the environment are made for. */
export const huggingFace = 'https://huggingface.co';

const remedy =
  'Set HF_ENDPOINT, or deberta.hub.endpoint in VS Code, to an address like https://huggingface.co, or leave it out.';

/**
 * The address of a Hub, without slashes at its end.
 * @throws DownloadError when it isn't an http(s) address, or holds a user name or password: neither is repeated
 */
export function hubAddress(text: string): string {
  if (text.includes('@')) {
    throw new DownloadError(
      plain`The Hub's address contains a user name or a password. Addresses end up in logs and messages, so it is not used: take them out of HF_ENDPOINT, or of deberta.hub.endpoint in VS Code, and give a token instead.`,
    );
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new DownloadError(plain`"${text.slice(0, 200)}" is not the address of a Hub. ${remedy}`);
  }
  return url.href.replace(/\/+$/, '');
}

/** Whether an address is surely this machine's. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(?:127(?:\.\d+){3}|\[::1\]|localhost)$/.test(hostname);
}

/** Whether an address may lead to this machine or what only it can reach, such as link-local addresses of clouds. */
function isLocal({ hostname }: URL): boolean {
  return /^(?:(?:0|127)(?:\.\d+){3}|169\.254(?:\.\d+){2}|\[(?:::1?|::ffff:(?:7f|0:|a9fe:).*|fe80:.*)\]|(?:.+\.)?localhost\.?)$/.test(
    hostname,
  );
}

/** The address to which a server redirects. @throws DownloadError when it is not safe to follow */
export function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  const isSafe =
    to !== undefined &&
    /^https?:$/.test(to.protocol) &&
    !(from.protocol === 'https:' && to.protocol === 'http:') &&
    // Only this machine may ask what listens on it.
    (isLocal(from) || !isLocal(to)) &&
    to.username === '' &&
    to.password === '';
  if (isSafe) return to;
  throw new DownloadError(
    plain`${from.origin} redirects to an address that is not safe to follow. Check HF_ENDPOINT, or try again later.`,
  );
}

/** A token has some 40. */
const maxTokenBytes = 10_000;

/** What Hugging Face's environment variables say, by the rules of its own libraries. */
interface HubEnvironment {
  /** `HF_ENDPOINT`, or the Hub's own address. */
  readonly endpoint: string;
  /** Where Hugging Face's libraries keep what they downloaded: `HF_HUB_CACHE`, otherwise `HF_HOME/hub`. */
  readonly cache: string;
  /** `HF_HUB_OFFLINE`. */
  readonly offline: boolean;
  /** `HF_TOKEN`, otherwise the file that `hf auth login` leaves; both are for huggingface.co. */
  readonly token: () => Promise<HubToken | undefined>;
}

/** @param variables e.g. `process.env` */
export function hubEnvironment(variables: Readonly<Record<string, string | undefined>>): HubEnvironment {
  const given = (name: string) => variables[name]?.trim() || undefined;
  const home =
    given('HF_HOME') ?? path.join(given('XDG_CACHE_HOME') ?? path.join(os.homedir(), '.cache'), 'huggingface');
  return {
    endpoint: given('HF_ENDPOINT') ?? huggingFace,
    cache: given('HF_HUB_CACHE') ?? given('HUGGINGFACE_HUB_CACHE') ?? path.join(home, 'hub'),
    offline: /^(?:1|on|yes|true)$/i.test(given('HF_HUB_OFFLINE') ?? ''),
    token: async () => {
      const file = given('HF_TOKEN_PATH') ?? path.join(home, 'token');
      const value = given('HF_TOKEN') ?? (await wholeFile(file, maxTokenBytes).catch(() => '')).toString().trim();
      return value === '' ? undefined : { value, origin: huggingFace };
    },
  };
}

/** A token, and the only origin that it is sent to. */
export interface HubToken {
  readonly value: string;
  /** E.g. `https://huggingface.co`. */
  readonly origin: string;
}

/** What happens to the token: sent, or withheld because it is for another Hub or would travel unencrypted. */
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
