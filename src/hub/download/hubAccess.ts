import { plain } from '../../base/plainText';
import { DownloadError } from '../../protocol/errors';

/** The Hub that is asked when nothing else is set, and that tokens of the environment are made for. */
export const huggingFace = 'https://huggingface.co';

const remedy =
  'Set HF_ENDPOINT, or deberta.hub.endpoint in VS Code, to an address like https://huggingface.co, or leave it out.';

/**
 * The address of a Hub, without slashes at its end.
 * @throws DownloadError when it is no http(s) address, or holds a user name or password: neither is repeated
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

/** Whether an address may lead to this machine, or to what only it can reach: link-local addresses too, as clouds have for their secrets. */
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
    // What listens on this machine is nobody else's to ask.
    (isLocal(from) || !isLocal(to)) &&
    to.username === '' &&
    to.password === '';
  if (isSafe) return to;
  throw new DownloadError(
    plain`${from.origin} redirects to an address that is not safe to follow. Check HF_ENDPOINT, or try again later.`,
  );
}
