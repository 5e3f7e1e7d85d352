import * as vscode from 'vscode';
import { textKey } from '../../../prose/labeledTexts';
import type { LabelingViewState } from '../core/labelingView';
import { type LocatedUnit, revealPlace } from '../../../editor/sources';
import type { LabelFile } from './labelFile';

/** Fewer labeled texts teach nothing. */
const minTexts = 10;

/** Texts to label one after the other. Each label is saved before the next text is shown as labeled. */
export class LabelingSession {
  #index: number;
  #message: string | undefined;
  readonly #own: string[];
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  private constructor(
    readonly file: LabelFile,
    private readonly units: readonly LocatedUnit[],
    private known: ReadonlyMap<string, string>,
    labels: readonly string[],
  ) {
    this.#own = [...new Set([...labels, ...known.values()])];
    this.#index = this.#nextUnlabeled(0);
  }

  /** Begins with the first text that has no label in the file. Texts that occur twice are asked for once. */
  static async open(
    file: LabelFile,
    units: readonly LocatedUnit[],
    labels: readonly string[],
  ): Promise<LabelingSession> {
    const first = new Map([...units].reverse().map((unit) => [keyOf(unit), unit]));
    const once = units.filter((unit) => first.get(keyOf(unit)) === unit);
    return new LabelingSession(file, once, await file.read(), labels);
  }

  /** The same texts and place, with the labels of another file. */
  async into(file: LabelFile): Promise<LabelingSession> {
    const session = new LabelingSession(file, this.units, await file.read(), this.#own);
    session.#index = this.#index;
    return session;
  }

  get state(): LabelingViewState {
    const { units } = this;
    const unit = units[this.#index];
    const neighbor = (at: number) => (units[at]?.source.uri === unit?.source.uri ? units[at]?.text : undefined);
    const counts = new Map(this.#own.map((label) => [label, 0]));
    for (const label of this.known.values()) counts.set(label, (counts.get(label) ?? 0) + 1);
    return {
      file: vscode.workspace.asRelativePath(this.file.uri),
      labels: [...counts].map(([label, texts]) => ({ label, texts })),
      index: this.#index,
      total: units.length,
      labeled: units.filter((one) => this.known.has(keyOf(one))).length,
      current: unit && {
        text: unit.text,
        before: neighbor(this.#index - 1),
        after: neighbor(this.#index + 1),
        document: unit.source.name,
        line: unit.line,
        label: this.known.get(keyOf(unit)),
      },
      message: this.#message,
    };
  }

  /** Why there is too little to train on yet; undefined when there is enough. */
  get missing(): string | undefined {
    const labels = new Set(this.known.values());
    if (labels.size < 2) return 'Use at least two different labels before you train.';
    return this.known.size < minTexts
      ? `Label at least ${minTexts} sentences before you train; hundreds are better.`
      : undefined;
  }

  /** Labels the text and goes to the next one. */
  async give(label: string): Promise<void> {
    const unit = this.units[this.#index];
    const name = label.trim();
    if (unit === undefined || name === '') return;
    await this.#write(unit, name);
    this.move(1);
  }

  /** Takes the text's label away. */
  async clear(): Promise<void> {
    const unit = this.units[this.#index];
    if (unit !== undefined) await this.#write(unit, undefined);
    this.#changed.fire();
  }

  move(by: -1 | 1): void {
    this.#index = Math.min(this.units.length, Math.max(0, this.#index + by));
    this.#changed.fire();
  }

  /** Adds a label, which gets the next key. */
  add(label: string): void {
    const name = label.trim();
    if (name !== '' && !this.#own.includes(name)) this.#own.push(name);
    this.#changed.fire();
  }

  notify(message: string | undefined): void {
    this.#message = message;
    this.#changed.fire();
  }

  /** Shows the text in its document. */
  async reveal(): Promise<void> {
    const unit = this.units[this.#index];
    if (unit !== undefined) await revealPlace(unit.source.uri.toString(), unit.start, unit.end);
  }

  async #write(unit: LocatedUnit, label: string | undefined): Promise<void> {
    const line = label === undefined ? undefined : { text: unit.text, label, source: unit.source.name };
    this.known = await this.file.change(unit.text, line);
    if (label !== undefined && !this.#own.includes(label)) this.#own.push(label);
    this.#message = undefined;
  }

  #nextUnlabeled(from: number): number {
    const found = this.units.findIndex((unit, index) => index >= from && !this.known.has(keyOf(unit)));
    return found < 0 ? 0 : found;
  }
}

function keyOf({ text }: LocatedUnit): string {
  return textKey({ text, labels: [] });
}
