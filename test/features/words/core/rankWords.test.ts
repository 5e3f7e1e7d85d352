import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillContext } from '../../../../src/features/words/core/fillContext';
import { rankWords } from '../../../../src/features/words/core/rankWords';
import { plainTextLanguage } from '../../../../src/prose/plainText/plainTextLanguage';
import { ProseDocument } from '../../../../src/prose/proseDocument';
import { passageAt } from '../../../../src/prose/prosePassage';
import type { WordPrediction } from '../../../../src/protocol/words';

/** Words from `text: probability`; a leading `·` continues a word. The rest of the probability is unseen. */
function predictionOf(probabilities: Record<string, number>): WordPrediction {
  const words = Object.entries(probabilities).map(([key, probability]) => {
    const text = key.replace('·', '');
    return { text, pieces: 1, startsWord: text === key, logProbability: Math.log(probability) };
  });
  return { words, unseen: 1 - Object.values(probabilities).reduce((sum, one) => sum + one, 0) };
}

/** `source` holds the caret as `|`; `expected` are the texts to insert, best first. */
function check(source: string, probabilities: Record<string, number>, expected: string[]): void {
  const document = new ProseDocument(plainTextLanguage, source.replace('|', ''));
  const caret = source.indexOf('|');
  const context = fillContext(passageAt(document, caret, 320), caret, 320);
  assert.ok(context, source);
  const suggestions = rankWords(predictionOf(probabilities), context);
  assert.deepEqual(
    suggestions.map(({ insertText }) => insertText),
    expected,
    source,
  );
}

test('only what can stand alone is offered', () =>
  check('for a | time', { long: 0.4, '·er': 0.2, s: 0.1, I: 0.05, "don't": 0.02 }, ['long', 'I', "don't"]));

test('candidates spell what is typed, and typed letters stay as typed', () => {
  check('He wor| here', { works: 0.3, Worked: 0.2, walks: 0.4, wor: 0.1 }, ['works', 'worked']);
  check('He Wor| here', { works: 0.3 }, ['Works']);
  check('He nu| here', { NULL: 0.3, Numbers: 0.2 }, ['null', 'numbers']);
  check('HE WOR| HERE', { works: 0.3 }, ['WORKS']);
  check('He wo|ing here', { working: 0.3, wooing: 0.2, world: 0.2, woing: 0.1 }, ['working', 'wooing']);
});

test('neither neighbor is repeated', () => {
  check('for a long | time', { long: 0.5, time: 0.3, short: 0.1 }, ['short']);
  check('a lon| long time', { long: 0.5, lonely: 0.1 }, ['lonely']);
});

test('spellings of one word count together, a sentence begins with a capital', () => {
  check('One. | is two.', { it: 0.2, It: 0.3, this: 0.4 }, ['It', 'This']);
  check('in | today', { paris: 0.1, Paris: 0.3, bed: 0.35 }, ['Paris', 'bed']);
  check('for a |time', { long: 0.4 }, ['long ']);
});

test('at a space the probability is the word’s own, in a word it is that among the words that agree', () => {
  const probability = (source: string, probabilities: Record<string, number>) => {
    const document = new ProseDocument(plainTextLanguage, source.replace('|', ''));
    const caret = source.indexOf('|');
    const context = fillContext(passageAt(document, caret, 320), caret, 320);
    assert.ok(context);
    return rankWords(predictionOf(probabilities), context)[0]?.probability ?? 0;
  };
  const close = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}`);
  close(probability('for a | time', { long: 0.2, Long: 0.1 }), 0.3);
  close(probability('for a lo| time', { long: 0.2, lo: 0.1, short: 0.7 }), 0.2 / 0.3);
  // Half of the mass is unseen: 1/64 of it is taken to agree with two letters.
  close(probability('for a lo| time', { long: 0.2, short: 0.3 }), 0.2 / (0.2 + 0.5 / 64));
});
