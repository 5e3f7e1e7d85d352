import { effect, signal, type Signal } from '@preact/signals';
import type { Connection } from '../../../../page/connection';
import type { Explanation, Faithfulness, HeadEffects, LayerGuesses } from '../../../../protocol/explanations';
import type { WordPlace } from '../../core/editAnswer';
import type { Attempt, FromExplanationView, Part, QuestionChange, ToExplanationView } from '../../core/viewMessages';
import { viewStateOf, type ViewState } from './viewState';

/** What a part is doing, or why it has no answer. */
export interface Notice {
  readonly kind: 'progress' | 'failure';
  readonly text: string;
}

/** Texts and switches that are remembered. */
const maxTried = 50;

/** The view's data and actions. Data flows one way: messages and actions change signals, components read them. */
export class ExplanationStore {
  readonly state: Signal<ViewState>;
  readonly explanation = signal<Explanation | undefined>(undefined);
  readonly faithfulness = signal<Faithfulness | undefined>(undefined);
  readonly effects = signal<HeadEffects | undefined>(undefined);
  readonly layers = signal<LayerGuesses | undefined>(undefined);
  readonly notices = signal<Partial<Record<Part, Notice>>>({});
  /** What is shown beside the answer: the last one tried, or one that was chosen; none after a reset. */
  readonly shownAttempt = signal<number | undefined>(undefined);
  /** Said once after an export or another action, and read aloud. */
  readonly announcement = signal('');

  constructor(private readonly connection: Connection<ToExplanationView, FromExplanationView>) {
    this.state = signal(viewStateOf(connection.restore()));
    connection.listen((message) => this.#receive(message));
    effect(() => connection.store(this.state.value));
    connection.post({ type: 'ready' });
  }

  update(change: Partial<ViewState>): void {
    this.state.value = { ...this.state.peek(), ...change };
  }

  ask(change: QuestionChange): void {
    this.connection.post({ type: 'ask', change });
  }

  measureEffects(): void {
    this.#notify('effects', { kind: 'progress', text: 'Measuring every head…' });
    this.connection.post({ type: 'effects' });
  }

  try(attempt: Attempt): void {
    this.#notify('whatIf', { kind: 'progress', text: `${attempt.title}…` });
    this.connection.post({ type: 'whatIf', attempt });
  }

  reveal(place: WordPlace): void {
    this.connection.post({ type: 'reveal', place });
  }

  save(name: string, content: string | Uint8Array): void {
    this.connection.post({ type: 'save', name, content });
  }

  #notify(part: Part, notice: Notice | undefined): void {
    this.notices.value = { ...this.notices.peek(), [part]: notice };
  }

  #receive(message: ToExplanationView): void {
    if (message.type === 'question') return this.#begin(message.question);
    if (message.id !== this.state.peek().question?.id) return;
    switch (message.type) {
      case 'progress':
      case 'failure':
        return this.#notify(message.part, { kind: message.type, text: message.message });
      case 'explanation':
        this.explanation.value = message.explanation;
        return this.#notify('explanation', undefined);
      case 'faithfulness':
        this.faithfulness.value = message.faithfulness;
        return this.#notify('faithfulness', undefined);
      case 'effects':
        this.effects.value = message.effects;
        return this.#notify('effects', undefined);
      case 'layers':
        this.layers.value = message.layers;
        return this.#notify('layers', undefined);
      case 'whatIf': {
        const tried = [...this.state.peek().tried, { attempt: message.attempt, answer: message.answer }];
        this.update({ tried: tried.slice(-maxTried) });
        this.shownAttempt.value = Math.min(tried.length, maxTried) - 1;
        return this.#notify('whatIf', undefined);
      }
    }
  }

  /** What is shown stays until the next explanation is there, unless it is of another text. */
  #begin(question: ViewState['question']): void {
    const before = this.state.peek().question;
    const isSame = JSON.stringify(before?.of) === JSON.stringify(question?.of);
    const isSameText = before?.of.kind === question?.of.kind && before?.of.text === question?.of.text;
    if (!isSameText) this.explanation.value = undefined;
    this.faithfulness.value = this.effects.value = this.layers.value = undefined;
    this.shownAttempt.value = undefined;
    this.notices.value = question === undefined ? {} : { explanation: { kind: 'progress', text: 'Explaining…' } };
    this.update({
      question,
      ...(isSame ? undefined : { tried: [] }),
      ...(isSameText ? undefined : { word: 0, application: 0, head: 0 }),
    });
  }
}

/** What every part of the view is given. */
export interface ExplanationProps {
  readonly store: ExplanationStore;
  readonly explanation: Explanation;
}
