import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { Explanation, LayerGuesses } from '../../src/protocol/explanations';
import { commandLine } from './commandLine';

const { run } = commandLine('cli-explain');
const text = 'They have been working on it for a [MASK] time.';

test('a guess is explained by words, spans, heads and curves, as text and as JSON', () => {
  const { stdout } = run(['explain', 'bundled', '--text', text]);
  assert.match(
    stdout,
    /^long: log-odds -?\d+\.\d{3}, at the baseline -?\d+\.\d{3}\n {4}[+-]\d+\.\d{3} {2}time {2}at 42–46\n/,
  );
  assert.match(stdout, /residual\nThrough c2c [+-][\d.]+, c2p [+-][\d.]+, p2c [+-][\d.]+\n$/);
  const more = ['--method', 'occlusion', '--spans', '3', '--heads', '--curves'];
  const all = run(['explain', 'bundled', '--text', text, ...more]).stdout;
  assert.match(all, /Left out together\n/);
  assert.match(all, /Without a head, or with one of its terms at its mean, the answer loses\n.*layer \d, head \d/);
  assert.match(all, /Area of deletion 0\.\d+, in random order 0\.\d+\nArea of insertion/);
  const json = JSON.parse(run(['explain', 'bundled', '--text', text, '--json']).stdout) as Explanation;
  const sum = json.words.reduce((total, { contribution }) => total + contribution, 0);
  assert.ok(Math.abs(json.value - json.baselineValue - sum - json.residual) < 1e-4);
  assert.equal(json.candidates[0]!.answer, 'long');
});

test('labels of one’s own, entities and answers are explained; what is not there is an error', () => {
  const own = [
    '--text',
    'The band played two songs.',
    '--labels',
    'music,war',
    '--label',
    'music',
    '--method',
    'occlusion',
  ];
  assert.match(run(['explain', 'bundled', ...own]).stdout, /^music: log-odds/);
  const model = path.join(__dirname, '../fixtures/heads/v3-1');
  const ada = 'Ada Lovelace wrote to Charles Babbage.';
  assert.match(run(['explain', model, '--text', ada, '--entity', 'Ada Lovelace']).stdout, /: log-odds/);
  const asked = ['--question', 'Who wrote?', '--label', 'Ada Lovelace'];
  assert.match(run(['explain', model, '--text', ada, ...asked]).stdout, /^Ada Lovelace against no answer: difference/);
  const missing = run(['explain', model, '--text', ada, '--entity', 'Bob']);
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /--entity is no part of the text: “Bob”/);
});

test('layers are listed up to the passes of the mask decoder', () => {
  const { stdout } = run(['layers', 'bundled', '--text', text]);
  assert.match(stdout, /^long:\n {2}embeddings +\d+\.\d % {2}rank \d+: /);
  assert.match(stdout, /pass 2 +\d+\.\d % {2}rank 1: long \d+\.\d %, .*\n$/);
  const json = JSON.parse(run(['layers', 'bundled', '--text', text, '--top', '2', '--json']).stdout) as LayerGuesses;
  assert.equal(json.steps.at(-1)!.guesses.length, 2);
  assert.equal(run(['layers', 'bundled', '--text', 'No mask.']).status, 2);
});
