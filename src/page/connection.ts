interface VsCodeApi<Out> {
  postMessage(message: Out): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi<Out>(): VsCodeApi<Out>;

/** A view's only way to the extension, and to the state that VS Code restores its panel with. */
export interface Connection<In, Out> {
  readonly post: (message: Out) => void;
  readonly listen: (receive: (message: In) => void) => void;
  /** What was stored last; it comes from the disk. */
  readonly restore: () => unknown;
  readonly store: (state: unknown) => void;
}

/** Connects a view. To be called once. */
export function connect<In, Out>(): Connection<In, Out> {
  const api = acquireVsCodeApi<Out>();
  return {
    post: (message) => api.postMessage(message),
    listen: (receive) => window.addEventListener('message', ({ data }: MessageEvent<In>) => receive(data)),
    restore: () => api.getState(),
    store: (state) => api.setState(state),
  };
}
