import { AlignedText } from '../steps/alignedText';
import { isPunctuation } from '../steps/characters';
import { lowercase } from '../steps/normalizers';
import { characterPattern } from '../steps/pattern';
import { PrecompiledCharsmap } from '../steps/precompiledCharsmap';
import { split } from '../steps/preTokenizers';
import type { Piece, Segmenter, Stretch } from '../segmenter';
import { readSentencePieceModel } from './sentencePieceModel';
import { SentencePieceNormalizer } from './sentencePieceNormalizer';
import { checkUnigramPieces, type UnigramPiece } from '../models/unigramVocabulary';
import { UnigramSegmenter } from './unigramSegmenter';

/** What tokenizer_config.json says of an spm.model. */
interface SentencePieceOptions {
  /** Spellings that a text never becomes. */
  readonly literal: ReadonlySet<string>;
  readonly lowercase: boolean;
  /** Whether each punctuation character, and each part between such, is cut by itself. */
  readonly splitsPunctuation: boolean;
}

/** The segmenter of an spm.model. @throws TokenizerError naming `origin`, the file */
export function readSentencePieceSegmenter(
  bytes: Uint8Array,
  origin: string,
  options: SentencePieceOptions,
): Segmenter {
  const model = readSentencePieceModel(bytes, origin);
  // A special token of the user-defined kind would be matched in a writer's text.
  const pieces = model.pieces.map((piece): UnigramPiece =>
    options.literal.has(piece.text) && piece.type !== 'unknown' ? { ...piece, type: 'control' } : piece,
  );
  checkUnigramPieces(pieces, origin);
  const normalizer = new SentencePieceNormalizer({
    charsmap: model.charsmap?.length ? new PrecompiledCharsmap(model.charsmap, origin) : undefined,
    addDummyPrefix: model.addDummyPrefix,
    removeExtraWhitespaces: model.removeExtraWhitespaces,
    userDefined: pieces.flatMap((piece) => (piece.type === 'userDefined' ? [piece.text] : [])),
  });
  const segmenter = new UnigramSegmenter(pieces, normalizer);
  return options.lowercase || options.splitsPunctuation ? preparing(segmenter, options) : segmenter;
}

/** A segmenter of lower-cased text, or of text cut at punctuation, as v2's own tokenizer can be configured. */
function preparing(segmenter: UnigramSegmenter, options: SentencePieceOptions): Segmenter {
  const cut = split(characterPattern(isPunctuation), 'Isolated');
  const segment = ({ text, masks, isFirst }: Stretch, maskId: number): Piece[] => {
    const whole = AlignedText.from(text, masks);
    const prepared = options.lowercase ? lowercase(whole) : whole;
    const parts = options.splitsPunctuation ? cut(prepared, isFirst) : [prepared];
    return parts.flatMap((part) =>
      segmenter
        .segment({ text: part.text, masks: masksIn(part), isFirst }, maskId)
        .map(({ id, start, end }) => ({ id, start: startAt(part, start), end: endAt(part, end) })),
    );
  };
  return { vocabulary: segmenter.vocabulary, segment };
}

function masksIn(part: AlignedText): number[] {
  return part.hasMask(0, part.length) ? [...Array(part.length).keys()].filter((offset) => part.isMask(offset)) : [];
}

/** Where in the text the unit at `offset` begins; after the last one, where that ends. */
function startAt(part: AlignedText, offset: number): number {
  return offset < part.length ? part.range(offset, offset + 1).start : endAt(part, offset);
}

function endAt(part: AlignedText, offset: number): number {
  return offset > 0 ? part.range(offset - 1, offset).end : startAt(part, 0);
}
