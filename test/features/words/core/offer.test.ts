import assert from 'node:assert/strict';
import { test } from 'node:test';
import { continued, outcomeOf, type OfferOutcome } from '../../../../src/features/words/core/offer';

const texts = ['know if you', 'know what', 'keep '];

function check(written: string, outcome: OfferOutcome, isTyped = true): void {
  assert.equal(outcomeOf(texts, written, isTyped), outcome, written);
}

test('an offer stays open while what is typed fits', () => {
  check('', 'open');
  check('kn', 'open');
  check('Know ', 'open');
  check('know if you', 'open');
  check('kee', 'open');
});

test('an offer that is typed to its end is finished by the next key', () => {
  check('know if you ', 'finished');
  check('keep,', 'finished');
});

test('an offer is typed over by the first letter that does not fit', () => {
  check('kno ', 'typedOver');
  check('know h', 'typedOver');
  check('b', 'typedOver');
});

test('an offer is accepted whole or word by word', () => {
  check('know', 'partlyAccepted', false);
  check('know if', 'partlyAccepted', false);
  check('know if you', 'accepted', false);
  check('keep', 'accepted', false);
  check('a pasted text', 'typedOver', false);
});

test('what is left of an offer begins as it is written', () => {
  assert.deepEqual(continued(texts, ''), texts);
  assert.deepEqual(continued(texts, 'know '), ['know if you', 'know what']);
  assert.deepEqual(continued(texts, 'Know w'), ['Know what']);
  assert.deepEqual(continued(texts, 'keep'), []);
});
