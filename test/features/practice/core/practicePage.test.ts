import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isPracticeStep, placeOf, practicePage } from '../../../../src/features/practice/core/practicePage';
import { fillContext } from '../../../../src/features/words/core/fillContext';
import { ProseDocument } from '../../../../src/prose/proseDocument';
import { proseLanguage } from '../../../../src/prose/proseLanguages';
import { passageAt } from '../../../../src/prose/prosePassage';

const textAt = (step: Parameters<typeof placeOf>[0], page = practicePage) => {
  const place = placeOf(step, page);
  return place && page.slice(place.start, place.end);
};

describe('the practice page', () => {
  test('has places for words, and texts to select', async () => {
    const document = new ProseDocument(await proseLanguage('markdown'), practicePage);
    for (const [step, typed] of [
      ['gap', ''],
      ['email', 'kn'],
    ] as const) {
      assert.equal(textAt(step), '');
      const caret = placeOf(step, practicePage)!.start;
      assert.equal(fillContext(passageAt(document, caret, 320), caret, 320)?.typed, typed, step);
    }
    assert.match(textAt('classify')!, /^- I love[^]*an account\?$/);
    assert.equal(document.blocks(placeOf('classify', practicePage)).length, 6);
    assert.equal(textAt('inspect'), 'The dog did not cross the street because it was too tired.');
  });

  test('its next gap is offered once one is filled, and none once all are', () => {
    let page = practicePage;
    for (const word of ['learn', 'most', 'been', 'course']) {
      const { start } = placeOf('gap', page)!;
      page = page.slice(0, start) + word + page.slice(start);
    }
    assert.match(page, /want to learn more.*the most beautiful.*have been working.*Of course, it/);
    assert.equal(placeOf('gap', page), undefined);
  });

  test('is found with any line ends and edits around it, and not where it was removed', () => {
    const windows = practicePage.replaceAll('\n', '\r\n');
    for (const step of ['gap', 'email', 'classify', 'inspect'] as const)
      assert.equal(textAt(step, windows)?.replaceAll('\r\n', '\n'), textAt(step), step);
    assert.equal(textAt('inspect', `Mine.\n\n${practicePage}`), textAt('inspect'));
    assert.equal(placeOf('classify', practicePage.replace('## Sort the feedback', '')), undefined);
    assert.equal(placeOf('inspect', practicePage.replace(/The dog .*/, '')), undefined);
    assert.ok(!isPracticeStep('toString'));
  });
});
