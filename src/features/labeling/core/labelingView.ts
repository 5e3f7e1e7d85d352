/** All that the labeling panel shows. */
export interface LabelingViewState {
  /** Where labels are kept. */
  readonly file: string;
  /** In the order of their keys. */
  readonly labels: readonly { readonly label: string; readonly texts: number }[];
  /** Index of the text; equal to `total` after the last one. */
  readonly index: number;
  readonly total: number;
  /** Texts here that have a label. */
  readonly labeled: number;
  readonly current?: {
    readonly text: string;
    /** The texts around it, in the same document. */
    readonly before?: string;
    readonly after?: string;
    readonly document: string;
    readonly line: number;
    readonly label?: string;
  };
  /** What went wrong last, or what is missing before training. */
  readonly message?: string;
}

export interface ToLabelingView {
  readonly type: 'state';
  readonly state: LabelingViewState;
}

/** `give` labels the text and moves on, `move` only moves, `clear` removes its label, `chooseFile` asks for a file. */
export type FromLabelingView =
  | { readonly type: 'ready' | 'clear' | 'reveal' | 'chooseFile' | 'train' }
  | { readonly type: 'give' | 'add'; readonly label: string }
  | { readonly type: 'move'; readonly by: -1 | 1 };
