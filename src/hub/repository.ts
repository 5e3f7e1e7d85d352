import { listFiles, modelInfo } from '@huggingface/hub';
import { plain } from '../base/plainText';
import { DownloadError } from '../protocol/errors';
import type { Network } from './network';
import { pageInPlaceOf, refusal } from './refusal';
import { withRetries } from './retry';

/** A file as the Hub lists it; `hash` is of its content (Git LFS), or of Git's blob for small files. */
export interface RemoteFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly hash: { readonly algorithm: 'sha256' | 'git-sha1'; readonly value: string };
}

/** A repository at one commit. */
export interface Snapshot {
  readonly repository: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** As the model's card says it, e.g. `mit`. */
  readonly licence?: string;
  /** Files at the top of the repository; a DeBERTa has all of its files there. */
  readonly files: readonly RemoteFile[];
}

/** Bytes of the longest listing that is read; a repository of DeBERTa's size lists in a few kilobytes. */
const maxListingBytes = 1 << 24;
const maxFiles = 10_000;

/** The commit to which a branch, a tag or `main` leads now, and the licence. @throws DownloadError, Cancelled */
export async function readCommit(
  network: Network,
  repository: string,
  revision = 'main',
  signal?: AbortSignal,
): Promise<Pick<Snapshot, 'commit' | 'licence'>> {
  const info = await understood(network, repository, () =>
    modelInfo({
      name: repository,
      revision,
      hubUrl: network.endpoint,
      additionalFields: ['sha', 'cardData', 'tags'],
      fetch: listingFetch(network, repository, signal),
    }),
  );
  const commit: unknown = info.sha;
  if (typeof commit !== 'string' || !/^[0-9a-f]{40}$/.test(commit)) throw malformed(network, repository, 'no commit');
  const licence: unknown = info.cardData?.license ?? licenceTag(info.tags);
  return { commit, licence: typeof licence === 'string' ? licence : undefined };
}

/** Pins a revision to its commit and lists that commit's files. @throws DownloadError, Cancelled */
export async function readSnapshot(
  network: Network,
  repository: string,
  revision?: string,
  signal?: AbortSignal,
): Promise<Snapshot> {
  const { commit, licence } = await readCommit(network, repository, revision, signal);
  const files: RemoteFile[] = [];
  const listing = listFiles({
    repo: { type: 'model', name: repository },
    revision: commit,
    hubUrl: network.endpoint,
    fetch: listingFetch(network, repository, signal),
  });
  await understood(network, repository, async () => {
    for await (const entry of listing) {
      if (entry.type === 'file') files.push(remoteFile(entry, network, repository));
      if (files.length > maxFiles) throw malformed(network, repository, `more than ${maxFiles} files`);
    }
  });
  return { repository, commit, licence, files };
}

/** The library trips over answers of another shape. */
async function understood<T>(network: Network, repository: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof TypeError ? malformed(network, repository, 'something else than its files') : error;
  }
}

function remoteFile(entry: unknown, network: Network, repository: string): RemoteFile {
  const { path, size, oid, lfs } = entry as { path: unknown; size: unknown; oid: unknown; lfs?: { oid: unknown } };
  const value = lfs === undefined ? oid : lfs.oid;
  const algorithm = lfs === undefined ? 'git-sha1' : 'sha256';
  const digits = algorithm === 'sha256' ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/;
  const isSize = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0;
  if (typeof path !== 'string' || !isSize || typeof value !== 'string' || !digits.test(value)) {
    throw malformed(network, repository, 'a file without name, size or hash');
  }
  return { path, size, hash: { algorithm, value } };
}

function licenceTag(tags: unknown): string | undefined {
  const prefix = 'license:';
  const tag: unknown = Array.isArray(tags)
    ? tags.find((one) => typeof one === 'string' && one.startsWith(prefix))
    : undefined;
  return typeof tag === 'string' ? tag.slice(prefix.length) : undefined;
}

function malformed({ endpoint }: Network, repository: string, what: string): DownloadError {
  return new DownloadError(
    plain`${endpoint} lists ${repository} with ${what}, so its files cannot be checked. Check HF_ENDPOINT, or try again later.`,
  );
}

/** Our network in the form that @huggingface/hub takes. Only JSON comes through, of bounded length. */
function listingFetch(network: Network, repository: string, signal?: AbortSignal): typeof fetch {
  return (input) =>
    withRetries(
      async () => {
        const url = input instanceof Request ? input.url : input.toString();
        const { status, headers, body } = await network.get(url, { accept: 'application/json' }, signal);
        if (status >= 400) {
          await body.discard();
          const { endpoint } = network;
          throw refusal(status, headers, { endpoint, repository, hasToken: await network.hasToken() });
        }
        const text = await readText(body, network, repository);
        return new Response(text, { status, headers: { link: headers.get('link') ?? '' } });
      },
      { what: `Listing ${repository}`, signal, firstDelay: network.retryMilliseconds },
    );
}

async function readText(body: AsyncIterable<Uint8Array>, network: Network, repository: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > maxListingBytes) throw malformed(network, repository, `more than ${maxListingBytes} bytes`);
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return text;
  } catch {
    // Said below, in the user's words.
  }
  throw pageInPlaceOf(`the list of ${repository}'s files`, network.endpoint);
}
