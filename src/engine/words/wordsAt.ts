import { isWord, isWordPart } from '../../base/word';
import type { WordCandidate } from '../../protocol/words';
import { PieceIndex } from './pieceIndex';
import { decodeRows, type DecodedMask } from '../batch/decodeMasks';
import { filled, masks, piecesInPlace, rowOf, type Fills, type MaskedPlaces } from './maskedPlaces';
import type { ModelRunner } from '../batch/modelRunner';
import { wordLogProbability } from './pieceChain';

/** A word with the ids of its pieces. */
export interface BuiltWord extends WordCandidate {
  readonly ids: readonly number[];
}

/** What a word must look like. */
export interface WordShape {
  /** In small letters. */
  readonly prefix: string;
  readonly suffix: string;
  /** The most pieces. */
  readonly pieces: number;
  readonly topK: number;
}

/** Part of a word: the pieces so far. */
interface Beginning {
  readonly ids: readonly number[];
  readonly text: string;
  readonly startsWord: boolean;
  readonly logs: readonly number[];
}

const empty: Beginning = { ids: [], text: '', startsWord: false, logs: [] };
/** Beginnings of a word that are followed up. */
const beamWidth = 4;
/** A beginning that is less likely than the best word by more than this many nats is given up. */
const hopeless = 7;

/**
 * Whole words for one place, best first: single pieces by one forward pass, longer ones by a beam search over as many
 * masks as they have pieces. `unseen` is the probability of the single pieces that were not looked at.
 */
export async function wordsAt(
  model: ModelRunner,
  places: MaskedPlaces,
  fills: Fills,
  place: number,
  shape: WordShape,
): Promise<{ readonly words: BuiltWord[]; readonly unseen: number }> {
  const search = new WordSearch(model, places, fills, place, shape);
  const { singles, unseen } = await search.singles();
  const words = [...singles];
  for (let pieces = 2; pieces <= shape.pieces; pieces++) {
    const best = words.reduce((highest, { logProbability }) => Math.max(highest, logProbability), -Infinity);
    words.push(...(await search.ofPieces(pieces, best)));
  }
  return { words: best(words, shape.topK), unseen };
}

/** The best words, each spelling once. */
function best(words: readonly BuiltWord[], count: number): BuiltWord[] {
  const bySpelling = new Map<string, BuiltWord>();
  for (const one of words.toSorted((a, b) => b.logProbability - a.logProbability))
    if (!bySpelling.has(one.text)) bySpelling.set(one.text, one);
  return [...bySpelling.values()].slice(0, count);
}

class WordSearch {
  constructor(
    private readonly model: ModelRunner,
    private readonly places: MaskedPlaces,
    private readonly fills: Fills,
    private readonly place: number,
    private readonly shape: WordShape,
  ) {}

  async singles(): Promise<{ singles: BuiltWord[]; unseen: number }> {
    const { prefix, topK } = this.shape;
    const targetIds = prefix === '' ? undefined : this.#matching(prefix, true).complete;
    const [decoded] = await this.#ask([empty], 1, targetIds, prefix === '' ? topK : 1);
    const found = targetIds === undefined ? decoded!.candidates : decoded!.targets;
    const seen = targetIds === undefined ? found.reduce((sum, one) => sum + Math.exp(one.logProbability), 0) : 1;
    const singles = found.flatMap((one) => this.#extended(empty, one.id, one.logProbability));
    return { singles: singles.flatMap((one) => this.#finished(one)), unseen: Math.max(0, 1 - seen) };
  }

  /** Words of exactly this many pieces, unless they are far less likely than `bestWord`, a log-probability. */
  async ofPieces(pieces: number, bestWord: number): Promise<BuiltWord[]> {
    let beginnings = [empty];
    for (let left = pieces; left > 0 && beginnings.length > 0; left--) {
      const targets = this.#targets(beginnings, left);
      const decoded = await this.#ask(beginnings, left, targets, 4 * beamWidth);
      const next = beginnings.flatMap((beginning, i) =>
        [...decoded[i]!.candidates, ...decoded[i]!.targets].flatMap(({ id, logProbability }) =>
          this.#extended(beginning, id, logProbability, left > 1),
        ),
      );
      // The pieces still to come are counted as certain.
      const bound = ({ logs }: Beginning) => wordLogProbability([...logs, ...Array<number>(left - 1).fill(0)]);
      beginnings = unique(next)
        .filter((one) => bound(one) > bestWord - hopeless)
        .sort((a, b) => bound(b) - bound(a))
        .slice(0, left > 1 ? beamWidth : 4 * beamWidth);
    }
    return beginnings.flatMap((one) => this.#finished(one)).filter(({ ids, text }) => this.#isOwnCut(ids, text));
  }

  #matching(rest: string, atStart: boolean) {
    return PieceIndex.forTokenizer(this.model.tokenizer).matching(rest, atStart && this.#spaced);
  }

  get #spaced(): boolean {
    return this.places.spaced[this.place] === true;
  }

  /** The pieces that can continue what is typed; empty once all of it is spelled. */
  #targets(beginnings: readonly Beginning[], left: number): number[] {
    const ids = new Set<number>();
    for (const { text } of beginnings) {
      const rest = this.shape.prefix.slice(text.length);
      if (rest === '') continue;
      const { complete, partial } = this.#matching(rest, text === '');
      for (const id of [...complete, ...(left > 1 ? partial : [])]) ids.add(id);
    }
    return [...ids];
  }

  async #ask(
    beginnings: readonly Beginning[],
    left: number,
    targetIds: readonly number[] | undefined,
    topK: number,
  ): Promise<DecodedMask[]> {
    const rows = beginnings.map(({ ids }) => {
      const fill = [...ids, ...masks(this.model, left)];
      return rowOf(this.places, filled(this.fills, this.place, fill), this.place, ids.length);
    });
    const decoded = await decodeRows(this.model, rows, { topK, targetIds });
    return decoded.map(([mask]) => mask!);
  }

  /** A beginning with one more piece, if it agrees with what is typed and is part of a word. `more`: others follow. */
  #extended(beginning: Beginning, id: number, logProbability: number, more = false): Beginning[] {
    const { tokenizer } = this.model;
    if (!tokenizer.isCandidate(id)) return [];
    const { text: added, startsWord } = tokenizer.surface(id);
    const isFirst = beginning.ids.length === 0;
    if (isFirst ? this.#spaced && !startsWord : startsWord) return [];
    if (!isWordPart(added)) return [];
    const text = beginning.text + added;
    const spelled = text.toLowerCase().slice(0, this.shape.prefix.length);
    const agrees = more ? this.shape.prefix.startsWith(spelled) : spelled === this.shape.prefix;
    if (!agrees) return [];
    return [
      {
        ids: [...beginning.ids, id],
        text,
        startsWord: isFirst ? startsWord : beginning.startsWord,
        logs: [...beginning.logs, logProbability],
      },
    ];
  }

  #finished({ ids, text, startsWord, logs }: Beginning): BuiltWord[] {
    const { prefix, suffix } = this.shape;
    const fits = text.length >= prefix.length + suffix.length && text.toLowerCase().endsWith(suffix);
    if (!fits || !isWord(text)) return [];
    return [{ ids, text, startsWord, pieces: ids.length, logProbability: wordLogProbability(logs) }];
  }

  /** Whether the vocabulary itself would cut the word so: the model has never seen other cuts. */
  #isOwnCut(ids: readonly number[], text: string): boolean {
    const range = this.places.ranges[this.place]!;
    return piecesInPlace(this.model.tokenizer, this.places.text, range, text).join() === ids.join();
  }
}

/** A piece may come as a candidate and as a target. */
function unique(beginnings: readonly Beginning[]): Beginning[] {
  return [...new Map(beginnings.map((one) => [one.ids.join(), one])).values()];
}
