import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftovers } from '../../../../src/features/entities/core/leftovers';
import { parseKey } from '../../../../src/features/entities/core/replacementKey';
import { restoreEntities } from '../../../../src/features/entities/core/restoreEntities';
import { RequestError } from '../../../../src/protocol/errors';
import { literalsIn, replaced } from './replacedDocument';

const document = '\ufeff**Ada** Lovelace met Bob(1) & Ada\r\nLovelace 😀.';
const labels = { 'Ada Lovelace': 'name', Bob: 'name' };

for (const way of ['tags', 'pseudonyms', 'blanks'] as const)
  test(`${way} of an unchanged copy are taken back byte for byte, also by a key that was saved`, async () => {
    const { copy, key } = await replaced(document, 'markdown', labels, way);
    const restored = await restoreEntities(copy, parseKey(JSON.stringify(key)), await literalsIn('markdown'));
    assert.deepEqual(restored, { text: document, isExact: true, count: key.places.length, missing: [] });
  });

test('in an edited copy names are put back wherever they are, as their language writes them', async () => {
  const literals = await literalsIn('markdown');
  const tags = await replaced('Ada_Lovelace & Bob', 'plaintext', { Ada_Lovelace: 'name', Bob: 'name' });
  assert.deepEqual(await restoreEntities('By &#91;NAME 1&#93;\nand [NAME\n1]! No [NAME 10].', tags.key, literals), {
    text: 'By Ada_Lovelace\nand Ada_Lovelace! No [NAME 10].',
    isExact: false,
    count: 2,
    missing: ['[NAME 2]'],
  });
  const made = await replaced(document, 'markdown', labels, 'pseudonyms');
  const [ada, bob] = made.key.names.map(({ replacement }) => replacement);
  const { text, missing } = await restoreEntities(`${bob} met ${ada}, not ${bob}s.`, made.key, literals);
  assert.equal(text, `Bob met Ada Lovelace, not ${bob}s.`);
  assert.deepEqual(missing, []);
});

test('names are put back where no space parts words, and whatever characters they have', async () => {
  const plaintext = await literalsIn('plaintext');
  const tags = await replaced('我是张三。', 'plaintext', { 张三: 'name' });
  assert.equal((await restoreEntities(`${tags.copy}x[NAME 1]`, tags.key, plaintext)).text, '我是张三。x张三');
  const made = await replaced('Call +44 20.', 'plaintext', { '\\+44 20': 'phone' }, 'pseudonyms');
  assert.equal((await restoreEntities('No, call\n555-0100!', made.key, plaintext)).text, 'No, call\n+44 20!');
});

test('a name that ran over lines is put back on one, as in a title', async () => {
  const text = 'Ada\r\n  Lovelace came.\r\n\r\n# Ada Lovelace\r\n';
  const { copy, key } = await replaced(text, 'markdown', { 'Ada Lovelace': 'name' });
  const restored = await restoreEntities(`${copy}More.`, key, await literalsIn('markdown'));
  assert.equal(restored.text, 'Ada Lovelace came.\r\n\r\n# Ada Lovelace\r\nMore.');
});

test('made-up names of different kinds have no word in common', async () => {
  const text = 'Ada Lovelace met Bob Stone, of Acme Works, in Rome.';
  const names = { 'Ada Lovelace': 'person', Bob: 'first name', Stone: 'last name', Acme: 'company', Rome: 'city' };
  const { copy, key } = await replaced(text, 'plaintext', names, 'pseudonyms');
  const words = key.names.flatMap(({ replacement }) => replacement.split(' '));
  assert.equal(new Set(words).size, words.length);
  assert.equal((await restoreEntities(`${copy}.`, key, await literalsIn('plaintext'))).text, `${text}.`);
});

test('blanks of an edited copy cannot be told apart, and that is said', async () => {
  const { copy, key } = await replaced(document, 'markdown', labels, 'blanks');
  await assert.rejects(restoreEntities(`${copy} More.`, key, await literalsIn('markdown')), /blanks don't say what/);
});

test('what is no key, or a damaged one, is refused', async () => {
  const { copy, key } = await replaced(document, 'markdown', labels);
  const changed = (change: object) => JSON.stringify({ ...key, ...change });
  for (const [json, message] of [
    ['', /no key/],
    ['[1]', /no key/],
    ['{"format":"other"}', /no key/],
    [changed({ version: 2 }), /version/],
    [changed({ way: 'else' }), /damaged/],
    [changed({ names: [{ replacement: '', label: '', text: '', source: '' }] }), /damaged/],
    [changed({ places: [{ start: 5, end: 4, text: '' }] }), /damaged/],
    [
      changed({
        places: [
          { start: 9, end: 10, text: '' },
          { start: 2, end: 3, text: '' },
        ],
      }),
      /damaged/,
    ],
    [changed({ places: [{ start: -1, end: 1e300, text: 'x' }] }), /damaged/],
    [changed({ places: null }), /damaged/],
  ] as const)
    assert.throws(
      () => parseKey(json),
      (error) => error instanceof RequestError && message.test(error.message),
      json,
    );
  const wrong = parseKey(changed({ places: [{ start: 0, end: 10 ** 9, text: 'x' }] }));
  await assert.rejects(restoreEntities(copy, wrong, await literalsIn('markdown')), /damaged/);
});

test('what still stands in a copy is found as whole words', () => {
  const copy = 'Adam, `Ada`\n<!-- Ada\nLovelace -->\nLovelace';
  assert.deepEqual(leftovers(copy, ['Ada', 'Ada Lovelace', 'a.c']), [
    { text: 'Ada', line: 1 },
    { text: 'Ada\nLovelace', line: 2 },
  ]);
  assert.deepEqual(leftovers(copy, []), []);
  assert.deepEqual(leftovers('JEAN-Luc 我是张三 Jose\u0301', ['Jean-Luc', '张三', 'Jose']), [
    { text: 'JEAN-Luc', line: 1 },
    { text: '张三', line: 1 },
  ]);
});

test('thousands of names are found at once in a large copy', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `Name ${i}`);
  assert.equal(leftovers(names.join(', '), names).length, names.length);
});
