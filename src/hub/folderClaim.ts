import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { isRunning } from '../base/isRunning';
import { makeFolder } from '../base/makeFolder';
import { plain } from '../base/plainText';
import { DownloadError } from '../protocol/errors';
import { onDisk } from './diskSpace';

/** A claim that its owner has not renewed for this long is left over, whatever process has its number now. */
const staleMilliseconds = 60_000;
const renewMilliseconds = 15_000;

/**
 * Runs `work` while no other process works on the same model: two windows share one store.
 * @param file holds the process's number meanwhile
 * @throws DownloadError when another process is at it, or the claim cannot be written
 */
export async function withClaim<T>(file: string, what: string, work: () => Promise<T>): Promise<T> {
  await onDisk(path.dirname(file), async () => {
    await makeFolder(path.dirname(file));
    await take(file, what);
  });
  const renewal = setInterval(() => void renew(file), renewMilliseconds);
  renewal.unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    if (await isOwn(file)) await rm(file, { force: true });
  }
}

async function take(file: string, what: string): Promise<void> {
  if (await claim(file)) return;
  const owner = await ownerOf(file);
  if (owner !== undefined) {
    throw new DownloadError(
      plain`${what} is being worked on by another window or terminal (process ${owner}). Wait for it, or cancel it there.`,
    );
  }
  if (await takeOver(file)) return;
  throw new DownloadError(
    plain`${what} was just taken up by another window or terminal. Wait for it, or cancel it there.`,
  );
}

/** Takes a claim that is left over. One process does so at a time: else the second would remove the first one's new claim. */
async function takeOver(file: string): Promise<boolean> {
  const turn = `${file}.turn`;
  if (!(await claim(turn))) {
    // That of a process that was killed within this moment; the next call finds it gone.
    if ((await ownerOf(turn)) === undefined) await rm(turn, { force: true });
    return false;
  }
  try {
    if ((await ownerOf(file)) !== undefined) return false;
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

async function claim(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(`${process.pid}`);
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
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
  if (found === undefined) return undefined;
  const [pid, { mtimeMs }] = found;
  // A time that is yet to come is no owner's either: the clock was set back.
  if (Math.abs(Date.now() - mtimeMs) > staleMilliseconds) return undefined;
  // Nothing in it is the moment between creating the file and writing to it.
  if (pid === '') return 'that is starting';
  return isRunning(Number(pid)) ? pid : undefined;
}

async function isOwn(file: string): Promise<boolean> {
  return (await readFile(file, 'utf8').catch(() => '')) === `${process.pid}`;
}

async function renew(file: string): Promise<void> {
  const now = new Date();
  if (await isOwn(file)) await utimes(file, now, now).catch(() => undefined);
}
