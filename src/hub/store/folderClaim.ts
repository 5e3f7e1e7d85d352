import { open, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { isRunning } from '../../base/isRunning';
import { makeFolder, wholeFile } from '../../base/files';
import { plain } from '../../base/plainText';
import { DownloadError } from '../../protocol/errors';
import { onDisk } from './diskSpace';

/** A claim that its owner has not renewed for this long is left over, whatever process has its number now. */
const staleMilliseconds = 60_000;
const renewMilliseconds = 15_000;
/** A claim holds a process's number. */
const maxClaimBytes = 100;

/**
 * Runs `work` while no other process works on the same model: two windows share one store.
 * @param file holds the process's number meanwhile, or nothing where the disk has no room for it
 * @throws DownloadError when another process is at it, or the claim cannot be written
 */
export async function withClaim<T>(file: string, what: string, work: () => Promise<T>): Promise<T> {
  const held = await onDisk(path.dirname(file), async () => {
    await makeFolder(path.dirname(file));
    return take(file, what);
  });
  const renewal = setInterval(() => void renew(file, held), renewMilliseconds);
  renewal.unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    if (await isOwn(file, held)) await rm(file, { force: true });
  }
}

/** @returns what the claim holds */
async function take(file: string, what: string): Promise<string> {
  const held = await claim(file);
  if (held !== undefined) return held;
  const owner = await ownerOf(file);
  if (owner !== undefined) {
    throw new DownloadError(
      plain`${what} is in use by another window or terminal (process ${owner}). Wait for it, or cancel it there.`,
    );
  }
  const taken = await takeOver(file);
  if (taken !== undefined) return taken;
  throw new DownloadError(
    plain`${what} was just claimed by another window or terminal. Wait for it, or cancel it there.`,
  );
}

/** Takes an abandoned claim. One process does so at a time, or a second would remove the first one's new claim. */
async function takeOver(file: string): Promise<string | undefined> {
  const turn = `${file}.turn`;
  if ((await claim(turn)) === undefined) {
    // Left by a process killed at this moment; the next call finds it gone. One that is gone was given back, and
    // removing it would take it from the next owner.
    if (await isLeftOver(turn)) await rm(turn, { force: true });
    return undefined;
  }
  try {
    if ((await ownerOf(file)) !== undefined) return undefined;
    await rm(file, { force: true });
    return await claim(file);
  } finally {
    await rm(turn, { force: true });
  }
}

/** Whether another process works on it now. */
export async function isClaimed(file: string): Promise<boolean> {
  return (await ownerOf(file)) !== undefined;
}

/** @returns what the new claim holds; undefined when there is one already */
async function claim(file: string): Promise<string | undefined> {
  const handle = await open(file, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined;
    throw error;
  });
  if (handle === undefined) return undefined;
  try {
    await handle.writeFile(`${process.pid}`);
    return `${process.pid}`;
  } catch (error) {
    // A full disk has room for an empty claim, which counts as well: models can be removed to free up space.
    if (isFull(error)) return '';
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** The process that holds the claim; undefined when it is gone, or there is no claim. */
async function ownerOf(file: string): Promise<string | undefined> {
  return (await read(file))?.owner;
}

async function isLeftOver(file: string): Promise<boolean> {
  const claim = await read(file);
  return claim !== undefined && claim.owner === undefined;
}

/** A claim, with its owner unless that is gone; undefined when there is none. */
async function read(file: string): Promise<{ readonly owner?: string } | undefined> {
  const found = await Promise.all([wholeFile(file, maxClaimBytes), stat(file)]).catch(() => undefined);
  if (found === undefined) return undefined;
  const [content, { mtimeMs }] = found;
  const pid = content.toString();
  // A time in the future has no owner either: the clock was set back.
  if (Math.abs(Date.now() - mtimeMs) > staleMilliseconds) return {};
  // Nothing in it is the moment between creating the file and writing to it.
  if (pid === '') return { owner: 'that is starting' };
  return isRunning(Number(pid)) ? { owner: pid } : {};
}

async function isOwn(file: string, held: string): Promise<boolean> {
  return (await wholeFile(file, maxClaimBytes).catch(() => undefined))?.toString() === held;
}

async function renew(file: string, held: string): Promise<void> {
  const now = new Date();
  if (await isOwn(file, held)) await utimes(file, now, now).catch(() => undefined);
}
