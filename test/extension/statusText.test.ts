import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusText, type StatusFacts } from '../../src/extension/statusText';

const status = { provider: 'cpu', model: 'seed', notes: [], lastMilliseconds: 23.4 } as const;

function check(change: Partial<StatusFacts>, text: string, lines: Record<string, string> = {}): void {
  const facts: StatusFacts = {
    state: 'ready',
    status,
    model: 'bundled',
    progress: undefined,
    suggestionsEnabled: true,
    problem: undefined,
    ...change,
  };
  const shown = statusText(facts);
  assert.equal(`$(${shown.icon}) ${shown.text}`, text);
  const told = Object.fromEntries(shown.lines);
  for (const [name, value] of Object.entries(lines)) assert.equal(told[name], value, name);
}

test('the item tells state, model, device and the last time', () => {
  check({ state: 'stopped', status: undefined }, '$(whole-word) DeBERTa', { Suggestions: 'on', Model: 'bundled' });
  check({ state: 'starting', status: undefined }, '$(loading~spin) DeBERTa', { Engine: 'starting' });
  check({}, '$(whole-word) bundled · cpu · 23 ms', { Device: 'cpu', 'Last request': '23 ms' });
  const progress = { message: 'Compiling base', done: 12, total: 90 };
  check({ progress }, '$(loading~spin) Compiling base 13 %');
  check({ state: 'failed' }, '$(error) DeBERTa', { Engine: 'failed: restart it' });
  check({ suggestionsEnabled: false }, '$(whole-word) bundled · cpu · 23 ms', { Suggestions: 'off' });
});

test('the tooltip says why a provider is not used, and what went wrong', () => {
  check({ status: { ...status, fallback: 'webgpu: no adapter' } }, '$(whole-word) bundled · cpu · 23 ms', {
    Device: 'cpu (webgpu: no adapter)',
  });
  check({ status: { ...status, notes: ['Not used: layer 3.'] } }, '$(whole-word) bundled · cpu · 23 ms', {
    Note: 'Not used: layer 3.',
  });
  check({ problem: 'No such model.' }, '$(warning) bundled · cpu · 23 ms', { Problem: 'No such model.' });
});
