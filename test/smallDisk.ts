import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';

/** A disk of its own in memory, which can be full or closed to writing. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves this many bytes free. */
  readonly fill: (free?: number) => void;
  readonly setReadOnly: () => void;
}

/** Mounts a disk of `megabytes` until the test is over; if that is not allowed, skips the test. */
export function smallDisk(t: TestContext, megabytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'small-disk-'));
  const mount = (options: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
  if (process.platform !== 'linux' || !mount(`size=${megabytes}m`)) {
    rmSync(folder, { recursive: true });
    t.skip('a disk can be mounted by root on Linux only');
    return undefined;
  }
  t.after(() => {
    spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    fill: (free = 0) => {
      const { bavail, bsize } = statfsSync(folder);
      try {
        writeFileSync(path.join(folder, 'filling'), Buffer.alloc(Math.max(0, bavail * bsize - free)));
      } catch (error) {
        // What is at work on the disk may have taken some of the room: it is full all the same.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    setReadOnly: () => spawnSync('mount', ['-o', 'remount,ro', folder]),
  };
}
