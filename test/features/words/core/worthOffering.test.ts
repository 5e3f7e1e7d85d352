import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWorthOffering } from '../../../../src/features/words/core/worthOffering';

const known: Readonly<Record<string, number>> = { with: 6800, without: 590, inter: 2, international: 170, know: 900 };
const frequencies = { frequency: (word: string) => known[word.toLowerCase()] ?? 0 };

function check(typed: string, insertText: string, isOffered: boolean, rest = ''): void {
  assert.equal(
    isWorthOffering({ insertText }, { typed, rest }, frequencies),
    isOffered,
    `${typed}|${rest}: ${insertText}`,
  );
}

test('a suggestion saves three characters of a word that is begun, or two of the next one, all its words together', () => {
  check('', 'the', true);
  check('', 'to ', true);
  check('', 'a ', false);
  check('wor', 'working', true);
  check('wor', 'world', false);
  check('', 'of it', true);
  check('k', 'know if', true);
  check('int', 'internal', true, 'al');
  check('intern', 'internal', false, 'al');
});

test('a finished word is not lengthened to a rarer one', () => {
  check('with', 'without', false);
  check('With', 'Without ', false);
  check('inter', 'international', true);
  check('know', 'know if you', true);
  check('xyl', 'xylophone', true);
});
