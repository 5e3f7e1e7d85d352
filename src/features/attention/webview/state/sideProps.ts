import type { AttentionStore } from './attentionStore';
import type { SideStore } from './sideStore';

/** What every part of a side is given. */
export interface SideProps {
  readonly store: AttentionStore;
  readonly side: SideStore;
}
