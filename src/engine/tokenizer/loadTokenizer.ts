import path from 'node:path';
import { plain } from '../../base/plainText';
import { TokenizerError } from '../../protocol/errors';
import { readBytePairFiles } from './bytePairFiles';
import { BytePairSegmenter } from './bytePairSegmenter';
import { PrecompiledCharsmap } from './precompiledCharsmap';
import type { Segmenter } from './segmenter';
import { SegmentedTokenizer } from './segmentedTokenizer';
import { readSentencePieceModel } from './sentencePieceModel';
import { SentencePieceNormalizer } from './sentencePieceNormalizer';
import { addedTokens, property, specialIds, specialNames, type AddedToken, type SpecialNames } from './specialTokens';
import type { Tokenizer } from './tokenizer';
import { readTokenizerFile, readTokenizerObject } from './tokenizerFiles';
import { readTokenizerJson } from './tokenizerJson';
import { checkUnigramPieces, type UnigramPiece } from './unigramVocabulary';
import { UnigramSegmenter } from './unigramSegmenter';

/**
 * Reads the tokenizer of a checkpoint's directory: tokenizer.json, else spm.model (v2, v3), else vocab.json with merges.txt (v1), with the
 * special tokens of tokenizer_config.json, special_tokens_map.json and added_tokens.json.
 * @throws TokenizerError naming the file and what to do.
 */
export async function loadTokenizer(directory: string): Promise<Tokenizer> {
  const [fast, tokenizerConfig, specialTokensMap, addedTokensFile] = await Promise.all([
    readTokenizerObject(directory, 'tokenizer.json'),
    readTokenizerObject(directory, 'tokenizer_config.json'),
    readTokenizerObject(directory, 'special_tokens_map.json'),
    readTokenizerObject(directory, 'added_tokens.json'),
  ]);
  refuseOptions(tokenizerConfig, directory);
  const files = {
    tokenizerConfig,
    specialTokensMap,
    addedTokens: addedTokensFile,
    fastAddedTokens: property(fast, 'added_tokens'),
  };
  const names = specialNames(files);
  const added = addedTokens(files);
  if (fast !== undefined) {
    return finish(readTokenizerJson(fast, names, added, path.join(directory, 'tokenizer.json')), names, added);
  }
  const spm = await readTokenizerFile(directory, 'spm.model');
  if (spm !== undefined) {
    const segmenter = sentencePieceSegmenter(spm, names, path.join(directory, 'spm.model'));
    // The authors' SentencePiece tokenizer adds [MASK] after the vocabulary, and v2's own folders say so nowhere.
    return finish(segmenter, names, added, segmenter.size);
  }
  const vocabulary = await readTokenizerObject(directory, 'vocab.json');
  const merges = await readTokenizerFile(directory, 'merges.txt');
  if (vocabulary === undefined || merges === undefined) {
    throw new TokenizerError(
      plain`${directory} has no tokenizer files. Add the checkpoint's tokenizer.json, or its spm.model (DeBERTa v2 and v3), or its vocab.json and merges.txt (v1).`,
    );
  }
  const addPrefixSpace = property(tokenizerConfig, 'add_prefix_space') === true;
  const pairs = readBytePairFiles(vocabulary, merges.toString('utf8'), names.unk, addPrefixSpace, directory);
  return finish(new BytePairSegmenter(pairs), names, added);
}

function finish(
  segmenter: Segmenter,
  names: SpecialNames,
  added: readonly AddedToken[],
  maskOtherwise?: number,
): Tokenizer {
  const special = specialIds(names, added, segmenter, maskOtherwise);
  const roles = Object.keys(special) as (keyof SpecialNames)[];
  return new SegmentedTokenizer(segmenter, special, [
    ...added,
    ...roles.map((role) => ({ id: special[role], text: names[role] })),
  ]);
}

function sentencePieceSegmenter(bytes: Uint8Array, names: SpecialNames, origin: string): Segmenter {
  const model = readSentencePieceModel(bytes, origin);
  // A special token of the user-defined kind would be matched in a writer's text.
  const special = new Set(Object.values(names));
  const pieces = model.pieces.map((piece): UnigramPiece =>
    special.has(piece.text) && piece.type !== 'unknown' ? { ...piece, type: 'control' } : piece,
  );
  checkUnigramPieces(pieces, origin);
  const normalizer = new SentencePieceNormalizer({
    charsmap: model.charsmap?.length ? new PrecompiledCharsmap(model.charsmap, origin) : undefined,
    addDummyPrefix: model.addDummyPrefix,
    removeExtraWhitespaces: model.removeExtraWhitespaces,
    userDefined: pieces.flatMap((piece) => (piece.type === 'userDefined' ? [piece.text] : [])),
  });
  return new UnigramSegmenter(pieces, normalizer);
}

/** Options no published DeBERTa checkpoint sets; ignoring them would tokenise wrongly without a word. */
function refuseOptions(tokenizerConfig: unknown, directory: string): void {
  for (const option of ['do_lower_case', 'split_by_punct']) {
    if (property(tokenizerConfig, option) === true) {
      throw new TokenizerError(
        plain`${path.join(directory, 'tokenizer_config.json')} asks for "${option}", which is not supported. Use a checkpoint without it.`,
      );
    }
  }
}
