import { Worker } from 'node:worker_threads';
import type { DocumentSentence, SentenceSource } from '../prose/documentUnits';
import type { ProseBlock } from '../prose/proseBlock';
import type { ProseEdit, ProseSentence } from '../prose/proseDocument';
import type { Insertion } from '../prose/proseLanguage';
import type { ProsePassage } from '../prose/prosePassage';
import type {
  ProsePortion,
  ProseQuestionName,
  ProseQuestions,
  ProseReply,
  ProseRequest,
} from '../prose/proseQuestions';
import type { TextRange } from '../protocol/text';

/** A document as it is now. */
export interface ProseSource {
  /** VS Code's id. */
  readonly language: string;
  readonly text: string;
  readonly length: number;
}

interface Asked {
  readonly document: DocumentProse;
  readonly name: ProseQuestionName;
  readonly question: unknown;
  readonly resolve: (answer: never) => void;
  readonly reject: (reason: Error) => void;
}

/** Milliseconds that an answer may take, and more for each character of its document: an edit may cut it all again. */
const answerMilliseconds = 2000;
const characterMilliseconds = 0.001;
const tickMilliseconds = 100;
/** Bytes by which an answer may grow the process. Node's own limits may end the whole process with the thread. */
const maxGrowth = 1024 ** 3;
/** From this many edits on that nobody has asked about, the whole text is sent instead. */
const maxEdits = 100;
const plainText = 'plaintext';
const everything: TextRange = { start: 0, end: Infinity };

/**
 * The thread that reads prose (server/proseThread). It starts with the first question, and is ended when reading takes
 * too long or fails: that document is plain text from then on, and whatever else was asked is asked of the next thread.
 */
export class ProseThread {
  #worker: Worker | undefined;
  /** In the order in which they are answered. */
  #asked: Asked[] = [];
  #watch: NodeJS.Timeout | undefined;
  #opened = 0;

  /** `file` is the bundled program, `dist/proseThread.js`. */
  constructor(private readonly file: string) {}

  /** `failed` is called once, with the reason, if the document can't be read in its language. */
  open(source: ProseSource, failed: (why: string) => void): DocumentProse {
    return new DocumentProse(this, this.#opened++, source, failed);
  }

  /** A document that the thread keeps only while its sentences are read. */
  snapshot(source: ProseSource, failed: (why: string) => void): SentenceSource {
    const open = () => this.open(source, failed);
    return {
      text: source.text,
      async *sentences(range) {
        const prose = open();
        try {
          yield* prose.sentences(range);
        } finally {
          prose.close();
        }
      },
    };
  }

  ask<N extends ProseQuestionName>(
    document: DocumentProse,
    name: N,
    question: ProseQuestions[N][0],
  ): Promise<ProseQuestions[N][1]> {
    return new Promise((resolve, reject) => this.#post({ document, name, question, resolve, reject }));
  }

  close(document: number): void {
    this.#worker?.postMessage({ closed: document });
  }

  dispose(): void {
    this.#end();
  }

  #post(asked: Asked): void {
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#asked.push(asked);
    const { document, name, question } = asked;
    const request: ProseRequest = { ...document.news(this.#worker), name, question };
    this.#worker.postMessage(request);
  }

  #start(): Worker {
    const worker = new Worker(this.file);
    const isCurrent = () => worker === this.#worker;
    worker.on('message', (reply: ProseReply) => isCurrent() && this.#hear(reply));
    worker.on('error', ({ message }) => isCurrent() && this.#fail(message));
    return worker;
  }

  #hear(reply: ProseReply): void {
    if (reply.kind === 'began') return this.#beginWatch();
    if (reply.kind === 'failed') return this.#fail(reply.why);
    this.#endWatch();
    this.#asked.shift()?.resolve(reply.answer as never);
    if (this.#asked.length === 0) this.#worker?.unref();
  }

  /** As in client/watch: processor time counts fully, other time a tenth, so a busy machine isn't the text's fault. */
  #beginWatch(): void {
    let left = answerMilliseconds + characterMilliseconds * (this.#asked[0]?.document.length ?? 0);
    const size = process.memoryUsage.rss();
    let before = process.cpuUsage();
    this.#watch = setInterval(() => {
      const { user, system } = process.cpuUsage(before);
      before = process.cpuUsage();
      left -= Math.min(tickMilliseconds, Math.max(tickMilliseconds / 10, (user + system) / 1000));
      if (left <= 0) this.#fail(`it took more than ${answerMilliseconds / 1000} seconds`);
      else if (process.memoryUsage.rss() - size > maxGrowth) this.#fail('it took too much memory');
    }, tickMilliseconds);
  }

  #endWatch(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  /** A thread that fails before it reads can't run at all; otherwise only what it was reading is to blame. */
  #fail(why: string): void {
    const isReading = this.#watch !== undefined;
    for (const [index, asked] of this.#end().entries()) {
      if (isReading && (index > 0 || asked.document.becomePlainText(why))) this.#post(asked);
      else asked.reject(new Error(`The text could not be read: ${why}.`));
    }
  }

  /** Ends the thread; returns what it has not answered. */
  #end(): readonly Asked[] {
    const asked = this.#asked;
    this.#endWatch();
    void this.#worker?.terminate();
    this.#worker = undefined;
    this.#asked = [];
    return asked;
  }
}

/** A document's prose, which the thread reads. Each question is about the text at the time when it is asked. */
export class DocumentProse implements SentenceSource {
  #language: string;
  /** The thread that knows the text, what it doesn't know yet of it, and the length with both. */
  #reader: Worker | undefined;
  #edits: ProseEdit[] = [];
  #length = 0;

  constructor(
    private readonly thread: ProseThread,
    private readonly id: number,
    private readonly source: ProseSource,
    private readonly failed: (why: string) => void,
  ) {
    this.#language = source.language;
  }

  get text(): string {
    return this.source.text;
  }

  get length(): number {
    return this.source.length;
  }

  /** The block at an offset, with about `characters` of sentences on both sides; undefined if there is no prose. */
  passageAt(offset: number, characters: number): Promise<ProsePassage | undefined> {
    return this.thread.ask(this, 'passageAt', { offset, characters });
  }

  /** The sentence at an offset, or the nearest one of the block there; undefined where there is no prose. */
  sentenceAt(offset: number): Promise<ProseSentence | undefined> {
    return this.thread.ask(this, 'sentenceAt', offset);
  }

  /** The blocks that touch `range`, in order; all of them without one. */
  blocks(range = everything): AsyncGenerator<ProseBlock> {
    return portions(range, (part) => this.thread.ask(this, 'blocks', part));
  }

  /** The sentences that lie at least partly in `range`, in order; all of them without one. */
  sentences(range = everything): AsyncGenerator<DocumentSentence> {
    return portions(range, (part) => this.thread.ask(this, 'sentences', part));
  }

  /** Texts as the document's language writes them so that they are read as they are. */
  literals(insertions: readonly Insertion[]): Promise<readonly string[]> {
    return this.thread.ask(this, 'literals', insertions);
  }

  /** Takes over a change of the text. */
  edited(edit: ProseEdit): void {
    this.#edits.push(edit);
    this.#length += edit.text.length - (edit.end - edit.start);
    if (this.#edits.length > maxEdits) this.#forget();
  }

  close(): void {
    this.thread.close(this.id);
  }

  /** What brings a thread up to date. */
  news(reader: Worker): Pick<ProseRequest, 'document' | 'opened' | 'edits'> {
    // Changed line ends are not reported as changes of the text.
    if (this.#reader !== reader || this.#length !== this.length) {
      const { text } = this;
      this.#forget();
      [this.#reader, this.#length] = [reader, text.length];
      return { document: this.id, opened: { language: this.#language, text }, edits: [] };
    }
    const edits = this.#edits;
    this.#edits = [];
    return { document: this.id, edits };
  }

  /** False if it is plain text already. */
  becomePlainText(why: string): boolean {
    if (this.#language === plainText) return false;
    this.#language = plainText;
    this.failed(why);
    return true;
  }

  #forget(): void {
    this.#reader = undefined;
    this.#edits = [];
  }
}

async function* portions<T>(
  { start, end }: TextRange,
  ask: (range: TextRange) => Promise<ProsePortion<T>>,
): AsyncGenerator<T> {
  for (let from: number | undefined = start; from !== undefined;) {
    const { found, next }: ProsePortion<T> = await ask({ start: from, end });
    yield* found;
    from = next;
  }
}
