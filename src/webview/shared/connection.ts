interface VsCodeApi<Out> {
  postMessage(message: Out): void;
}

declare function acquireVsCodeApi<Out>(): VsCodeApi<Out>;

/**
 * Connects a view that keeps no state of its own: calls back for each message that `parse` knows, and gives the way back to the extension.
 * To be called once.
 */
export function connectView<In, Out>(
  parse: (message: unknown) => In | undefined,
  receive: (message: In) => void,
): (message: Out) => void {
  const api = acquireVsCodeApi<Out>();
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = parse(data);
    if (message !== undefined) receive(message);
  });
  return (message) => api.postMessage(message);
}
