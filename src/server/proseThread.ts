import { parentPort } from 'node:worker_threads';
import { messageOf } from '../protocol/errors';
import { ProseDocument } from '../prose/proseDocument';
import { proseLanguage } from '../prose/proseLanguages';
import { answerTo, type ProseReply, type ProseRequest } from '../prose/proseQuestions';

/** Reads prose in a thread of its own, which can be ended whatever a text does to it (client/proseThread). */
const documents = new Map<number, ProseDocument>();
const reply = (message: ProseReply) => parentPort?.postMessage(message);
let last = Promise.resolve();

parentPort?.on('message', (request: ProseRequest | { readonly closed: number }) => {
  last = last
    .then(() => ('closed' in request ? void documents.delete(request.closed) : serve(request)))
    .catch((error: unknown) => reply({ kind: 'failed', why: messageOf(error) }));
});

async function serve({ document: id, opened, edits, name, question }: ProseRequest): Promise<void> {
  const language = opened && (await proseLanguage(opened.language));
  reply({ kind: 'began' });
  if (language !== undefined) documents.set(id, new ProseDocument(language, opened?.text ?? ''));
  const document = documents.get(id);
  if (document === undefined) throw new Error(`Document ${id} has not been opened.`);
  for (const edit of edits) document.update(edit);
  reply({ kind: 'answer', answer: answerTo(document, name, question as never) });
}
