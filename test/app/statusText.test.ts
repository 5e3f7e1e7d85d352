import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusText, type StatusFacts } from '../../src/app/status/statusText';

const status = { provider: 'cpu', model: 'seed', notes: [], lastMilliseconds: 23.4 } as const;

function check(change: Partial<StatusFacts>, text: string, lines: Record<string, string | undefined> = {}): void {
  const facts: StatusFacts = {
    state: 'ready',
    hasCrashed: false,
    status,
    model: 'bundled',
    progress: undefined,
    suggestions: 'on',
    problem: undefined,
    ...change,
  };
  const shown = statusText(facts);
  assert.equal(`${shown.icon} ${shown.text}`, text);
  const told = Object.fromEntries(shown.lines);
  for (const [name, value] of Object.entries(lines)) assert.equal(told[name], value, name);
}

test('the text is the same whatever is answered, and tells when words are not suggested', () => {
  check({ state: 'stopped', status: undefined }, 'whole-word DeBERTa', { Engine: 'idle (starts when needed)' });
  check({}, 'whole-word DeBERTa', { Model: 'bundled', Device: 'cpu', 'Last request': '23 ms' });
  check({ state: 'starting', status: undefined }, 'loading~spin DeBERTa', { Engine: 'starting' });
  check({ progress: { message: 'Compiling base', done: 12, total: 90 } }, 'loading~spin Compiling base 13 %');
  check({ suggestions: 'off' }, 'circle-slash DeBERTa (off)', { Suggestions: 'off' });
  check({ suggestions: 'offInFile' }, 'circle-slash DeBERTa (off)', { Suggestions: 'off in this file' });
  check({ suggestions: 'snoozed' }, 'bell-slash DeBERTa (snoozed)', { Suggestions: 'snoozed' });
});

test('the tooltip says why a provider is not used, that the engine crashed, and what went wrong', () => {
  check({ status: { ...status, fallback: 'webgpu: no adapter' } }, 'whole-word DeBERTa', {
    Device: 'cpu (webgpu: no adapter)',
  });
  check({ state: 'stopped', hasCrashed: true }, 'whole-word DeBERTa', {
    Engine: 'stopped unexpectedly; starts again when needed',
  });
  check({ state: 'failed' }, 'error DeBERTa', { Engine: 'failed; restart it' });
  check({ problem: 'No such model.' }, 'warning DeBERTa', { Problem: 'No such model.', 'Last request': undefined });
});
