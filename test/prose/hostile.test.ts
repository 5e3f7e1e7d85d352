import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { bound } from '../../scripts/lib/bounds';
import { ProseDocument } from '../../src/prose/proseDocument';
import { proseLanguage } from '../../src/prose/proseLanguages';
import { hostileTexts } from './hostileTexts';

/** Processor milliseconds for any text: twice the slowest's; quadratic reading would take several times as long. */
const maxMilliseconds = 1000;

test('no text keeps a reader from coming to its end', async (t) => {
  const reader = spawn(process.execPath, ['--import', 'tsx', path.join(__dirname, 'readTexts.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => reader.kill('SIGKILL'));
  reader.stdin.end(JSON.stringify(hostileTexts));
  const lines = createInterface(reader.stdout)[Symbol.asyncIterator]();
  const next = () => Promise.race([lines.next(), setTimeout(bound(30_000), undefined, { ref: false })]);
  assert.equal((await next())?.value, 'ready');
  for (const [language, text] of hostileTexts) {
    const [read, milliseconds] = String((await next())?.value).split(' ');
    const name = `${language} ${JSON.stringify(text.slice(0, 20))}`;
    assert.equal(read, language, `${name} is not read`);
    assert.ok(Number(milliseconds) < bound(maxMilliseconds), `${name} takes ${milliseconds} ms`);
  }
});

test('what is bounded leaves what stands behind it as it is', async () => {
  const hostile = { markdown: ['*a_', '- ', '> ', '$a ', '`a <!-- '], latex: ['{a ', '{\\(', '\\begin{a}', '$', '#'] };
  const prose = { markdown: '*Some* prose with a [link](b).', latex: '\\emph{Some} prose with $x$ in it.' };
  const read = { markdown: 'Some prose with a link.', latex: 'Some prose with it in it.' };
  for (const language of ['markdown', 'latex'] as const)
    for (const part of hostile[language]) {
      const document = new ProseDocument(await proseLanguage(language), `${part.repeat(1000)}\n\n${prose[language]}\n`);
      assert.equal(document.blocks().at(-1)?.text, read[language], part);
    }
});

test('nesting that is written is read', async () => {
  const document = async (language: string, text: string) => new ProseDocument(await proseLanguage(language), text);
  const list = Array.from({ length: 12 }, (_, depth) => `${'  '.repeat(depth)}- item ${depth}`).join('\n');
  assert.equal((await document('markdown', list)).blocks().length, 12);
  const groups = `${'\\emph{'.repeat(12)}deep${'}'.repeat(12)} water. ${'\\emph{and} so {on}, $x$ '.repeat(50)}`;
  assert.match((await document('latex', groups)).blocks()[0]!.text, /^deep water\. and so on, /);
});

test('a paragraph with more notes than a call takes arguments is read', async () => {
  const document = new ProseDocument(await proseLanguage('asciidoc'), 'footnote:[a] '.repeat(130_000));
  assert.equal(document.blocks().length, 130_000);
});
