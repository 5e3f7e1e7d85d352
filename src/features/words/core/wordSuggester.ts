import { Lru } from '../../../base/lru';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import { maxPieces, type WordPrediction } from '../../../protocol/words';
import type { ContextBudget } from './contextBudget';
import type { FillContext } from './fillContext';
import { rankWords, type WordSuggestion } from './rankWords';

/** What is asked of a suggester beside the context. */
export interface SuggestOptions extends CallOptions, ModelRequest {
  /** Whether these suggestions, best first, are as sure as one could wish, so that no more need be computed. */
  readonly isEnough: (suggestions: readonly WordSuggestion[]) => boolean;
  /** Milliseconds that refining an answer may take; what does not fit is left out. */
  readonly budget: number;
}

/** What the engine has said of a word of which `prefix` was typed; longer beginnings are sifted from it. */
interface Known {
  readonly prefix: string;
  readonly pieces: number;
  readonly prediction: WordPrediction;
}

/** Enough that the typed letters of a less likely word still find it. */
const topK = 500;
const maximumSuggestions = 9;
const rememberedContexts = 100;
/** Letters from which on a beginning says enough for longer words to be built on it. */
const lettersToBuildOn = 2;
/** Forward passes of one row that a beam search costs, about. */
const rowsOfBeamSearch = 12;

/**
 * Suggests words with a masked language model. The typed letters of a word are masked with it, so what the model says does not
 * depend on them: one forward pass a word, remembered, and each further letter only sifts its words. Where sifting leaves
 * nothing that is sure, the engine is asked again with the typed letters: for all pieces that begin with them, and for
 * words of several pieces.
 */
export class WordSuggester {
  readonly #known = new Lru<string, Known>(rememberedContexts);

  constructor(
    private readonly engine: Pick<EngineApi, 'fillWords'>,
    private readonly budget: ContextBudget,
  ) {}

  /** The likeliest words that fit, best first, at most nine. Rejects as the engine does. */
  async suggest(context: FillContext, options: SuggestOptions): Promise<WordSuggestion[]> {
    const key = keyOf(context, options);
    const remembered = this.#known.get(key);
    const typed = context.typed.toLowerCase();
    const usable = remembered !== undefined && typed.startsWith(remembered.prefix) ? remembered : undefined;
    let known = usable ?? (await this.#ask(context, options, 1));
    this.#known.set(key, known);
    let suggestions = rankWords(known.prediction, context);
    const pieces = this.#affordablePieces(context, options);
    const isRefined = known.prefix === typed && known.pieces >= pieces;
    if (typed.length >= lettersToBuildOn && !isRefined && !options.isEnough(suggestions)) {
      known = await this.#ask(context, options, pieces);
      this.#known.set(key, known);
      suggestions = rankWords(known.prediction, context);
    }
    return suggestions.slice(0, maximumSuggestions);
  }

  #affordablePieces({ text }: FillContext, options: SuggestOptions): number {
    const row = this.budget.milliseconds(options, text.length);
    return row * rowsOfBeamSearch <= options.budget ? maxPieces : 1;
  }

  async #ask(context: FillContext, options: SuggestOptions, pieces: number): Promise<Known> {
    const { text, range, typed, rest } = context;
    const { model, precision, signal, lane, onProgress } = options;
    const request = { model, precision, text, range, prefix: typed, suffix: rest, topK, pieces };
    const started = performance.now();
    const prediction = await this.engine.fillWords(request, { signal, lane, onProgress });
    const milliseconds = performance.now() - started;
    await this.budget.learn(options, { signal });
    if (pieces === 1) this.budget.measured(options, text.length, milliseconds);
    return { prefix: typed.toLowerCase(), pieces, prediction };
  }
}

/** What an answer depends on, apart from the typed letters. */
function keyOf({ text, range, rest }: FillContext, { model, precision }: SuggestOptions): string {
  const [left, right] = [text.slice(0, range.start), text.slice(range.end)];
  return JSON.stringify([model, precision, left, rest, right.trimStart(), /^\s/u.test(right)]);
}
