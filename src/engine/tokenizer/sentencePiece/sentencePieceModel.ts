import { BinaryReader } from '@bufbuild/protobuf/wire';
import { plain } from '../../../base/plainText';
import { TokenizerError } from '../../../protocol/errors';
import type { PieceType, UnigramPiece } from '../models/unigramVocabulary';

/** What is used of a SentencePiece `ModelProto` (sentencepiece/src/sentencepiece_model.proto). */
interface SentencePieceModel {
  readonly pieces: readonly UnigramPiece[];
  readonly charsmap: Uint8Array | undefined;
  readonly addDummyPrefix: boolean;
  readonly removeExtraWhitespaces: boolean;
}

const pieceTypes: Readonly<Record<number, PieceType>> = {
  1: 'normal',
  2: 'unknown',
  3: 'control',
  4: 'userDefined',
  5: 'unused',
  6: 'byte',
};
const modelTypeUnigram = 1;

/** Reads an spm.model. @throws TokenizerError naming `origin` when it is damaged or isn't a unigram model. */
export function readSentencePieceModel(bytes: Uint8Array, origin: string): SentencePieceModel {
  const model = {
    pieces: [] as UnigramPiece[],
    charsmap: undefined as Uint8Array | undefined,
    addDummyPrefix: true,
    removeExtraWhitespaces: true,
  };
  try {
    readFields(new BinaryReader(bytes), (field, reader) => {
      if (field === 1) model.pieces.push(readPiece(nested(reader)));
      else if (field === 2) checkTrainer(nested(reader), origin);
      else if (field === 3) Object.assign(model, readNormalizer(nested(reader), origin));
      else return false;
      return true;
    });
  } catch (error) {
    if (error instanceof TokenizerError) throw error;
    throw new TokenizerError(plain`${origin} is not a SentencePiece model or is cut short. Download the file again.`, {
      cause: error,
    });
  }
  return model;
}

/** Calls `read` with every field's number; fields it does not take (false) are skipped. */
function readFields(reader: BinaryReader, read: (field: number, reader: BinaryReader) => boolean): void {
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (!read(field, reader)) reader.skip(wireType, field);
  }
}

function nested(reader: BinaryReader): BinaryReader {
  return new BinaryReader(reader.bytes());
}

function readPiece(reader: BinaryReader): UnigramPiece {
  let text = '';
  let score = 0;
  let type = 1;
  readFields(reader, (field) => {
    if (field === 1) text = reader.string();
    else if (field === 2) score = reader.float();
    else if (field === 3) type = reader.int32();
    else return false;
    return true;
  });
  return { text, score, type: pieceTypes[type] ?? 'unused' };
}

function checkTrainer(reader: BinaryReader, origin: string): void {
  readFields(reader, (field) => {
    if (field === 3 && reader.int32() !== modelTypeUnigram) {
      throw new TokenizerError(
        plain`${origin} is not a unigram model, the kind DeBERTa has. Use the spm.model that belongs to the checkpoint.`,
      );
    } else if (field === 24 && reader.bool()) {
      throw new TokenizerError(
        plain`${origin} writes spaces after words, which no DeBERTa vocabulary does. Use the spm.model that belongs to the checkpoint.`,
      );
    }
    return field === 3 || field === 24;
  });
}

function readNormalizer(reader: BinaryReader, origin: string): Partial<SentencePieceModel> {
  const read: { charsmap?: Uint8Array; addDummyPrefix?: boolean; removeExtraWhitespaces?: boolean } = {};
  readFields(reader, (field) => {
    if (field === 2) read.charsmap = reader.bytes();
    else if (field === 3) read.addDummyPrefix = reader.bool();
    else if (field === 4) read.removeExtraWhitespaces = reader.bool();
    else if (field === 5) {
      if (!reader.bool())
        throw new TokenizerError(
          plain`${origin} does not mark spaces, which every DeBERTa vocabulary does. Use the checkpoint's own spm.model.`,
        );
    } else return false;
    return true;
  });
  return read;
}
