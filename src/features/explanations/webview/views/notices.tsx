import type { Part } from '../../core/viewMessages';
import type { ExplanationStore } from '../state/explanationStore';

/** What a part of the view is doing, or why it has no answer. */
export function Notices({ store, part }: { readonly store: ExplanationStore; readonly part: Part }) {
  const notice = store.notices.value[part];
  if (notice === undefined) return null;
  return notice.kind === 'failure' ? (
    <p class="failure" role="alert">
      {notice.text}
    </p>
  ) : (
    <p class="message" role="status">
      {notice.text}
    </p>
  );
}
