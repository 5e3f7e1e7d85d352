import { text } from 'node:stream/consumers';
import { ProseDocument } from '../../src/prose/proseDocument';
import { proseLanguage } from '../../src/prose/proseLanguages';

/** A process of its own: reads the documents on standard input, `[[language, text]…]`, and names the language of each that has been read. */
async function main(): Promise<void> {
  const documents = JSON.parse(await text(process.stdin)) as readonly [string, string][];
  console.log('ready');
  for (const [id, content] of documents) {
    for (const { sentences } of new ProseDocument(await proseLanguage(id), content).eachBlock()) void sentences;
    console.log(id);
  }
}

void main();
