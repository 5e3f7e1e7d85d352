import { options } from 'preact';
import { visible } from '../base/plainText';

/** Attributes that are read or spoken. */
const told = ['title', 'aria-label', 'aria-description', 'placeholder'];

/**
 * Makes every text that a view draws plain, wherever it comes from: control characters and what nobody sees are shown as `\u…`, so that no
 * override turns a line round and every picture is well-formed XML. To be imported before anything is drawn.
 */
const before = options.vnode?.bind(options);
options.vnode = (node) => {
  // A text is a node without a type whose props are the text itself.
  const { type, props } = node as { readonly type: unknown; props: unknown };
  if (type === null && typeof props === 'string') (node as { props: unknown }).props = visible(props);
  else if (typeof type === 'string') {
    const attributes = props as Record<string, unknown>;
    for (const name of told) if (typeof attributes[name] === 'string') attributes[name] = visible(attributes[name]);
  }
  before?.(node);
};
