import { Lru } from '../base/lru';
import type { CallOptions, EngineApi, ModelRequest } from '../protocol/engineApi';
import type { MaskCandidate } from '../protocol/predictions';
import type { FillContext } from './fillContext';
import { rankWords, type WordSuggestion } from './rankWords';

/** What is asked of a suggester beside the context. */
export interface SuggestOptions extends CallOptions, ModelRequest {
  /** Suggestions below this probability (0 to 1) are left out. */
  readonly minimumProbability: number;
}

/** Enough that the typed letters of a less likely word still find it. */
const topK = 500;
const maximumSuggestions = 3;
const rememberedContexts = 100;

/**
 * Suggests words with a masked language model. The typed letters of a word are masked with it, so what the model says does not
 * depend on them: one forward pass a word, remembered, and each further letter only sifts its candidates.
 */
export class WordSuggester {
  readonly #candidates = new Lru<string, readonly MaskCandidate[]>(rememberedContexts);

  constructor(private readonly engine: Pick<EngineApi, 'fillMask'>) {}

  /** The likeliest words that fit, at most three, best first. Rejects as the engine does. */
  async suggest(
    context: FillContext,
    { model, precision, minimumProbability, ...call }: SuggestOptions,
  ): Promise<WordSuggestion[]> {
    const key = JSON.stringify([model, precision, context.left, context.right.trimStart(), /^\s/u.test(context.right)]);
    const candidates = this.#candidates.get(key) ?? (await this.#ask({ model, precision }, context, call));
    this.#candidates.set(key, candidates);
    return rankWords(candidates, context)
      .filter(({ probability }) => probability >= minimumProbability)
      .slice(0, maximumSuggestions);
  }

  async #ask(model: ModelRequest, { left, typed, rest, right }: FillContext, call: CallOptions) {
    const mask = { start: left.length, end: left.length + typed.length + rest.length };
    const predictions = await this.engine.fillMask(
      { ...model, text: left + typed + rest + right, masks: [mask], topK },
      call,
    );
    return predictions[0]?.candidates ?? [];
  }
}
