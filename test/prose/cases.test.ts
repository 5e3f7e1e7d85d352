import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { languageOfFile } from '../../src/prose/fileLanguages';
import { toText } from '../../src/prose/proseBlock';
import { ProseDocument } from '../../src/prose/proseDocument';
import { proseLanguage } from '../../src/prose/proseLanguages';
import { asData, checkBlocks, listing } from './check';

const folder = path.join(__dirname, 'cases');
const files = fs.readdirSync(folder).filter((name) => !name.endsWith('.expected'));
const textOf = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
/** Documents that are short enough to be typed key by key. */
const typable = 1500;

for (const name of files) {
  test(`${name} reads as written down beside it, also as it is typed and with other line ends`, async () => {
    const [text, expected] = [textOf(name), textOf(`${name}.expected`)];
    const language = await proseLanguage(languageOfFile(name));
    const document = new ProseDocument(language, text);
    assert.equal(`${listing(document.blocks())}\n`, expected);
    checkBlocks(text, document.blocks());
    const windows = `\ufeff${text.replaceAll('\n', '\r\n')}`;
    assert.equal(`${listing(new ProseDocument(language, windows).blocks())}\n`, expected);
    if (text.length > typable) return;
    const typed = new ProseDocument(language, '');
    for (const [index, key] of [...text].entries()) {
      const end = [...text].slice(0, index).join('').length;
      typed.update({ start: end, end, text: key });
      typed.blockAt(end);
    }
    assert.deepEqual(asData(typed.blocks()), asData(document.blocks()));
  });
}

test('a caret in the name of a linked page is not in prose, also while the link is open', async () => {
  const text = 'See [[Lamp oil]] and [[Pier|the pier]], then [[Lamp o';
  const document = new ProseDocument(await proseLanguage('markdown'), text);
  const inProse = (offset: number) => {
    const block = document.blockAt(offset);
    return block !== undefined && toText(block, offset) !== undefined;
  };
  for (const part of ['mp oil', 'er|', 'p o']) assert.ok(!inProse(text.lastIndexOf(part)), part);
  assert.ok(inProse(text.indexOf('he pier')));
});
