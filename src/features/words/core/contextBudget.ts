import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';

/**
 * Milliseconds that a forward pass over a word's context may take: while somebody types, and where somebody waits for a
 * list of words.
 */
export const passMilliseconds = { typing: 5, asked: 100 } as const;

/** Lengths of context to choose among, in tokens: few, so that a small change of speed changes no context. */
const steps = [64, 128, 256, 512, 1024];
/**
 * Characters that a token of English text stands for, about; what is more than the model takes, the engine cuts off.
 */
const charactersPerToken = 4;
/** Below this many characters, a pass does not get faster. */
const shortest = 200;

/** What is known of a model: the tokens that it takes, and its speed. */
interface Known {
  readonly maxTokens: number;
  /** Undefined until a pass was measured. */
  readonly millisecondsPerCharacter?: number;
}

/** How much text around a word a model is given to read: as much as it takes, and as it reads in the time there is. */
export class ContextBudget {
  readonly #models = new Map<string, Known>();

  constructor(private readonly engine: Pick<EngineApi, 'describe'>) {}

  /**
   * Characters of context for which one forward pass takes at most `milliseconds`, by the passes that were measured. A
   * model begins with the fewest, so that the first answer comes soon; where time does not matter (Infinity) it gets
   * all it takes, once it is known.
   */
  characters(model: ModelRequest, milliseconds: number): number {
    const { maxTokens = 0, millisecondsPerCharacter = Infinity } = this.#models.get(keyOf(model)) ?? {};
    const isFastEnough = (characters: number) =>
      milliseconds === Infinity || characters * millisecondsPerCharacter <= milliseconds;
    const tokens = steps.findLast((step) => step <= maxTokens && isFastEnough(step * charactersPerToken));
    return (tokens ?? steps[0]!) * charactersPerToken;
  }

  /** Milliseconds of a forward pass over `characters`; 0 for a model that has not been measured. */
  milliseconds(model: ModelRequest, characters: number): number {
    return Math.max(shortest, characters) * (this.#models.get(keyOf(model))?.millisecondsPerCharacter ?? 0);
  }

  /** Asks how much a model takes. Rejects as the engine does. */
  async learn(model: ModelRequest, call: CallOptions = {}): Promise<void> {
    const key = keyOf(model);
    if (this.#models.has(key)) return;
    const { maxTokens } = await this.engine.describe({ model: model.model, precision: model.precision }, call);
    if (!this.#models.has(key)) this.#models.set(key, { maxTokens });
  }

  /**
   * Follows the time of a forward pass, of a model that has been learned of; one slow answer (a model that is being
   * loaded) is soon forgotten.
   */
  measured(model: ModelRequest, characters: number, milliseconds: number): void {
    const key = keyOf(model);
    const known = this.#models.get(key);
    if (known === undefined) return;
    const now = milliseconds / Math.max(shortest, characters);
    const before = known.millisecondsPerCharacter ?? now;
    this.#models.set(key, { ...known, millisecondsPerCharacter: Math.min(now, (before + now) / 2) });
  }
}

function keyOf({ model, precision }: ModelRequest): string {
  return JSON.stringify([model, precision]);
}
