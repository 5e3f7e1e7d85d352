import type { FromLabelingView } from '../core/labelingView';

/** The keys of labels, in their order. */
export const labelKeys = '1234567890qwertyuiop';

const otherKeys: Readonly<Record<string, FromLabelingView>> = {
  ' ': { type: 'move', by: 1 },
  ArrowRight: { type: 'move', by: 1 },
  ArrowLeft: { type: 'move', by: -1 },
  Backspace: { type: 'move', by: -1 },
  Delete: { type: 'clear' },
};

/** What a key asks for, given the labels in the order of their keys. */
export function pressOf(key: string, labels: readonly string[]): FromLabelingView | undefined {
  const place = key.length === 1 ? labelKeys.indexOf(key) : -1;
  const label = place < 0 ? undefined : labels[place];
  return label === undefined ? otherKeys[key] : { type: 'give', label };
}

/** Listens for keys, but not where something is typed, and not with Ctrl, Alt or Meta. */
export function listenForKeys(labels: () => readonly string[], post: (message: FromLabelingView) => void): void {
  window.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target as HTMLElement | null;
    if (target?.tagName === 'INPUT' || (target?.tagName === 'BUTTON' && event.key === ' ')) return;
    const message = pressOf(event.key, labels());
    if (message === undefined) return;
    event.preventDefault();
    post(message);
  });
}
