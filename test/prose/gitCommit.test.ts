import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOfFile } from '../../src/prose/fileLanguages';
import { ProseDocument } from '../../src/prose/proseDocument';
import { proseLanguage } from '../../src/prose/proseLanguages';
import { checkBlocks, listing } from './check';

const message = `# Please enter the message.

feat(pier): light the lamp at dusk
# A remark.

The keeper forgot it twice. Ships
waited outside.

- one thing
- another thing

Reviewed-by: A Keeper <keeper@example.com>
Fixes: #12
# ------------------------ >8 ------------------------
diff --git a/lamp b/lamp
+All of this is code.
`;

test('of a commit message the subject, the paragraphs and the items are read', async () => {
  const language = await proseLanguage(languageOfFile('repository/.git/COMMIT_EDITMSG'));
  for (const text of [message, message.replaceAll('\n', '\r\n')]) {
    const blocks = new ProseDocument(language, text).blocks();
    checkBlocks(text, blocks);
    assert.equal(
      listing(blocks),
      [
        'heading | light the lamp at dusk',
        'paragraph | The keeper forgot it twice. | Ships waited outside.',
        'listItem | one thing',
        'listItem | another thing',
      ].join('\n'),
    );
  }
  assert.equal(await proseLanguage('scminput'), language);
});
