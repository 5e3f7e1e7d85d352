import { rm } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../../base/plainText';
import type { DownloadError } from '../../protocol/errors';
import { hashFile } from '../store/contentHash';
import type { DownloadJournal } from '../store/downloadJournal';
import type { HubResponse, Network } from './network';
import { PartialFile } from './partialFile';
import { pageInPlaceOf, refusal, WrongContent } from './refusal';
import type { RemoteFile, Snapshot } from './repository';
import { TransientFailure, withRetries } from './retry';
import type { ProgressMeter } from '../store/transferProgress';

/** One file on its way from a snapshot into a folder. */
export interface FileDownload {
  readonly network: Network;
  readonly snapshot: Pick<Snapshot, 'repository' | 'commit'>;
  readonly file: RemoteFile;
  readonly folder: string;
  readonly journal: DownloadJournal;
  readonly meter: ProgressMeter;
  readonly signal?: AbortSignal;
}

/**
 * Brings a file into a folder, continuing from what is there of it, and checks size and hash as it arrives. A fault of
 * the content leaves nothing of the file; a broken connection or a cancel leaves `<file>.incomplete`.
 * @returns the SHA-256
 * @throws DownloadError, Canceled
 */
export async function downloadFile(job: FileDownload): Promise<string> {
  const { file, folder, meter, signal, journal } = job;
  const target = path.join(folder, file.path);
  const there = await wholeFile(target, job);
  if (there !== undefined) return there;
  const part = await PartialFile.open(target, file);
  try {
    if (journal.record(file.path)?.hash === file.hash.value) {
      await part.resume((position) => meter.advance(position), signal);
    } else {
      await part.restart();
    }
    return await receive(job, part);
  } catch (error) {
    if (error instanceof WrongContent) await part.restart();
    await part.leave();
    throw error;
  }
}

/** The SHA-256 of a file that an earlier start has finished; undefined when it is not there, or not that one. */
async function wholeFile(target: string, { file, meter, signal }: FileDownload): Promise<string | undefined> {
  let position = 0;
  const onBytes = (bytes: number) => meter.advance((position += bytes));
  const found = await hashFile(target, file.hash.algorithm, onBytes, signal).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined || found.listed === file.hash.value) return found?.sha256;
  await rm(target);
  return undefined;
}

async function receive(job: FileDownload, part: PartialFile): Promise<string> {
  const { file, snapshot, network, signal, meter } = job;
  for (;;) {
    await withRetries(() => receiveRest(job, part), {
      what: `Downloading "${file.path}" of ${snapshot.repository}`,
      signal,
      firstDelay: network.retryMilliseconds,
      position: () => part.position,
      onPause: meter.pause,
    });
    const { sha256, listed } = part.digest();
    if (listed === file.hash.value) {
      await part.finish();
      return sha256;
    }
    if (!part.resumed) {
      throw new WrongContent(
        plain`"${file.path}" of ${snapshot.repository} arrived with different content than listed (${file.hash.algorithm} ${listed.slice(0, 12)}…, not ${file.hash.value.slice(0, 12)}…), and was deleted. Download again; if it happens again, the server or a proxy changes files.`,
      );
    }
    // What lay here from before may be at fault.
    await part.restart();
  }
}

async function receiveRest(job: FileDownload, part: PartialFile): Promise<void> {
  if (part.isComplete && part.position > 0) return;
  const { network, snapshot, file, journal, meter, signal } = job;
  const url = `${network.endpoint}/${snapshot.repository}/resolve/${snapshot.commit}/${encodeURIComponent(file.path)}`;
  const etag = journal.record(file.path)?.etag;
  const range: Record<string, string> =
    part.position > 0
      ? {
          range: `bytes=${part.position}-`,
          ...(etag === undefined || etag.startsWith('W/') ? {} : { 'if-range': etag }),
        }
      : {};
  const response = await network.get(url, { headers: { 'accept-encoding': 'identity', ...range }, signal });
  try {
    await checkAnswer(response, part, job, etag);
  } catch (error) {
    await response.body.discard();
    throw error;
  }
  await journal.write(file.path, { hash: file.hash.value, etag: response.headers.get('etag') ?? undefined });
  for await (const bytes of response.body) {
    if (part.position === 0 && isPage(bytes)) throw refusedPage(job);
    if (part.position + bytes.byteLength > file.size) throw changed(job, 'it is longer than listed');
    await part.append(bytes);
    meter.advance(part.position, bytes.byteLength);
  }
  if (!part.isComplete) throw new TransientFailure(`the connection broke after ${part.position} of ${file.size} bytes`);
}

/** Decides from status and headers whether the body is the rest of the file; starts over if it is the whole. */
async function checkAnswer(response: HubResponse, part: PartialFile, job: FileDownload, etag?: string): Promise<void> {
  const { network, snapshot, file } = job;
  const { status, headers, firstHeaders } = response;
  if (status === 416) {
    await part.restart();
    throw new TransientFailure('the server has no such part of the file');
  }
  if (status !== 200 && status !== 206) {
    const { endpoint } = network;
    const asked = { endpoint, repository: snapshot.repository, path: file.path, token: await network.tokenUse() };
    throw refusal(status, firstHeaders.has('x-error-code') ? firstHeaders : headers, asked);
  }
  if (headers.get('content-type')?.startsWith('text/html') === true) throw refusedPage(job);
  if ((firstHeaders.get('x-repo-commit') ?? snapshot.commit) !== snapshot.commit) {
    throw changed(job, 'the server returned a different commit');
  }
  const linked = firstHeaders.get('x-linked-etag')?.replaceAll('"', '');
  if (linked?.length === file.hash.value.length && linked !== file.hash.value) {
    throw changed(job, 'the server has different content for it');
  }
  if (status === 206) return checkRange(headers, part, job, etag);
  const length = headers.get('content-length');
  const isPlain = (headers.get('content-encoding') ?? 'identity') === 'identity';
  if (isPlain && length !== null && Number(length) !== file.size)
    throw changed(job, `${length} bytes came instead of ${file.size}`);
  if (part.position === 0) return;
  // The whole in place of the rest: a server without ranges, or another state of the file.
  if (etag !== undefined && etag !== headers.get('etag') && linked !== file.hash.value) {
    throw changed(job, 'its ETag is different');
  }
  await part.restart();
}

function checkRange(headers: Headers, part: PartialFile, job: FileDownload, etag?: string): void {
  const range = headers.get('content-range') ?? '';
  const expected = `bytes ${part.position}-${job.file.size - 1}/${job.file.size}`;
  if (part.position === 0 || range !== expected)
    throw changed(job, `"${range.slice(0, 100)}" came instead of "${expected}"`);
  const now = headers.get('etag');
  if (etag !== undefined && now !== null && now !== etag) throw changed(job, 'its ETag is different');
}

function isPage(bytes: Uint8Array): boolean {
  return /^\s*<(?:!doctype|html)/i.test(String.fromCharCode(...bytes.subarray(0, 64)));
}

function refusedPage({ file, snapshot, network }: FileDownload): DownloadError {
  return pageInPlaceOf(`"${file.path}" of ${snapshot.repository}`, network.endpoint);
}

function changed({ file, snapshot }: FileDownload, how: string): WrongContent {
  return new WrongContent(
    plain`"${file.path}" of ${snapshot.repository} is not the file that was listed: ${how}. It was deleted. Download again; if it happens again, the server or a proxy changes files.`,
  );
}
