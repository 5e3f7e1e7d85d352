import path from 'node:path';
import { plain } from '../base/plainText';
import { ProseThread, type DocumentProse } from '../client/proseThread';
import type { SentenceSource } from '../prose/documentUnits';
import { notify } from './terminal';

const thread = new ProseThread(path.join(__dirname, 'proseThread.js'));

/** The prose of a file's text, read in a thread that can be ended. */
export function openProse(file: string, language: string, text: string): DocumentProse {
  return thread.open(...fileSource(file, language, text));
}

/** As `openProse`, for one of many files: its text is let go of when its sentences have been read. */
export function proseSnapshot(file: string, language: string, text: string): SentenceSource {
  return thread.snapshot(...fileSource(file, language, text));
}

function fileSource(file: string, language: string, text: string) {
  const failed = (why: string) =>
    notify(plain`${file} could not be read as ${language}: ${why}. It is treated as plain text.`);
  return [{ language, text, length: text.length }, failed] as const;
}
