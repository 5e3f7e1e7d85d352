import { encodeText } from '../../../base/files';
import { plain } from '../../../base/plainText';
import { maxDocumentBytes } from '../../../protocol/text';
import { text } from '../../../terminal/arguments';
import type { Command } from '../../../terminal/command';
import { languageOption } from '../../../terminal/documentFile';
import { exactDocument, freePlaces, outOptions, writeOut } from '../../../terminal/exactDocument';
import { openProse } from '../../../terminal/prose';
import { notify } from '../../../terminal/terminal';
import { readText } from '../../../terminal/textFile';
import { parseKey } from '../core/replacementKey';
import { restoreEntities } from '../core/restoreEntities';

/** `restore`: what `redact` replaced, put back by the key. */
export const restore: Command = {
  takes: 'COPY',
  does: 'puts back what redact replaced',
  options: { key: ['FILE', 'the key that redact wrote'], ...outOptions, ...languageOption },
  notes: ['A copy that was edited is restored by its tags or made-up values, wherever they are; blanks cannot be.'],
  example: 'copy.md --key letter.key --out letter.md',
  async run({ given }) {
    const { file, content, language, encoding } = await exactDocument(
      given,
      [given.model, ...given.texts].filter(Boolean),
    );
    await freePlaces(given, ['out']);
    const key = parseKey(await readText(text(given, 'key'), 4 * maxDocumentBytes));
    const prose = openProse(file, language, content);
    const restored = await restoreEntities(content, key, (insertions) => prose.literals(insertions));
    await writeOut(given, 'out', encodeText(restored.text, encoding));
    if (restored.isExact) return notify(plain`Restored as it was.`);
    notify(plain`The copy was edited: ${restored.count} put back by their names.`);
    for (const name of restored.missing) notify(plain`The copy no longer has “${name}”.`);
  },
};
