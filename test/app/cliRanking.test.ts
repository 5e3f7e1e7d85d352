import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { ScoredPart } from '../../src/terminal/scoredParts';
import { commandLine, objects } from './commandLine';

const fixtures = path.join(__dirname, '../fixtures');
const { directory, run } = commandLine('cli-ranking');

/** A fixture's folder, with the tokenizer that all of them share. */
function modelOf(name: string): string {
  const folder = path.join(directory, path.basename(name));
  cpSync(path.join(fixtures, name), folder, { recursive: true });
  cpSync(path.join(fixtures, 'gliclass/tokenizer.json'), path.join(folder, 'tokenizer.json'));
  return folder;
}

function expectedOf<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(fixtures, name, 'expected.json'), 'utf8')) as T;
}

describe('rank', () => {
  const name = 'pairs/reranker-sigmoid';
  const model = modelOf(name);
  const { query, passages, scores } = expectedOf<{ query: string; passages: string[]; scores: number[] }>(name);
  const wanted = passages.map((text, i) => ({ text, score: scores[i]! })).sort((a, b) => b.score - a.score);

  test('lines come in the order of Transformers’ scores, the best of them alone with --top', () => {
    const { stdout, stderr } = run(['rank', model, '--query', query, '--json'], passages.join('\n'));
    const found = objects<ScoredPart>(stdout);
    assert.equal(stderr, '');
    assert.deepEqual(
      found.map(({ text, score }) => [text, score.toFixed(4)]),
      wanted.map(({ text, score }) => [text, score.toFixed(4)]),
    );
    const best = run(['rank', model, '--query', query, '--top', '2'], passages.join('\n')).stdout;
    assert.equal(
      best,
      wanted
        .slice(0, 2)
        .map(({ text, score }) => `${score.toFixed(3)}  ${text}\n`)
        .join(''),
    );
  });

  test('of files, each sentence has its place; a document longer than the model is as good as its best part', () => {
    const file = path.join(directory, 'notes.md');
    const source = `# Notes\n\nThe *road* was lost. In the bridge.\n\n\`\`\`\ncode\n\`\`\`\n\n- ${passages[1]}\n`;
    writeFileSync(file, source);
    const sentences = objects<ScoredPart>(run(['rank', model, file, '--query', query, '--json']).stdout);
    assert.deepEqual(new Set(sentences.map(({ text }) => text)), new Set(['Notes', ...passages.slice(0, 3)]));
    for (const { start, end, text, line } of sentences) {
      assert.equal(source.slice(start, end).replaceAll('*', ''), text);
      assert.equal(source.slice(0, start).split('\n').length, line);
    }
    const long = path.join(directory, 'long.txt');
    writeFileSync(long, Array.from({ length: 30 }, () => passages.slice(0, 3).join(' ')).join(' '));
    const words = ['rank', model, file, long, '--query', query, '--unit', 'document', '--json'];
    assert.equal(objects<ScoredPart>(run(words).stdout).length, 2);
  });

  test('what is not right is said', () => {
    assert.match(run(['rank', model, '--text', 'a']).stderr, /rank needs --query/);
    assert.match(
      run(['rank', 'bundled', '--query', 'a', '--text', 'b']).stderr,
      /bundled is a masked language model: it cannot classify texts, .* Use a model with one score, such as a reranker\./,
    );
    assert.match(
      run(['rank', path.join(fixtures, 'reference/v2-conv/classify'), '--query', 'a', '--text', 'b']).stderr,
      /gives 3 labels, by which texts cannot be put in order\. Use a model with one score/,
    );
  });
});

describe('choose', () => {
  interface Question {
    readonly prompt: string;
    readonly choices: readonly string[];
    readonly scores: readonly number[];
  }
  interface Chosen {
    readonly prompt: string;
    readonly choices: readonly { readonly choice: string; readonly score: number }[];
  }
  const model = modelOf('pairs/choice-2');
  const questions = expectedOf<Question[]>('pairs/choice-2');
  const wanted = questions.map(({ prompt, choices, scores }) => ({
    prompt,
    choices: choices
      .map((choice, i) => ({ choice, score: scores[i]! }))
      .sort((a, b) => b.score - a.score)
      .map(({ choice, score }) => [choice, score.toFixed(4)]),
  }));
  const rounded = ({ prompt, choices }: Chosen) => ({
    prompt,
    choices: choices.map(({ choice, score }) => [choice, score.toFixed(4)]),
  });

  test('a prompt’s choices, and those of each line, best first, with Transformers’ scores', () => {
    const [{ prompt, choices }] = questions as [Question];
    assert.deepEqual(objects<Chosen>(run(['choose', model, prompt, ...choices, '--json']).stdout).map(rounded), [
      wanted[0],
    ]);
    const lines = questions.map((one) => [one.prompt, ...one.choices].join('\t')).join('\n\n');
    assert.deepEqual(objects<Chosen>(run(['choose', model, '--json'], lines).stdout).map(rounded), wanted);
    const shown = run(['choose', model, prompt, ...choices]).stdout;
    assert.match(shown, new RegExp(`^${prompt}\n  0\\.\\d{3}  .*\n  0\\.\\d{3}  .*\n$`));
  });

  test('what is not right is said', () => {
    const one = run(['choose', model, 'a', 'b']);
    assert.deepEqual([one.status, one.stdout], [2, '']);
    assert.match(one.stderr, /choose needs a prompt and at least two choices, none of them empty\./);
    assert.deepEqual(run(['choose', model, 'a', 'b', '']).stderr, one.stderr);
    for (const line of ['a\tb', 'a\tb\t', 'a\tb\tc\t ', '\tb\tc']) {
      const { status, stdout, stderr } = run(['choose', model], `a\tb\tc\n\n${line}\n`);
      assert.equal(status, 2, line);
      assert.match(stderr, /Line 3 must be a prompt and at least two choices, separated by tabs, none of them empty\./);
      assert.match(stdout, /^a\n/, 'the lines before it are answered');
    }
    assert.match(run(['classify', model, '--text', 'a']).stderr, /multiple choice: it cannot classify texts/);
  });
});

describe('classify with a GLiClass model', () => {
  test('by labels of one’s own alone', () => {
    const model = modelOf('gliclass/simple-1');
    interface Expected {
      readonly labels: readonly string[];
      readonly texts: readonly { readonly text: string; readonly logits: readonly number[] }[];
    }
    const [{ labels, texts }] = expectedOf<Expected[]>('gliclass/simple-1') as [Expected];
    const words = ['classify', model, '--labels', labels.join(','), '--json'];
    const { stdout, stderr } = run(words, texts.map(({ text }) => text).join('\n'));
    const found = objects<{ text: string; labels: string[]; method: string }>(stdout);
    assert.deepEqual([stderr, found.length], ['', texts.length]);
    for (const [i, { text, logits }] of texts.entries()) {
      const best = labels[logits.indexOf(Math.max(...logits))];
      assert.deepEqual([found[i]!.text, found[i]!.labels, found[i]!.method], [text, [best], 'gliclass']);
    }
    assert.match(
      run(['classify', model, '--text', 'a']).stderr,
      /is a GLiClass model without labels of its own: give the labels .* with --labels A,B,…\./,
    );
  });
});
