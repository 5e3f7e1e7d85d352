import { options } from 'preact';
import { visible } from '../base/plainText';

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

/** Attributes that are read or spoken. */
const textAttributes = ['title', 'aria-label', 'aria-description', 'placeholder'];

/**
 * Makes every text that a view draws plain, wherever it comes from: control characters and what nobody sees are shown
 * as `\u…`, so that no override turns a line round and every picture is well-formed XML. A view draws nothing before it
 * has imported this.
 */
const before = options.vnode?.bind(options);
options.vnode = (node) => {
  // A text is a node without a type whose props are the text itself.
  const { type, props } = node as { readonly type: unknown; props: unknown };
  if (type === null && typeof props === 'string') (node as { props: unknown }).props = visible(props);
  else if (typeof type === 'string') {
    const attributes = props as Record<string, unknown>;
    for (const name of textAttributes)
      if (typeof attributes[name] === 'string') attributes[name] = visible(attributes[name]);
  }
  before?.(node);
};
