import { listFiles, modelInfo } from '@huggingface/hub';
import { plain } from '../../base/plainText';
import { DownloadError } from '../../protocol/errors';
import { formatBytes } from '../store/diskSpace';
import { licenseText } from '../store/license';
import type { Network } from './network';
import { pageInPlaceOf, refusal } from './refusal';
import { withRetries, type RetryOptions } from './retry';

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
  /** As the model's card says it, e.g. `mit`, or several. */
  readonly license?: string;
  /** Files at the top of the repository; a DeBERTa has all of its files there. */
  readonly files: readonly RemoteFile[];
}

/** Bounds of a listing, which takes a few kilobytes for a model: bytes of a page, pages, and entries. */
const maxPageBytes = 1 << 22;
const maxPages = 16;
const maxEntries = 10_000;
/** Milliseconds in which a page has to be here. */
const pageLimit = 60_000;

/** What can be said about the wait for a listing. */
export type ListingOptions = Pick<RetryOptions, 'signal' | 'onPause'>;

/** The commit to which a branch, a tag or `main` leads now, and the license. @throws DownloadError, Canceled */
export async function readCommit(
  network: Network,
  repository: string,
  revision = 'main',
  options: ListingOptions = {},
): Promise<Pick<Snapshot, 'commit' | 'license'>> {
  const info = await understood(network, repository, () =>
    modelInfo({
      name: repository,
      revision,
      hubUrl: network.endpoint,
      additionalFields: ['sha', 'cardData', 'tags'],
      fetch: listingFetch(network, repository, options),
    }),
  );
  const commit: unknown = info.sha;
  if (typeof commit !== 'string' || !/^[0-9a-f]{40}$/.test(commit)) throw malformed(network, repository, 'no commit');
  return { commit, license: licenseText(info.cardData?.license) ?? licenseText(licenseTags(info.tags)) };
}

/** Pins a revision to its commit and lists that commit's files. @throws DownloadError, Canceled */
export async function readSnapshot(
  network: Network,
  repository: string,
  revision?: string,
  options: ListingOptions = {},
): Promise<Snapshot> {
  const { commit, license } = await readCommit(network, repository, revision, options);
  const files: RemoteFile[] = [];
  let entries = 0;
  const listing = listFiles({
    repo: { type: 'model', name: repository },
    revision: commit,
    hubUrl: network.endpoint,
    fetch: listingFetch(network, repository, options),
  });
  await understood(network, repository, async () => {
    for await (const entry of listing) {
      if (++entries > maxEntries)
        throw malformed(network, repository, `more than ${maxEntries.toLocaleString('en')} files`);
      if (entry.type === 'file') files.push(remoteFile(entry, network, repository));
    }
  });
  return { repository, commit, license, files };
}

/** The library trips over answers of another shape. */
async function understood<T>(network: Network, repository: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof TypeError ? malformed(network, repository, 'something other than its files') : error;
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

function licenseTags(tags: unknown): string[] {
  const prefix = 'license:';
  const texts: unknown[] = Array.isArray(tags) ? tags : [];
  return texts.flatMap((tag) => (typeof tag === 'string' && tag.startsWith(prefix) ? [tag.slice(prefix.length)] : []));
}

function malformed({ endpoint }: Network, repository: string, what: string): DownloadError {
  return new DownloadError(
    plain`${endpoint} lists ${repository} with ${what}, so its files cannot be checked. Check HF_ENDPOINT, or try again later.`,
  );
}

/** Our network as @huggingface/hub takes it. Only JSON comes through, bounded in length, time and number of pages. */
function listingFetch(network: Network, repository: string, options: ListingOptions): typeof fetch {
  const { endpoint, retryMilliseconds: firstDelay } = network;
  let pages = 0;
  return (input) => {
    const url = input instanceof Request ? input.url : input.toString();
    // What the library asks for follows from the last page, which the server wrote.
    if (++pages > maxPages) throw malformed(network, repository, 'pages without end');
    if (new URL(url).origin !== new URL(endpoint).origin)
      throw malformed(network, repository, 'a page on another server');
    const read = async () => {
      const answer = await network.get(url, {
        headers: { accept: 'application/json' },
        signal: options.signal,
        limit: pageLimit,
      });
      const { status, headers, body } = answer;
      if (status >= 400) {
        await body.discard();
        throw refusal(status, headers, { endpoint, repository, token: await network.tokenUse() });
      }
      const text = await readText(body, network, repository);
      return new Response(text, { status, headers: { link: headers.get('link') ?? '' } });
    };
    return withRetries(read, { ...options, what: `Listing ${repository}`, firstDelay, attempts: 4 });
  };
}

async function readText(body: AsyncIterable<Uint8Array>, network: Network, repository: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > maxPageBytes) throw malformed(network, repository, `a page of more than ${formatBytes(maxPageBytes)}`);
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
