import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { loadTokenizer } from '../../../src/engine/tokenizer/loadTokenizer';
import { readSentencePieceModel } from '../../../src/engine/tokenizer/sentencePiece/sentencePieceModel';
import type { Tokenizer } from '../../../src/engine/tokenizer/tokenizer';
import type { Encoding } from '../../../src/protocol/text';
import { directories } from './fixtures';

/** A tokenizer.json, and Hugging Face's tokens of each text, by its index: id, start and end. */
interface Kind {
  readonly name: string;
  readonly added: readonly object[];
  readonly normalizer: object | null;
  readonly preTokenizer: object | null;
  readonly model: string;
  readonly golden: Readonly<Record<string, readonly number[]>>;
}

/** Options of an spm.model's tokenizer_config.json, and the ids of a text. */
interface SlowKind {
  readonly options: object;
  readonly golden: Readonly<Record<string, readonly number[]>>;
}

const fixtures = path.join(__dirname, '../../fixtures/tokenizers');
const read = async <T>(name: string): Promise<T> => JSON.parse(await readFile(path.join(fixtures, name), 'utf8')) as T;

describe('as Hugging Face reads it (fixtures/tokenizers/make.py):', async () => {
  const { texts, kinds } = await read<{ texts: readonly string[]; kinds: readonly Kind[] }>('kinds.json');
  const models = await read<Readonly<Record<string, object>>>('vocabularies.json');
  const spm = path.join(directories.seed, 'spm.model');
  let directory = '';
  let charsmap = '';
  before(async () => {
    const bytes = readSentencePieceModel(await readFile(spm), spm).charsmap ?? [];
    charsmap = Buffer.from(bytes).toString('base64');
  });
  beforeEach(async () => (directory = await mkdtemp(path.join(tmpdir(), 'tokenizer-'))));
  after(() => rm(directory, { recursive: true }));

  for (const { name, added, normalizer, preTokenizer, model, golden } of kinds) {
    test(name, async () => {
      const json = { added_tokens: added, normalizer, pre_tokenizer: preTokenizer, model: models[model] };
      const written = JSON.stringify(json).replace(
        '"precompiled_charsmap":"bundled"',
        `"precompiled_charsmap":"${charsmap}"`,
      );
      await writeFile(path.join(directory, 'tokenizer.json'), written);
      await writeFile(path.join(directory, 'tokenizer_config.json'), '{"tokenizer_class":"PreTrainedTokenizerFast"}');
      const tokenizer = await loadTokenizer(directory);
      for (const [index, expected] of Object.entries(golden)) {
        const text = texts[Number(index)] ?? '';
        assert.deepEqual(numbers(tokenizer.encode(text)), expected, JSON.stringify(text));
      }
      checkMasks(tokenizer);
    });
  }

  for (const { options, golden } of await read<readonly SlowKind[]>('slow.json')) {
    test(`an spm.model with ${JSON.stringify(options)}`, async () => {
      await copyFile(spm, path.join(directory, 'spm.model'));
      await writeFile(path.join(directory, 'tokenizer_config.json'), JSON.stringify(options));
      const tokenizer = await loadTokenizer(directory);
      for (const [index, expected] of Object.entries(golden)) {
        const text = texts[Number(index)] ?? '';
        const { ids, ranges } = tokenizer.encode(text);
        assert.deepEqual(ids.slice(1, -1), expected, JSON.stringify(text));
        ranges
          .slice(1)
          .forEach(({ start, end }, i) => assert.ok(start >= (ranges[i]?.start ?? 0) && end >= start, text));
      }
      checkMasks(tokenizer);
    });
  }
});

function numbers({ ids, ranges }: Encoding): number[] {
  return ids.flatMap((id, i) => [id, ranges[i]?.start ?? 0, ranges[i]?.end ?? 0]).slice(3, -3);
}

/** A masked word leaves the other tokens as they are, whether the space before it is masked as well or not. */
function checkMasks(tokenizer: Tokenizer): void {
  const text = 'the café ΟΔΟΣ file, the dog sat (on) <e1> ﬁle the log.';
  const whole = tokenizer.encode(text);
  for (const word of ['café', 'file', 'sat', 'on', 'log']) {
    const [start, end] = [text.indexOf(word), text.indexOf(word) + word.length];
    const isOfWord = whole.ranges.map((range) => range.end > start && range.start < end);
    const first = isOfWord.indexOf(true);
    const count = isOfWord.filter(Boolean).length;
    // The mark of the space before a word is a part of it, also by itself.
    const mark = /^[▁Ġ]$/u.test(whole.tokens[first - 1] ?? '') && whole.ranges[first - 1]?.end === start ? 1 : 0;
    // An entry that reaches beyond the word, as "cat▁sat" or a piece with the sign behind it, cannot be masked alone.
    const reach = whole.ranges.filter((_, i) => isOfWord[i] === true);
    if (reach.at(-1)?.end !== end || text.slice(reach[0]?.start, start).trim() !== '') continue;
    const expected = whole.ids.toSpliced(first - mark, count + mark, tokenizer.special.mask);
    for (const from of text[start - 1] === ' ' ? [start - 1, start] : [start]) {
      const { encoding, positions } = tokenizer.encodeMasked(text, [{ start: from, end }]);
      assert.deepEqual(
        encoding.ids,
        expected,
        `${word} ${from}: ${encoding.tokens.join(' ')} for ${whole.tokens.join(' ')}`,
      );
      assert.deepEqual(encoding.ranges[positions[0] ?? 0], { start: from, end });
    }
  }
}
