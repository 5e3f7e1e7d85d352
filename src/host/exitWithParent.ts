const checkMilliseconds = 1000;

/**
 * Ends this process as soon as its parent is gone or lets go of it. The channel's end says so at once; the parent's id is watched
 * as well, because another child of the parent may have inherited the channel and hold it open.
 */
export function exitWithParent(): void {
  const parent = process.ppid;
  process.once('disconnect', () => process.exit(0));
  setInterval(() => {
    if (!process.connected || process.ppid !== parent || !isAlive(parent)) process.exit(0);
  }, checkMilliseconds).unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
