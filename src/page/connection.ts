interface VsCodeApi<Out> {
  postMessage(message: Out): void;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi<Out>(): VsCodeApi<Out>;

/**
 * Connects a view that keeps no state of its own: calls back for each message that `parse` knows, and gives the way back to the extension.
 * What `keep` makes of the last message is what VS Code restores the panel with. To be called once.
 */
export function connectView<In, Out>(
  parse: (message: unknown) => In | undefined,
  receive: (message: In) => void,
  keep?: (message: In) => unknown,
): (message: Out) => void {
  const api = acquireVsCodeApi<Out>();
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = parse(data);
    if (message === undefined) return;
    receive(message);
    if (keep !== undefined) api.setState(keep(message));
  });
  return (message) => api.postMessage(message);
}
