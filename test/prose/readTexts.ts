import { text } from 'node:stream/consumers';
import { ProseDocument } from '../../src/prose/proseDocument';
import { proseLanguage } from '../../src/prose/proseLanguages';

/** Reads `[[language, text]…]` from standard input; prints each document's language and processor milliseconds. */
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
