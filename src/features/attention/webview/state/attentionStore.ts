import { computed, effect, signal, type Signal } from '@preact/signals';
import type { Connection } from '../../../../page/connection';
import type { FromAttentionView, Side, ToAttentionView } from '../../core/viewMessages';
import type { Cell } from '../../../../page/cells';
import { SideStore } from './sideStore';
import { viewStateOf, type Selection, type ViewState } from './viewState';

/** A cell under the pointer, or marked by the keyboard in a picture of one side. */
export interface HoveredCell extends Partial<Cell> {
  readonly side: Side;
}

/** The view's data and actions. Data flows one way: messages and actions change signals, components read them. */
export class AttentionStore {
  readonly state: Signal<ViewState>;
  readonly sides: readonly [SideStore, SideStore];
  readonly hovered = signal<HoveredCell | undefined>(undefined);
  /** Said once after an export or another action, and read aloud. */
  readonly announcement = signal('');
  /** The sides that have a passage. */
  readonly shown = computed(() => this.sides.filter(({ passage }) => passage.value !== undefined));
  readonly #asked = ['', ''];

  constructor(private readonly connection: Connection<ToAttentionView, FromAttentionView>) {
    this.state = signal(viewStateOf(connection.restore()));
    this.sides = [new SideStore(0, this.state), new SideStore(1, this.state)];
    connection.listen((message) => this.#receive(message));
    for (const side of this.sides) effect(() => this.#ask(side));
    effect(() => connection.store(this.state.value));
    connection.post({ type: 'ready', follow: this.state.peek().follow });
  }

  update(change: Partial<ViewState>): void {
    this.state.value = { ...this.state.peek(), ...change };
  }

  /** Chooses what looks: tokens in place of those chosen, or added to them (and taken away again). */
  chooseRows({ side, selection }: SideStore, tokens: readonly number[], add: boolean): void {
    const { rows, column } = selection.peek();
    const left = rows.filter((row) => !tokens.includes(row));
    const isTakenAway = add && left.length < rows.length && left.length > 0;
    this.#select(side, { rows: !add ? tokens : isTakenAway ? left : [...rows, ...tokens], column });
  }

  chooseCell({ side }: SideStore, rows: readonly number[], column: number): void {
    this.#select(side, { rows, column });
  }

  hover(cell: HoveredCell | undefined): void {
    this.hovered.value = cell;
  }

  follow(on: boolean): void {
    this.update({ follow: on });
    this.connection.post({ type: 'follow', on });
  }

  compare(what: 'text' | 'model' | 'nothing'): void {
    this.connection.post({ type: 'compare', what });
  }

  /** Shows tokens in the editor. */
  reveal(side: SideStore, tokens: readonly number[]): void {
    const place = placeOf(side, tokens);
    if (place !== undefined) this.connection.post({ type: 'reveal', place });
  }

  /** Masks tokens and asks where the mask looks. */
  mask(side: SideStore, tokens: readonly number[]): void {
    const place = placeOf(side, tokens);
    if (place === undefined) return;
    side.notice.value = { kind: 'progress', text: 'Decoding the mask…' };
    this.connection.post({ type: 'mask', place });
  }

  moveWindow({ side }: SideStore, from: number): void {
    this.connection.post({ type: 'window', side, from: Math.max(0, from) });
  }

  save(name: string, content: string | Uint8Array): void {
    this.connection.post({ type: 'save', name, content });
  }

  #select(side: Side, selection: Selection): void {
    const { selections } = this.state.peek();
    this.hovered.value = undefined;
    this.update({ selections: side === 0 ? [selection, selections[1]] : [selections[0], selection] });
  }

  /** Has the head that is chosen traced, once for each choice. */
  #ask(store: SideStore): void {
    const { side, overview, passage, choice } = store;
    const { layer, head } = choice.value;
    if (overview.value === undefined) return;
    const key = `${passage.value?.id}.${layer}.${head}`;
    if (this.#asked[side] === key || store.recall()) {
      this.#asked[side] = key;
      return;
    }
    this.#asked[side] = key;
    this.connection.post(head === 'rollout' ? { type: 'rollout', side, layer } : { type: 'trace', side, layer, head });
  }

  #receive(message: ToAttentionView): void {
    switch (message.type) {
      case 'passages':
        for (const side of this.sides) {
          const passage = message.passages[side.side];
          if (passage?.id !== side.passage.peek()?.id) side.begin(passage);
        }
        return this.update({ passages: message.passages });
      case 'highlight':
        for (const side of this.sides)
          side.highlight.value = message.place?.side === side.side ? message.place : undefined;
        return;
      case 'progress':
      case 'failure':
        this.sides[message.side].notice.value = { kind: message.type, text: message.message };
        return;
      case 'overview':
      case 'trace':
      case 'rollout':
      case 'mask':
        this.sides[message.side].receive(message);
    }
  }
}

/** The range of tokens of one text; undefined for special tokens. */
function placeOf({ side, overview }: SideStore, tokens: readonly number[]) {
  const traced = overview.peek();
  const real = tokens.filter((token) => {
    const range = traced?.ranges[token];
    return range !== undefined && range.end > range.start;
  });
  if (traced === undefined || real.length === 0) return undefined;
  const ranges = real.map((token) => traced.ranges[token]!);
  return {
    side,
    sequence: traced.sequence[real[0]!] ?? 0,
    start: Math.min(...ranges.map(({ start }) => start)),
    end: Math.max(...ranges.map(({ end }) => end)),
  };
}

/** What every part of a side is given. */
export interface SideProps {
  readonly store: AttentionStore;
  readonly side: SideStore;
}
