import { plain } from '../../../base/plainText';
import { TokenizerError } from '../../../protocol/errors';

/** SentencePiece's kinds of vocabulary entries (`ModelProto.SentencePiece.Type`). */
export type PieceType = 'normal' | 'unknown' | 'control' | 'userDefined' | 'unused' | 'byte';

/** One entry; its id is its index. `score` is a log-probability. */
export interface UnigramPiece {
  readonly text: string;
  readonly score: number;
  readonly type: PieceType;
}

/** The largest vocabulary accepted; the largest of the family has 250,101 entries. */
export const largestVocabulary = 1_000_000;

/** UTF-16 units of the longest unigram entry, which bounds the work for each letter; v3's longest has 32. */
const maxPieceLength = 256;

/** What scores are read as: 32-bit numbers. Larger ones, added up, would become infinite. */
const largestScore = 3.5e38;

export function isVocabularyId(id: unknown): id is number {
  return typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < largestVocabulary;
}

/** Checks what the segmentation relies on. @throws TokenizerError naming `origin`, the file. */
export function checkUnigramPieces(pieces: readonly UnigramPiece[], origin: string): void {
  if (pieces.length === 0 || pieces.length > largestVocabulary) {
    throw new TokenizerError(
      plain`${origin} has ${pieces.length} vocabulary entries, which no DeBERTa vocabulary has. Download the file again.`,
    );
  }
  if (!pieces.some((piece) => piece.type === 'unknown')) {
    throw new TokenizerError(plain`${origin} has no entry for unknown characters. Download the file again.`);
  }
  const bad = pieces.findIndex((piece) => piece.text.length === 0 || !(Math.abs(piece.score) < largestScore));
  if (bad >= 0)
    throw new TokenizerError(plain`Entry ${bad} of ${origin} has no text or no finite score. Download the file again.`);
  const long = pieces.findIndex((piece) => piece.text.length > maxPieceLength);
  const length = pieces[long]?.text.length;
  if (length !== undefined) {
    throw new TokenizerError(
      plain`Entry ${long} of ${origin} has ${length} characters, far more than any DeBERTa's. Use the checkpoint's own file.`,
    );
  }
}

/** The byte that a spelling such as `<0xE1>` stands for; undefined for any other spelling. */
export function byteOfPiece(text: string): number | undefined {
  const match = /^<0x([0-9A-F]{2})>$/.exec(text);
  return match?.[1] === undefined ? undefined : parseInt(match[1], 16);
}

/** For each byte the id of its entry; undefined unless all 256 are there. */
export function byteIds(pieces: readonly UnigramPiece[]): readonly number[] | undefined {
  const ids = new Map<number, number>();
  pieces.forEach((piece, id) => {
    const byte = piece.type === 'byte' ? byteOfPiece(piece.text) : undefined;
    if (byte !== undefined) ids.set(byte, id);
  });
  return ids.size === 256 ? Array.from({ length: 256 }, (_, byte) => ids.get(byte) ?? 0) : undefined;
}
