import { toAttentionView, type FromAttentionView, type ToAttentionView } from '../../core/viewMessages';
import { viewStateOf, type ViewState } from './viewState';

interface VsCodeApi {
  postMessage(message: FromAttentionView): void;
  getState(): unknown;
  setState(state: ViewState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The view's only way to the extension and to its own stored state. */
export interface Connection {
  readonly post: (message: FromAttentionView) => void;
  readonly restore: () => ViewState;
  readonly store: (state: ViewState) => void;
  /** Messages of a shape that the protocol does not know are dropped. */
  readonly listen: (receive: (message: ToAttentionView) => void) => void;
}

/** Connects the view. */
export function connect(): Connection {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    restore: () => viewStateOf(api.getState()),
    store: (state) => api.setState(state),
    listen: (receive) =>
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const message = toAttentionView(data);
        if (message !== undefined) receive(message);
      }),
  };
}
