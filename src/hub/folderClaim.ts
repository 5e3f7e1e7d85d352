import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { plain } from '../base/plainText';
import { makeFolder } from '../base/makeFolder';
import { isRunning } from '../base/isRunning';
import { DownloadError } from '../protocol/errors';

/** A claim that its owner has not renewed for this long is left over, whatever process has its number now. */
const staleMilliseconds = 60_000;
const renewMilliseconds = 15_000;

/**
 * Runs `work` while no other process works on the same model: two windows share one store.
 * @param file holds the process's number meanwhile
 * @throws DownloadError when another process is at it
 */
export async function withClaim<T>(file: string, what: string, work: () => Promise<T>): Promise<T> {
  await makeFolder(path.dirname(file));
  if (!(await claim(file))) {
    const owner = await ownerOf(file);
    if (owner !== undefined) {
      throw new DownloadError(
        plain`${what} is being worked on by another window or terminal (process ${owner}). Wait for it, or cancel it there.`,
      );
    }
    await rm(file, { force: true });
    if (!(await claim(file))) {
      throw new DownloadError(
        plain`${what} was just taken up by another window or terminal. Wait for it, or cancel it there.`,
      );
    }
  }
  const renewal = setInterval(() => void renew(file), renewMilliseconds);
  renewal.unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await rm(file, { force: true });
  }
}

/** Whether another process works on it now. */
export async function isClaimed(file: string): Promise<boolean> {
  return (await ownerOf(file)) !== undefined;
}

async function claim(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // A full disk has room for the file, but not for what is in it.
    await rm(file, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** The process that holds the claim; undefined when it is gone. */
async function ownerOf(file: string): Promise<string | undefined> {
  const found = await Promise.all([readFile(file, 'utf8'), stat(file)]).catch(() => undefined);
  // A time in the future says as little as one long past: the clock was set back.
  if (found === undefined || Math.abs(Date.now() - found[1].mtimeMs) > staleMilliseconds) return undefined;
  const pid = Number(found[0]);
  // Nothing in it is the moment between creating the file and writing to it.
  if (pid === 0) return 'that is starting';
  return isRunning(pid) ? `${pid}` : undefined;
}

async function renew(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
}
