import { text } from 'node:stream/consumers';
import { ProseDocument } from '../../src/prose/proseDocument';
import { proseLanguage } from '../../src/prose/proseLanguages';

/** A process of its own: reads the documents on standard input, `[[language, text]…]`, and prints of each that has been read the language and the milliseconds of the processor. */
async function main(): Promise<void> {
  const documents = JSON.parse(await text(process.stdin)) as readonly [string, string][];
  console.log('ready');
  for (const [id, content] of documents) {
    const before = process.cpuUsage();
    for (const { sentences } of new ProseDocument(await proseLanguage(id), content).blocks()) void sentences;
    console.log(id, process.cpuUsage(before).user / 1000);
  }
}

void main();
