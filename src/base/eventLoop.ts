/** Lets the event loop poll once for what has arrived: the first turn may end in the middle of a poll, the second holds a whole one. */
export async function wholePoll(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
