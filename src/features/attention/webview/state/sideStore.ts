import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { checksum } from '../../core/quantities';
import { positionCurve } from '../../core/positionCurve';
import type { Unit } from '../../core/units';
import { Lru } from '../../../../base/lru';
import {
  attentionTerms,
  type AttentionOverview,
  type AttentionRollout,
  type AttentionTrace,
  type ByTerm,
  type MaskTrace,
} from '../../../../protocol/attentionTrace';
import type { MaskCandidate } from '../../../../protocol/predictions';
import type { AttentionPassage, Side, TextPlace, ToAttentionView } from '../../core/viewMessages';
import { arrangeRollout, arrangeTrace, unitsOf, type Arrangement } from './arrangement';
import { arrangeMask } from './maskArrangement';
import type { Selection, ViewState } from './viewState';

/** Bytes of traces that a side keeps besides the one it shows: about ten heads of 512 tokens. */
const maxCacheBytes = 48 * 2 ** 20;

/** The chosen rows, added up. */
export interface RowSums {
  readonly probabilities: Float32Array;
  readonly total: Float32Array;
  readonly terms?: ByTerm<Float32Array>;
}

/** Everything about one of the two passages. Derived numbers are computed only when a view reads them. */
export class SideStore {
  readonly passage = signal<AttentionPassage | undefined>(undefined);
  readonly overview = signal<AttentionOverview | undefined>(undefined);
  readonly trace = signal<AttentionTrace | undefined>(undefined);
  readonly rollout = signal<AttentionRollout | undefined>(undefined);
  readonly mask = signal<{ readonly trace: MaskTrace; readonly candidates: readonly MaskCandidate[] } | undefined>(
    undefined,
  );
  readonly notice = signal<{ readonly kind: 'progress' | 'failure'; readonly text: string } | undefined>(undefined);
  /** What is selected in the editor. */
  readonly highlight = signal<TextPlace | undefined>(undefined);
  #traces = new Lru<string, AttentionTrace | AttentionRollout>(maxCacheBytes, bytesOf);

  constructor(
    readonly side: Side,
    private readonly state: ReadonlySignal<ViewState>,
  ) {}

  readonly selection = computed<Selection>(() => this.state.value.selections[this.side]);

  /** Layer and head, as far as this side's model has them. */
  readonly choice = computed(() => {
    const { layer, head } = this.state.value;
    const overview = this.overview.value;
    const capped = (value: number, count = Infinity) => Math.min(value, count - 1);
    return {
      layer: capped(layer, overview?.layers),
      head: typeof head === 'number' ? capped(head, overview?.heads) : head,
    };
  });

  /** Units of the text strip: all that are not hidden. */
  readonly units = computed<readonly Unit[]>(() => {
    const [overview, passage] = [this.overview.value, this.passage.value];
    const { unit, special } = this.state.value;
    if (overview === undefined || passage === undefined) return [];
    return unitsOf(overview, passage.texts, unit).filter((one) => special === 'show' || !one.special);
  });

  readonly #numberChoices = computed(() => {
    const { quantity, unit, special, pairFilter } = this.state.value;
    return JSON.stringify({ quantity, unit, special, pairFilter });
  });

  readonly arrangement = computed<Arrangement | undefined>(() => {
    const choices = JSON.parse(this.#numberChoices.value) as Parameters<typeof arrangeTrace>[2];
    const texts = this.passage.value?.texts ?? [];
    if (this.choice.value.head === 'rollout')
      return this.rollout.value && arrangeRollout(this.rollout.value, texts, choices);
    return this.trace.value && arrangeTrace(this.trace.value, texts, choices);
  });

  /** What the mask that was decoded last looks at. */
  readonly maskArrangement = computed(() => {
    const { trace } = this.mask.value ?? {};
    if (trace === undefined) return undefined;
    const text = this.passage.value?.texts[trace.sequence[trace.position] ?? 0] ?? '';
    return arrangeMask(trace, text, this.choice.value.head, this.state.value.quantity);
  });

  readonly checksum = computed(() => this.trace.value && checksum(this.trace.value));

  readonly curves = computed(() => {
    const trace = this.trace.value;
    if (trace === undefined) return undefined;
    const curveOf = (scores: Float32Array) => positionCurve(scores, trace.tokens.length);
    return { c2p: curveOf(trace.terms.c2p), p2c: curveOf(trace.terms.p2c) };
  });

  /** Indices of the arrangement's rows that hold the chosen tokens. */
  readonly rows = computed<readonly number[]>(() => {
    const chosen = this.selection.value.rows;
    return (this.arrangement.value?.rows ?? []).flatMap(({ tokens }, index) =>
      tokens.some((token) => chosen.includes(token)) ? [index] : [],
    );
  });

  /** Index of the arrangement's column that holds the chosen token; the first where it is hidden. */
  readonly column = computed(() => {
    const { column } = this.selection.value;
    const columns = this.arrangement.value?.columns ?? [];
    return Math.max(
      0,
      columns.findIndex(({ tokens }) => tokens.includes(column)),
    );
  });

  readonly sums = computed<RowSums | undefined>(() => {
    const arrangement = this.arrangement.value;
    if (arrangement === undefined) return undefined;
    const rows = this.rows.value;
    const add = (matrix: Float32Array) => rowSum(matrix, rows, arrangement.columns.length);
    const { terms } = arrangement;
    return {
      probabilities: add(arrangement.probabilities),
      total: add(arrangement.total),
      terms: terms && { c2c: add(terms.c2c), c2p: add(terms.c2p), p2c: add(terms.p2c) },
    };
  });

  /** Shows a trace that is still at hand, and says whether it was. */
  recall(): boolean {
    const { layer, head } = this.choice.peek();
    const known = this.#traces.get(`${layer}.${head}`);
    if (known === undefined) return false;
    if ('terms' in known) this.trace.value = known;
    else this.rollout.value = known;
    return true;
  }

  /** Begins with another passage or none, at once, so that it never shows with traces of the last one. */
  begin(passage: AttentionPassage | undefined): void {
    this.#traces = new Lru(maxCacheBytes, bytesOf);
    batch(() => {
      this.passage.value = passage;
      this.overview.value = undefined;
      this.trace.value = undefined;
      this.rollout.value = undefined;
      this.mask.value = undefined;
      this.highlight.value = undefined;
      this.notice.value = passage && { kind: 'progress', text: 'Waiting for the engine…' };
    });
  }

  /** Takes an answer; those for an earlier passage are dropped. */
  receive(message: Extract<ToAttentionView, { readonly id: number }>): void {
    if (message.id !== this.passage.peek()?.id) return;
    this.notice.value = undefined;
    switch (message.type) {
      case 'overview':
        this.overview.value = message.overview;
        return;
      case 'trace':
        this.#traces.set(`${message.trace.layer}.${message.trace.head}`, message.trace);
        this.trace.value = message.trace;
        return;
      case 'rollout':
        this.#traces.set(`${message.rollout.layer}.rollout`, message.rollout);
        this.rollout.value = message.rollout;
        return;
      case 'mask':
        this.mask.value = { trace: message.trace, candidates: message.candidates };
    }
  }
}

/** The sum of some rows of a matrix with `columns` columns. */
export function rowSum(matrix: Float32Array, rows: readonly number[], columns: number): Float32Array {
  const sum = new Float32Array(columns);
  for (const row of rows)
    for (let column = 0; column < columns; column++) sum[column]! += matrix[row * columns + column]!;
  return sum;
}

function bytesOf(trace: AttentionTrace | AttentionRollout): number {
  const matrices = 'terms' in trace ? attentionTerms.length + 1 + (trace.partial === undefined ? 0 : 6) : 1;
  return matrices * trace.probabilities.byteLength;
}
