// npm run fixtures: writes what the parsers now read of the documents in test/prose/fixtures as what is expected, and
// says how the other fixtures are made. Read `git diff` before you commit.
import fs from 'node:fs';
import path from 'node:path';
import { languageOfFile } from '../src/prose/fileLanguages';
import { ProseDocument } from '../src/prose/proseDocument';
import { proseLanguage } from '../src/prose/proseLanguages';
import { listing } from '../test/prose/check';
import { root } from './lib/command';

async function main(): Promise<void> {
  const folder = path.join(root, 'test/prose/fixtures');
  for (const name of fs.readdirSync(folder).filter((one) => !one.endsWith('.expected'))) {
    const file = path.join(folder, name);
    const language = await proseLanguage(languageOfFile(file));
    const blocks = new ProseDocument(language, fs.readFileSync(file, 'utf8')).blocks();
    const expected = file.replace(/\.\w+$/, '.expected');
    fs.writeFileSync(expected, `${listing(blocks)}\n`);
    console.log(path.relative(root, expected));
  }
  console.log(`\n${fs.readFileSync(path.join(root, 'test/fixtures/README.md'), 'utf8').trimEnd()}`);
}

void main();
