import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { loadTokenizer } from '../../../src/engine/tokenizer/loadTokenizer';
import { inputRow, shortened, type InputRow } from '../../../src/engine/tokenizer/rowTemplate';
import { TokenizerError } from '../../../src/protocol/errors';

/** A post-processor, and the rows that Hugging Face's library makes with it of "ab", and of "ab" with "c". */
interface Kind {
  readonly processor: object;
  readonly single: InputRow;
  readonly pair: InputRow;
}

const file = path.join(__dirname, '../../fixtures/tokenizers/templates.json');
const golden = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly tokens: readonly string[];
  readonly kinds: Readonly<Record<string, Kind>>;
};
const directory = mkdtempSync(path.join(tmpdir(), 'templates-'));
after(() => rmSync(directory, { recursive: true }));

function tokenizerWith(processor: unknown) {
  const vocab = Object.fromEntries(golden.tokens.map((token, id) => [token, id]));
  const model = { type: 'WordPiece', continuing_subword_prefix: '', vocab };
  writeFileSync(path.join(directory, 'tokenizer.json'), JSON.stringify({ model, post_processor: processor }));
  return loadTokenizer(directory);
}

for (const [name, { processor, single, pair }] of Object.entries(golden.kinds)) {
  test(`a post-processor as Hugging Face reads it: ${name}`, async () => {
    const tokenizer = await tokenizerWith(processor);
    const [one, two] = [tokenizer.encode('ab'), tokenizer.encode('ab', 'c')];
    assert.deepEqual({ ids: one.ids, types: one.types }, single);
    assert.deepEqual({ ids: two.ids, types: two.types }, pair);
    assert.deepEqual(inputRow(tokenizer.templates, [7, 8]), single);
    assert.deepEqual(inputRow(tokenizer.templates, [7, 8], [9]), pair);
    const masked = tokenizer.encodeMasked('ab', [{ start: 0, end: 2 }]);
    assert.deepEqual(masked.encoding.ids, [single.ids[0], tokenizer.special.mask, single.ids.at(-1)]);
  });
}

test('special tokens between two texts belong to the first, whatever their types', async () => {
  const { ranges, sequence } = (await tokenizerWith(golden.kinds["RoBERTa's"]?.processor)).encode('ab', 'c');
  assert.deepEqual(sequence, [0, 0, 0, 0, 0, 1, 1]);
  assert.deepEqual(
    ranges.map(({ start, end }) => [start, end]),
    [
      [0, 0],
      [0, 1],
      [1, 2],
      [2, 2],
      [2, 2],
      [0, 1],
      [1, 1],
    ],
  );
});

test('a row that is cut keeps the special token at its end', () => {
  const row = { ids: [1, 7, 8, 2, 9, 9, 2], types: [0, 0, 0, 0, 1, 1, 1] };
  assert.deepEqual(shortened(row, 4), { ids: [1, 7, 8, 2], types: [0, 0, 0, 1] });
  assert.deepEqual(shortened(row, 7), row);
});

for (const processor of [null, { type: 'ByteLevel' }, { type: 'Sequence', processors: [] }]) {
  test(`${JSON.stringify(processor)} says nothing of special tokens: DeBERTa's are put there`, async () => {
    const { ids, types } = (await tokenizerWith(processor)).encode('ab', 'c');
    assert.deepEqual(ids, [1, 7, 8, 2, 9, 2]);
    assert.deepEqual(types, [0, 0, 0, 0, 1, 1]);
  });
}

const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
const text = (id: string) => ({ Sequence: { id, type_id: 0 } });
const single = [special('[CLS]'), text('A'), special('[SEP]')];
const pair = [...single, text('B'), special('[SEP]')];
const template = (given: object) => ({
  type: 'TemplateProcessing',
  single,
  pair,
  special_tokens: { '[CLS]': { ids: [1] }, '[SEP]': { ids: [2] } },
  ...given,
});
const refused: readonly (readonly [name: string, processor: unknown, message: RegExp])[] = [
  ['nothing before a text', template({ single: [text('A'), special('[SEP]')] }), /one special token before a text/],
  [
    'nothing between texts',
    template({ pair: [special('[CLS]'), text('A'), text('B'), special('[SEP]')] }),
    /one special/,
  ],
  [
    'the second text first',
    template({ pair: [special('[CLS]'), text('B'), ...pair.slice(2, 3), text('A')] }),
    /one spe/,
  ],
  ['a text twice', template({ single: [special('[CLS]'), text('A'), text('A'), special('[SEP]')] }), /one special/],
  ['two templates', { type: 'Sequence', processors: [template({}), template({})] }, /one special token before/],
  [
    'a token without an id',
    template({ special_tokens: {} }),
    /post-processor \{"type":"TemplateProcessing".*supported/,
  ],
  ['a third text', template({ pair: [...pair, text('C'), special('[SEP]')] }), /post-processor/],
  [
    'a token of no vocabulary',
    template({ special_tokens: { '[CLS]': { ids: [1] }, '[SEP]': { ids: [99] } } }),
    /token 99/,
  ],
  ['no template', template({ single: 'A' }), /post-processor/],
  ['no sep', { type: 'BertProcessing', cls: ['[CLS]', 1] }, /post-processor \{"type":"BertProcessing"/],
  ['an unknown kind', { type: 'Padding' }, /the post-processor \{"type":"Padding"\}, which is not supported/],
];
for (const [name, processor, message] of refused) {
  test(`a post-processor with ${name} is refused`, async () => {
    await assert.rejects(tokenizerWith(processor), (error: unknown) => {
      assert.ok(error instanceof TokenizerError, String(error));
      assert.match(error.message, message);
      return true;
    });
  });
}
