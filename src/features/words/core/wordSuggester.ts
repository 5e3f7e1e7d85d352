import { Lru } from '../../../base/lru';
import type { CallOptions, EngineApi, ModelRequest } from '../../../protocol/engineApi';
import { maxPieces, type WordCandidate, type WordPrediction } from '../../../protocol/words';
import type { ContextBudget } from './contextBudget';
import type { FillContext } from './fillContext';
import { evidenceOf, mixed, type Evidence, type PhraseSources } from './phrases/mixWords';
import { mixtures } from './phrases/mixtures';
import { isAtEnd, placeKindOf } from './placeKind';
import { rankWords, type WordSuggestion } from './rankWords';

/** What is asked of a suggester beside the context. */
export interface SuggestOptions extends CallOptions, ModelRequest {
  /** Whether these suggestions, best first, are as sure as one could wish, so that no more need be computed. */
  readonly isEnough: (suggestions: readonly WordSuggestion[]) => boolean;
  /** Milliseconds that refining an answer may take; what does not fit is left out. */
  readonly budget: number;
  /** Whether counts of phrases stay out of it: they are of English. */
  readonly modelAlone?: boolean;
}

/** What the engine has said of a word of which `prefix` was typed; longer beginnings are sifted from it. */
interface Known {
  readonly prefix: string;
  readonly pieces: number;
  readonly prediction: WordPrediction;
  /** Words that only the counts knew, as the model finds them. */
  readonly scored: readonly WordCandidate[];
}

/** Enough that the typed letters of a less likely word still find it. */
const topK = 500;
const maximumSuggestions = 9;
const rememberedContexts = 100;
/** Letters from which on a beginning says enough for longer words to be built on it. */
const lettersToBuildOn = 2;
/** Words of the counts alone that the model is asked about. */
const wordsToScore = 8;
/** Words behind the first one that are offered with it, and how sure each of them must be. */
const wordsAhead = 3;
const surelyAhead = 0.5;
/** Forward passes of one row that a beam search costs, about. */
const rowsOfBeamSearch = 12;

/**
 * Suggests words with a masked language model and counts of phrases. The typed letters of a word are masked with it, so
 * what the model says does not depend on them: one forward pass a word, remembered, and each further letter only sifts
 * its words. Where sifting leaves nothing that is sure, the engine is asked again with the typed letters: for all
 * pieces that begin with them, for words of several pieces, and for those that only the counts know.
 */
export class WordSuggester {
  readonly #known = new Lru<string, Known>(rememberedContexts);

  constructor(
    private readonly engine: Pick<EngineApi, 'fillWords' | 'scoreWords'>,
    private readonly budget: ContextBudget,
    /** Undefined where the model alone is asked. */
    private readonly phrases?: () => Promise<PhraseSources>,
  ) {}

  /** The likeliest words that fit, best first, at most nine. Rejects as the engine does. */
  async suggest(context: FillContext, options: SuggestOptions): Promise<WordSuggestion[]> {
    const sources = options.modelAlone ? undefined : await this.phrases?.();
    const rank = ({ prediction, scored }: Known) =>
      rankWords(withPhrases(prediction, scored, context, sources), context);
    const key = keyOf(context, options);
    const remembered = this.#known.get(key);
    const typed = context.typed.toLowerCase();
    const usable = remembered !== undefined && typed.startsWith(remembered.prefix) ? remembered : undefined;
    let known = usable ?? (await this.#ask(context, options, 1, undefined));
    this.#known.set(key, known);
    let suggestions = rank(known);
    const pieces = this.#affordablePieces(context, options);
    const isRefined = known.prefix === typed && known.pieces >= pieces;
    if (typed.length >= lettersToBuildOn && !isRefined && !options.isEnough(suggestions)) {
      known = await this.#ask(context, options, pieces, sources);
      this.#known.set(key, known);
      suggestions = rank(known);
    }
    return suggestions.slice(0, maximumSuggestions);
  }

  /**
   * The words that follow a suggestion at the end of a text, so sure that all of it together has at least the
   * probability `bound`: at most three, none elsewhere. Rejects as the engine does.
   */
  async ahead(context: FillContext, first: WordSuggestion, bound: number, options: SuggestOptions): Promise<string[]> {
    const words: string[] = [];
    if (!isAtEnd(context)) return words;
    let { probability } = first;
    let text = context.text.slice(0, context.range.start) + first.insertText;
    while (words.length < wordsAhead) {
      text += ' ';
      const range = { start: text.length, end: text.length };
      const place = {
        text,
        range,
        source: context.source,
        typed: '',
        rest: '',
        needsSpace: false,
        sentenceStart: false,
      };
      const [next] = await this.suggest(place, options);
      if (next === undefined || next.probability < surelyAhead || probability * next.probability < bound) break;
      probability *= next.probability;
      words.push(next.insertText);
      text += next.insertText;
    }
    return words;
  }

  #affordablePieces({ text }: FillContext, options: SuggestOptions): number {
    const row = this.budget.milliseconds(options, text.length);
    return row * rowsOfBeamSearch <= options.budget ? maxPieces : 1;
  }

  async #ask(
    context: FillContext,
    options: SuggestOptions,
    pieces: number,
    sources: PhraseSources | undefined,
  ): Promise<Known> {
    const { text, range, typed, rest } = context;
    const { model, precision, signal, lane, onProgress } = options;
    const call = { signal, lane, onProgress };
    const request = { model, precision, text, range, prefix: typed, suffix: rest, topK, pieces };
    const started = performance.now();
    const prediction = await this.engine.fillWords(request, call);
    const milliseconds = performance.now() - started;
    await this.budget.learn(options, { signal });
    if (pieces === 1) this.budget.measured(options, text.length, milliseconds);
    const words =
      sources === undefined || pieces === 1 ? [] : unknownWords(evidenceOf(prediction, placeOf(context), sources));
    const scored =
      words.length === 0 ? [] : await this.engine.scoreWords({ model, precision, text, range, words }, call);
    return { prefix: typed.toLowerCase(), pieces, prediction, scored };
  }
}

/** What the model says, with the counts of phrases mixed in. */
function withPhrases(
  prediction: WordPrediction,
  scored: readonly WordCandidate[],
  context: FillContext,
  sources: PhraseSources | undefined,
): WordPrediction {
  if (sources === undefined) return prediction;
  const all = { ...prediction, words: [...prediction.words, ...scored] };
  return mixed(evidenceOf(all, placeOf(context), sources), mixtures[placeKindOf(context)]);
}

/** Words that only the counts know, the most frequent first. */
function unknownWords({ words }: Evidence): string[] {
  return words
    .filter(({ model }) => model === 0)
    .sort((a, b) => b.ownWord + b.table - a.ownWord - a.table)
    .slice(0, wordsToScore)
    .map(({ text }) => text);
}

function placeOf({ text, range, typed, rest }: FillContext) {
  return { before: text.slice(0, range.start), typed, rest, after: text.slice(range.end) };
}

/** What an answer depends on, apart from the typed letters. */
function keyOf({ text, range, rest }: FillContext, { model, precision }: SuggestOptions): string {
  const [left, right] = [text.slice(0, range.start), text.slice(range.end)];
  return JSON.stringify([model, precision, left, rest, right.trimStart(), /^\s/u.test(right)]);
}
