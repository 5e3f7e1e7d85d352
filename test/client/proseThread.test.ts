import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { build } from 'esbuild';
import { Random } from '../../src/base/random';
import { ProseThread, type ProseSource } from '../../src/client/proseThread';
import { sentencesIn } from '../../src/prose/documentUnits';
import { markdownLanguage } from '../../src/prose/markdown/markdownLanguage';
import { ProseDocument } from '../../src/prose/proseDocument';
import { passageAt } from '../../src/prose/prosePassage';

const folder = mkdtempSync(path.join(os.tmpdir(), 'prose-thread-'));
const file = path.join(folder, 'testProseThread.js');

before(() =>
  build({
    entryPoints: [path.join(__dirname, 'testProseThread.ts')],
    outdir: folder,
    bundle: true,
    platform: 'node',
  }),
);
after(() => rmSync(folder, { recursive: true }));

/** A document that a test writes. */
class Page implements ProseSource {
  constructor(
    readonly language: string,
    public text: string,
  ) {}

  get length(): number {
    return this.text.length;
  }
}

function threadFor(t: TestContext, program = file) {
  const thread = new ProseThread(program);
  t.after(() => thread.dispose());
  const failures: string[] = [];
  const open = (language: string, text: string) => {
    const page = new Page(language, text);
    const prose = thread.open(page, (why) => failures.push(`${text.slice(0, 8)}: ${why}`));
    const edit = (start: number, end: number, text: string) => {
      page.text = page.text.slice(0, start) + text + page.text.slice(end);
      prose.edited({ start, end, text });
    };
    return { page, prose, edit };
  };
  return { thread, failures, open };
}

async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const plainData = (value: unknown) => structuredClone(value);

test('the thread answers as the document itself does', async (t) => {
  const text =
    '# A title\n\nOne *two* three. Four!\n\n- Five `six`.\n\n```\ncode\n```\n\nThe [end].\n\n[end]: a\n'.repeat(200);
  const { prose } = threadFor(t).open('markdown', text);
  const document = new ProseDocument(markdownLanguage, text);
  const range = { start: 2000, end: 9000 };
  assert.deepEqual(await listed(prose.blocks()), plainData(document.blocks()));
  assert.deepEqual(await listed(prose.blocks(range)), plainData(document.blocks(range)));
  assert.deepEqual(await listed(prose.sentences(range)), sentencesIn(document.blocks(range), range));
  for (const offset of [0, 20, 60, 3000, text.length]) {
    assert.deepEqual(await prose.passageAt(offset, 320), plainData(passageAt(document, offset, 320)));
    assert.deepEqual(await prose.sentenceAt(offset), plainData(document.sentenceAt(offset)));
  }
});

test('each question is about the text at the time when it is asked', async (t) => {
  const { page, prose, edit } = threadFor(t).open('markdown', 'Some *words* here.\n\nAnd `more` there.\n'.repeat(50));
  const random = new Random(7);
  const below = (end: number) => Math.floor(random.uniform() * end);
  const parts = ['word ', '\n\n', '`', '*', '```\n', '- ', 'One. Two. '];
  const asked: Promise<void>[] = [];
  for (let round = 0; round < 40; round++) {
    // Now and then so many that the whole text is sent.
    for (let edits = round % 13 === 12 ? 150 : round % 4; edits > 0; edits--) {
      const start = below(page.length);
      edit(start, Math.min(page.length, start + below(6)), parts[below(parts.length)]!);
    }
    const offset = below(page.length);
    const expected = new ProseDocument(markdownLanguage, page.text).sentenceAt(offset);
    asked.push(prose.sentenceAt(offset).then((answer) => assert.deepEqual(answer, plainData(expected))));
  }
  await Promise.all(asked);
});

test('a change that was not reported is noticed', async (t) => {
  const { page, prose } = threadFor(t).open('plaintext', 'One line.\nAnother line.');
  assert.equal((await prose.sentenceAt(10))?.text, 'Another line.');
  page.text = page.text.replaceAll('\n', '\r\n');
  assert.deepEqual((await prose.sentenceAt(12))?.source, { start: 11, end: 24 });
});

for (const [what, why] of [
  ['endless', 'it took more than 2 seconds'],
  ['broken', 'a fault'],
] as const)
  test(`a text that is ${what} for its reader is plain text from then on, and others are read on`, async (t) => {
    const { failures, open } = threadFor(t);
    const other = open('asciidoc', 'Another *page*.');
    assert.equal((await other.prose.sentenceAt(0))?.text, 'Another page.');
    const bad = open('asciidoc', `It is *${what}*.`);
    const first = bad.prose.sentenceAt(0);
    other.edit(0, 7, 'A new');
    const meanwhile = other.prose.sentenceAt(0);
    const second = bad.prose.passageAt(0, 100);
    assert.equal((await first)?.text, `It is *${what}*.`);
    assert.equal((await meanwhile)?.text, 'A new page.');
    assert.equal((await second)?.block.text, `It is *${what}*.`);
    bad.edit(0, 2, 'This');
    assert.equal((await bad.prose.sentenceAt(0))?.text, `This is *${what}*.`);
    other.edit(0, 5, 'The');
    assert.equal((await other.prose.sentenceAt(0))?.text, 'The page.');
    assert.deepEqual(failures, [`It is *${what.slice(0, 1)}: ${why}`]);
  });

test('a snapshot is read to its end, and as plain text where its reader breaks', async (t) => {
  const { thread, failures } = threadFor(t);
  const text = 'One *sentence*.\n\n'.repeat(1000) + 'One that is broken.\n';
  const snapshot = thread.snapshot({ language: 'asciidoc', text, length: text.length }, (why) => failures.push(why));
  const sentences = await listed(snapshot.sentences());
  assert.equal(sentences.at(-1)?.text, 'One that is broken.');
  assert.deepEqual(failures, ['a fault']);
});

test('without its program the thread answers nothing, and says so', async (t) => {
  const { failures, open } = threadFor(t, path.join(folder, 'noSuchThread.js'));
  await assert.rejects(open('markdown', 'Text.').prose.sentenceAt(0), /could not be read: Cannot find module/);
  assert.deepEqual(failures, []);
});
