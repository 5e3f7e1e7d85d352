import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOf } from '../../src/prose/words';

test('words are divided at bounds, and where a script has no spaces each character is one', () => {
  const words = (text: string, ...bounds: number[]) =>
    wordsOf(text, new Set(bounds)).map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(words("It's  e\u0301t_1, 😀!"), ['It', "'", 's', 'e\u0301t_1', ',', '😀', '!']);
  assert.deepEqual(words('東京x ไทย'), ['東', '京', 'x', 'ไ', 'ท', 'ย']);
  assert.deepEqual(words('unhappy man', 2, 7), ['un', 'happy', 'man']);
  assert.deepEqual(words(' \n'), []);
});
